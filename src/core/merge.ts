/**
 * THE MERGE: what one field is owed, given what both sides say now and what each has last said (architecture 5). Each side
 * is compared with its own baseline and never with the other's value, so a CRM that rewrites what it stores starts no
 * ping-pong. Pure, and about one field only: edits to different fields never meet.
 */
import type { FieldRule } from './field-rule';
import { policies } from './policies/policies';
import type { Value } from './record';
import { sameValue } from './values';

/** A side's value in normal form; `undefined`: the order system does not hold the field, or the CRM's was not read. */
export interface FieldView {
  readonly local: Value | undefined;
  readonly localBase: Value | undefined;
  /** Since when the order system has said so. */
  readonly localAt: Date | null;
  readonly remote: Value | undefined;
  readonly remoteBase: Value | undefined;
  /** When the CRM's value was set; null where the CRM does not say. */
  readonly remoteAt: Date | null;
  /** The CRM's value is one that we have written, whichever of our writes it was (5.1, rules 3 and 15). */
  readonly isOurs: boolean;
  /** What the order system was last offered and has not answered. */
  readonly offered: Value | undefined;
  /** What the order system said when that was offered. */
  readonly offeredOver?: Value | undefined;
  /** What it has refused: the CRM is put right while it still says that (rule 9). */
  readonly refused: Value | undefined;
  /** A person's word about a pair of values; about another pair it says nothing (rule 10). */
  readonly resolution: Resolution | null;
}

export interface Resolution {
  readonly ours: Value;
  readonly theirs: Value;
  readonly side: 'ours' | 'theirs';
}

/**
 * - `rest`: nothing is owed, and the baselines stay as they are.
 * - `settle`: nothing is owed, and each baseline becomes what its side says: they agree, or what moved is nobody's matter.
 * - `push`: the CRM is told `value`. `put-right`: what it says was refused, or it only listens. `late`: an older write of
 *   ours has landed there.
 * - `offer`: the order system is told the CRM's value. `withdrawn`: the CRM has gone back to what it said before.
 * - `ask`: a person is asked.
 */
export type Owed =
  | { readonly kind: 'rest' | 'settle' | 'ask' }
  | { readonly kind: 'push'; readonly value: Value; readonly why: PushReason }
  /** `over`: what the order system says as yet. */
  | { readonly kind: 'offer'; readonly value: Value; readonly why: OfferReason; readonly over: Value };
export type PushReason = 'moved' | 'decided' | 'resolved' | 'put-right' | 'late';
export type OfferReason = 'moved' | 'decided' | 'resolved' | 'withdrawn';

const rest = { kind: 'rest' } as const;
const settle = { kind: 'settle' } as const;
const push = (value: Value, why: PushReason): Owed => ({ kind: 'push', value, why });

export function mergeField(rule: FieldRule, view: FieldView): Owed {
  const { local, remote } = view;
  if (view.isOurs && remote !== undefined && !isAsBefore(remote, view.remoteBase)) {
    // Nobody wants what a late write of ours says; the record's value is said over it.
    return local === undefined || !counts(local, rule) || sameValue(local, remote) ? settle : push(local, 'late');
  }
  if (rule.direction === 'push') return pushOnly(rule, view);
  if (remote === undefined) return rule.direction === 'pull' ? rest : unread(rule, view);
  const seen = { ...view, remote };
  return rule.direction === 'pull' ? pullOnly(rule, seen) : twoWay(rule, seen);
}

/** What the CRM says, where it was read. */
type Seen = FieldView & { readonly remote: Value };

/** What was never said is blank: in a field that we did not write, a record that we made holds nothing. */
const isAsBefore = (now: Value, base: Value | undefined): boolean => sameValue(now, base ?? null);

/** A blank moves nothing unless the rule says that it counts. */
const counts = (value: Value, { clear }: FieldRule): boolean => value !== null || clear;

/** The order system's value, when it has moved; what was never said to this CRM record is news to it. */
function moveOf(rule: FieldRule, { local, localBase }: FieldView): Value | undefined {
  if (local === undefined || !counts(local, rule)) return undefined;
  return localBase !== undefined && sameValue(local, localBase) ? undefined : local;
}

function pushOnly(rule: FieldRule, view: FieldView): Owed {
  const { local, remote } = view;
  const move = moveOf(rule, view);
  if (move !== undefined) return push(move, 'moved');
  const isHeld = local !== undefined && counts(local, rule);
  if (!rule.enforce || !isHeld || remote === undefined || isAsBefore(remote, view.remoteBase)) return settle;
  return sameValue(local, remote) ? settle : push(local, 'put-right');
}

function pullOnly(rule: FieldRule, view: Seen): Owed {
  const { local, remote } = view;
  // It is the CRM's own field: a refusal is remembered, and puts nothing right.
  if (isRefused(view)) return rest;
  const isOff = rule.enforce && local !== undefined && !isAsBefore(local, view.localBase);
  const isNews = counts(remote, rule) && (isOff || !isAsBefore(remote, view.remoteBase));
  if (!isNews) return withoutNews(rule, view);
  return sameValue(local ?? null, remote) ? settle : offer(view, 'moved');
}

/** Of a two-way field nothing is written that was not read first, but to a record that is new. */
function unread(rule: FieldRule, view: FieldView): Owed {
  const move = moveOf(rule, view);
  if (move !== undefined) return push(move, 'moved');
  return view.offered === undefined && view.refused === undefined ? settle : rest;
}

function twoWay(rule: FieldRule, view: Seen): Owed {
  const { local, remote } = view;
  const ours = moveOf(rule, view);
  const isMoved = isRemoteMove(rule, view, ours);
  if (ours === undefined && !isMoved) return withoutNews(rule, view);
  if (sameValue(local ?? null, remote)) return settle;
  if (!isMoved) return push(ours ?? null, 'moved');
  if (isRefused(view)) return putRight(rule, view);
  return ours === undefined ? offer(view, 'moved') : decide(rule, view, { ours, theirs: remote });
}

/** While an offer stands the order system may have seen it: the CRM's present value is weighed against its new word. */
function isRemoteMove(rule: FieldRule, { remote, remoteBase, offered }: Seen, ours: Value | undefined): boolean {
  const isNews = !isAsBefore(remote, remoteBase) || (ours !== undefined && offered !== undefined);
  return isNews && counts(remote, rule);
}

/** The CRM is told what the order system says, or what it said itself before; what it never said otherwise stays. */
function putRight(rule: FieldRule, { local, remoteBase }: Seen): Owed {
  const before = local !== undefined && counts(local, rule) ? local : remoteBase;
  return before === undefined ? rest : push(before, 'put-right');
}

const isRefused = ({ remote, refused }: Seen): boolean => refused !== undefined && sameValue(refused, remote);

/** An offer of something that the CRM says no longer is withdrawn by another: the order system may have taken it. */
function withoutNews(rule: FieldRule, view: Seen): Owed {
  if (view.offered === undefined) return settle;
  if (!isAsBefore(view.remote, view.remoteBase)) return rest;
  // A blank that counts for nothing takes nothing back: accepted, it would empty what the order system says itself.
  return counts(view.remote, rule) ? offer(view, 'withdrawn') : settle;
}

function offer(view: Seen, why: OfferReason): Owed {
  const { local = null, remote } = view;
  return isOffered(view) ? rest : { kind: 'offer', value: remote, why, over: local };
}

const isOffered = ({ remote, offered }: Seen): boolean => offered !== undefined && sameValue(offered, remote);

function decide(rule: FieldRule, view: Seen, pair: { readonly ours: Value; readonly theirs: Value }): Owed {
  const { localAt: oursAt, remoteAt: theirsAt, resolution } = view;
  const verdict = policies[rule.policy]({ oursAt, theirsAt, ...pair });
  const isResolved =
    verdict === 'ask' &&
    resolution !== null &&
    sameValue(resolution.ours, pair.ours) &&
    sameValue(resolution.theirs, pair.theirs);
  const side = isResolved ? resolution.side : verdict;
  const why = isResolved ? 'resolved' : 'decided';
  // What a person has decided to offer waits for its answer, and is asked about again when either side has moved.
  const isDecided = isOffered(view) && sameValue(view.offeredOver, pair.ours);
  if (side === 'ask') return isDecided ? rest : { kind: 'ask' };
  return side === 'ours' ? push(pair.ours, why) : offer(view, why);
}
