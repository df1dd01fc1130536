/**
 * One field of one record, between an order system and one or two CRMs, with everything that can happen to it: the model
 * that `field-explorer` walks through. What is decided is decided by the core (`field-engine`); what is modelled here are
 * the order system, the CRMs, the doors and the workers. A state is plain data, so that it can be told from another.
 *
 * Who has seen what is kept beside each value: `edits` is the set of edits, as bits, that its maker knew of.
 */
import type { Link } from '../../src/core/link';
import type { Resolution } from '../../src/core/merge';
import type { Answer } from '../../src/core/standing';
import type { FieldEngine, Planned, RecordState } from './field-engine';

export type Edits = number;

export const isIn = (some: Edits, all: Edits): boolean => (some & ~all) === 0;

export interface Said {
  readonly value: string;
  readonly edits: Edits;
}

/** The order system's word on its way. */
export interface Put extends Said {
  readonly version: number;
  /** The last change that it had applied; 0 none. */
  readonly applied: number;
}

export interface Change extends Said {
  readonly crm: number;
  /** What it may replace. */
  readonly from: readonly string[];
  answer: Answer | null;
}

export interface Reply {
  readonly seq: number;
  readonly version: number | null;
}

export interface CrmValue extends Said {
  readonly isOurs: boolean;
  /** The mark of the last write of ours that landed. */
  readonly number: number;
  readonly at: number;
}

export interface Crm {
  has: CrmValue;
  link: Link;
  /** A signal is on its way. */
  signal: boolean;
  /** The revision of its mark; 0: not marked. */
  dirty: number;
  marks: number;
  lease: { owner: number; fence: number };
  /** Writes without an answer: they may land, or never will. */
  flying: { value: string; edits: Edits; number: number }[];
  asked: { ours: string; theirs: string } | null;
  resolution: Resolution | null;
}

export interface Hand {
  readonly crm: number;
  readonly fence: number;
  readonly dirty: number;
  readonly plan: Planned;
  readonly sawOurs: Said;
  readonly sawTheirs: Said;
  /** What the CRM answered to the write. */
  stored: string | null;
  step: 'planned' | 'sent' | 'unanswered';
}

export interface Budget {
  edits: number;
  setBacks: number;
  touches: number;
  reorders: number;
  refusals: number;
  sales: number[];
  salesSetBacks: number;
  resolutions: number;
  deaths: number;
  stalls: number;
  lostAnswers: number;
  whiles: number;
}

export interface State {
  shop: Said & { version: number; applied: number };
  record: RecordState & { edits: Edits };
  puts: Put[];
  feed: Change[];
  /** How far the order system has read the feed. */
  read: number;
  replies: Reply[];
  crms: Crm[];
  workers: (Hand | null)[];
  budget: Budget;
  /** Counts the edits; also the time of each. */
  count: number;
  /** Edits that somebody has decided over, who had seen them, or that were noticed to be overwritten. */
  decided: Edits;
  overwritten: Edits;
  /** What must never be; empty as long as it is not. */
  wrong: string;
  /** Goes on when so long a while passes that no write that was on its way can land any more. */
  now: number;
  writes: number;
}

export interface Setting {
  readonly engine: FieldEngine;
  readonly crms: number;
  readonly workers: number;
  /** By CRM: it writes values in its own way. */
  readonly rewrites: readonly boolean[];
  /** The order system waits until an answer has arrived before it gives the next one. */
  readonly waits: boolean;
}

/** What can happen next, by name. */
export type Move = readonly [name: string, happen: (state: State) => void];

export const first = 'a';

export function keeps({ rewrites }: Setting, crm: number, value: string): string {
  return rewrites[crm] ? value.toUpperCase() : value;
}

export function begin(setting: Setting, budget: Partial<Budget>): State {
  const none = { edits: 0, setBacks: 0, touches: 0, reorders: 0, refusals: 0, sales: [], salesSetBacks: 0 };
  const more = { resolutions: 0, deaths: 0, stalls: 0, lostAnswers: 0, whiles: 0 };
  const crms = Array.from({ length: setting.crms }, (_, index): Crm => {
    const value = keeps(setting, index, first);
    return {
      has: { value, edits: 1, isOurs: true, number: 1, at: 0 },
      link: setting.engine.link(first, value),
      signal: false,
      dirty: 0,
      marks: 0,
      lease: { owner: -1, fence: 0 },
      flying: [],
      asked: null,
      resolution: null,
    };
  });
  return {
    shop: { value: first, edits: 1, version: 0, applied: 0 },
    record: { value: first, version: 0, since: 0, edits: 1 },
    puts: [],
    feed: [],
    read: 0,
    replies: [],
    crms,
    workers: Array.from({ length: setting.workers }, () => null),
    budget: { ...none, ...more, ...budget },
    count: 1,
    decided: 0,
    overwritten: 0,
    wrong: '',
    now: 0,
    writes: 0,
  };
}

/** What the sides do, and what arrives. */
export function worldMoves(setting: Setting, state: State): Move[] {
  return [
    ...shopMoves(state),
    ...arrivals(setting, state),
    ...state.crms.flatMap((crm, index) => crmMoves(setting, state, { crm, index })),
    ...whileMoves(state),
  ];
}

export const mark = (crm: Crm): void => {
  crm.marks += 1;
  crm.dirty = crm.marks;
};

/** A new edit: its bit, and its time. */
function newEdit(state: State): { bit: Edits; at: number } {
  const at = state.count;
  state.count += 1;
  return { bit: 1 << at, at };
}

function shopMoves({ budget, shop }: State): Move[] {
  const moves: Move[] = [];
  if (budget.edits > 0) {
    moves.push(['the order system edits', (next): void => shopSays(next, 'edits', `o${next.count}`)]);
  }
  if (budget.setBacks > 0 && shop.value !== first) {
    moves.push(['the order system sets it back', (next): void => shopSays(next, 'setBacks', first)]);
  }
  if (budget.touches > 0) {
    moves.push(['the order system sends it untouched', (next): void => shopTouches(next)]);
  }
  return moves;
}

function shopSays(state: State, what: 'edits' | 'setBacks', value: string): void {
  state.budget[what] -= 1;
  const { bit, at } = newEdit(state);
  // That a value came back cannot be told from its never having left: of this edit only the value is looked for.
  if (what === 'setBacks') state.decided |= bit | state.shop.edits;
  const version = Math.max(at, state.shop.version + 1);
  state.shop = { ...state.shop, value, edits: state.shop.edits | bit, version };
  state.puts.push({ ...state.shop });
}

function shopTouches(state: State): void {
  state.budget.touches -= 1;
  state.shop.version += 1;
  state.puts.push({ ...state.shop });
}

function arrivals(setting: Setting, state: State): Move[] {
  const { engine } = setting;
  const puts = state.puts.flatMap((put, index): Move[] => {
    if (index > 0 && state.budget.reorders === 0) return [];
    const arrive = (next: State): void => {
      if (index > 0) next.budget.reorders -= 1;
      next.puts.splice(index, 1);
      putArrives(engine, next, put);
    };
    return [[`the word ${put.value} of version ${put.version} arrives`, arrive]];
  });
  const replies = state.replies.slice(0, setting.waits ? 1 : undefined).map((reply, index): Move => {
    const arrive = (next: State): void => {
      next.replies.splice(index, 1);
      replyArrives(engine, next, reply);
    };
    return [`the ${reply.version === null ? 'refusal' : 'acceptance'} of change ${reply.seq} arrives`, arrive];
  });
  const change = state.feed[state.read];
  const what = `change ${state.read + 1}, ${change?.value ?? ''}`;
  const reads: Move[] = change ? [[`the order system reads ${what}`, shopReads]] : [];
  if (change && state.budget.refusals > 0) reads.push([`the order system refuses ${what}`, shopRefuses]);
  return [...puts, ...replies, ...reads];
}

/** Rule 6: a word that says which change it has applied accepts it. */
function putArrives(engine: FieldEngine, state: State, put: Put): void {
  if (!engine.isNewer(state.record, put.version)) return;
  const change = state.feed[put.applied - 1];
  if (engine.rules.appliedChange && change && isOpen(change)) answer(state, put.applied, 'accepted');
  const received = engine.receive(state.record, put);
  state.record = { ...received, edits: put.edits };
  state.crms.forEach(mark);
}

/** The order system is careful: it takes a value over only if it replaces one that its own may be. */
function shopReads(state: State): void {
  const change = state.feed[state.read]!;
  state.read += 1;
  const seq = state.read;
  const { shop } = state;
  if (!change.from.includes(shop.value) && shop.value !== change.value) {
    if (isIn(shop.edits, change.edits)) state.wrong ||= 'a change is refused that was made knowing what it replaces';
    refuse(state, seq);
    return;
  }
  const version = shop.version + 1;
  state.shop = { value: change.value, edits: change.edits, version, applied: seq };
  state.replies.push({ seq, version });
}

/** Not for what its own value is, but for a reason. */
function shopRefuses(state: State): void {
  state.budget.refusals -= 1;
  state.read += 1;
  refuse(state, state.read);
}

function refuse(state: State, seq: number): void {
  state.decided |= state.feed[seq - 1]!.edits & ~state.shop.edits;
  state.replies.push({ seq, version: null });
}

function replyArrives(engine: FieldEngine, state: State, { seq, version }: Reply): void {
  const change = state.feed[seq - 1]!;
  if (change.answer === 'accepted' || change.answer === 'refused') return;
  answer(state, seq, version === null ? 'refused' : 'accepted');
  if (version === null) return;
  const accepted = engine.accept(state.record, change.value, version);
  // What is newer was said knowing of the change.
  state.record = accepted
    ? { ...accepted, edits: change.edits }
    : { ...state.record, edits: state.record.edits | change.edits };
  state.crms.forEach(mark);
}

export const isOpen = ({ answer: given }: Change): boolean => given === null || given === 'superseded';

function answer(state: State, seq: number, given: Answer): void {
  const change = state.feed[seq - 1]!;
  change.answer = given;
  mark(state.crms[change.crm]!);
}

interface At {
  readonly crm: Crm;
  readonly index: number;
}

function crmMoves(setting: Setting, state: State, { crm, index }: At): Move[] {
  const moves: Move[] = [];
  const { budget } = state;
  const name = `CRM ${index + 1}`;
  if ((budget.sales[index] ?? 0) > 0) {
    moves.push([`sales edits ${name}`, (next): void => salesSays(next, index, `s${next.count}`)]);
  }
  const old = keeps(setting, index, first);
  if (budget.salesSetBacks > 0 && crm.has.value !== old) {
    moves.push([`sales sets ${name} back`, (next): void => salesSetsBack(next, index, old)]);
  }
  if (crm.signal) {
    const arrive = (next: State): void => {
      next.crms[index]!.signal = false;
      mark(next.crms[index]!);
    };
    moves.push([`the signal of ${name} arrives`, arrive]);
  }
  for (const side of crm.asked && budget.resolutions > 0 && !isAnswered(crm) ? (['ours', 'theirs'] as const) : []) {
    moves.push([`a person decides for ${side} in ${name}`, (next): void => personDecides(next, index, side)]);
  }
  for (const [place, { value }] of crm.flying.entries()) {
    moves.push([`the write ${value} lands late in ${name}`, (next): void => landsLate(setting, next, index, place)]);
    moves.push([`the write ${value} is lost`, (next): void => void next.crms[index]!.flying.splice(place, 1)]);
  }
  return moves;
}

/** Rule 4 sees to it that by then whoever works has a lease of its own. */
function whileMoves({ budget, crms, workers }: State): Move[] {
  const isCalling = crms.some(({ flying, lease }) => flying.length > 0 || lease.owner >= 0);
  if (budget.whiles === 0 || isCalling || workers.every((hand) => hand === null)) return [];
  return [['a long while passes', passes]];
}

export function passes(state: State): void {
  state.budget.whiles = Math.max(0, state.budget.whiles - 1);
  state.now += 1;
  for (const crm of state.crms) if (crm.link.intents.length > 0) mark(crm);
}

const isAnswered = ({ asked, resolution }: Crm): boolean =>
  resolution?.ours === asked?.ours && resolution?.theirs === asked?.theirs;

function salesSays(state: State, index: number, value: string): void {
  state.budget.sales[index]! -= 1;
  edited(state, index, value);
}

function salesSetsBack(state: State, index: number, value: string): void {
  state.budget.salesSetBacks -= 1;
  const { has } = state.crms[index]!;
  state.decided |= edited(state, index, value) | (has.edits & ~state.shop.edits);
}

function edited(state: State, index: number, value: string): Edits {
  const crm = state.crms[index]!;
  const { bit, at } = newEdit(state);
  crm.has = { value, edits: crm.has.edits | bit, isOurs: false, number: crm.has.number, at };
  crm.signal = true;
  return bit;
}

function personDecides(state: State, index: number, side: 'ours' | 'theirs'): void {
  state.budget.resolutions -= 1;
  const crm = state.crms[index]!;
  if (crm.asked) crm.resolution = { ...crm.asked, side };
  mark(crm);
}

function landsLate(setting: Setting, state: State, index: number, place: number): void {
  const [write] = state.crms[index]!.flying.splice(place, 1);
  if (write) land(setting, state, { index, write, seen: 0 });
}

/** What it overwrites and its writer had not seen is found by comparing what the CRM answers, or its history. */
export function land(
  setting: Setting,
  state: State,
  { index, write, seen }: { index: number; write: Crm['flying'][number]; seen: Edits },
): string {
  const crm = state.crms[index]!;
  const value = keeps(setting, index, write.value);
  state.overwritten |= crm.has.edits & ~write.edits & ~seen;
  crm.has = { value, edits: write.edits, isOurs: true, number: write.number, at: state.count };
  crm.signal = true;
  state.writes += 1;
  return value;
}
