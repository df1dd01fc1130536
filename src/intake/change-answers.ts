/**
 * Takes in what the order system answers to changes of the CRM. An answer is written down beside its change and the link is
 * marked; the next look carries it out (architecture 5.1, rule 13). Accepting makes the CRM's value the order system's last
 * word, and the links to other CRMs are marked with it.
 */
import { acceptInto, type Accepting } from '../core/accept';
import { acceptDeletion } from '../core/accept-deletion';
import { archiveRule, archives } from '../core/archive';
import { deletedInCrm } from '../core/plan';
import type { Answer } from '../core/standing';
import {
  acceptEarlier,
  askedOf,
  lockChange,
  lockOpenChanges,
  offeredValues,
  storeAnswers,
  type Change,
  type StoredAnswer,
} from '../store/changes';
import { readConnection } from '../store/connections';
import { holdAcceptance } from '../store/destinations';
import { markLinks, type StreamName } from '../store/dirty-set';
import { readLinks } from '../store/links';
import { lockRecords, readRecords, storeRecords } from '../store/records';
import { inTenant, type EntityManager } from '../store/transaction';
import { acceptStranger } from './accept-stranger';
import type { IntakeDeps } from './records';

/** What became of an answer: `closed` when nothing of the change waited for one any more. */
export type Answered =
  | { readonly kind: 'answered' | 'closed'; readonly change: Change }
  | { readonly kind: 'missing' }
  /** It had values, which were erased: there is nothing to be answered. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'unknown-fields'; readonly fields: readonly string[] }
  /** A new record is accepted with the order system's id of it, and nothing else is. */
  | { readonly kind: 'id-wanted' }
  | { readonly kind: 'id-unwanted' }
  | { readonly kind: 'id-taken'; readonly message: string };

interface Outcome {
  readonly answered: Answered;
  readonly woken: readonly StreamName[];
}

export interface Acceptance {
  /** Of the order system's record with the change in it, when it keeps versions (rule 7). */
  readonly version: Date | null;
  /** Its id of a record that is new to it. */
  readonly id?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Accepts a change. May be repeated. */
export function acceptChange(
  deps: IntakeDeps,
  tenantId: string,
  seq: number,
  { version, id, requestId }: Acceptance,
): Promise<Answered> {
  return answer(deps, tenantId, async (tx) => {
    const change = await lockChange(tx, tenantId, seq);
    if (change === null) return { answered: { kind: 'missing' }, woken: [] };
    if (isEmptied(change)) return { answered: { kind: 'erased' }, woken: [] };
    if (change.kind === 'created') return acceptCreated(deps, tx, tenantId, { change, version, id, requestId });
    if (id !== undefined && id !== change.sourceId) return { answered: { kind: 'id-unwanted' }, woken: [] };
    return accept(deps, tx, tenantId, { change, version, requestId });
  });
}

async function acceptCreated(
  { clock }: IntakeDeps,
  tx: EntityManager,
  tenantId: string,
  { change, version, id, requestId }: Acceptance & { readonly change: Change },
): Promise<Outcome> {
  if (id === undefined) return { answered: { kind: 'id-wanted' }, woken: [] };
  const fields = unanswered(change);
  if (fields.length === 0 && change.sourceId === null) return closed(change);
  const now = clock.now();
  const accepted = await acceptStranger(tx, tenantId, { change, sourceId: id, version, now, requestId });
  if ('message' in accepted) return { answered: { kind: 'id-taken', ...accepted }, woken: [] };
  if (fields.length === 0) return closed(change);
  const named = { ...change, sourceId: id };
  const after = await note(tx, tenantId, { change: named, fields, as: given('accepted', now, requestId) });
  return { answered: { kind: 'answered', change: after }, woken: accepted.woken };
}

interface Delivered {
  readonly upTo: number;
  /** Of the lease under which it was; absent: the order system has fetched it. */
  readonly fence?: number;
}

/**
 * Accepts what was delivered to an order system that never refuses: all that waits for an answer up to a number, in order. Does
 * nothing once a person has said otherwise, however long the delivery was under way.
 */
export async function acceptDelivered(deps: IntakeDeps, tenantId: string, delivered: Delivered): Promise<void> {
  while (await acceptNext(deps, tenantId, delivered));
}

/**
 * One in a transaction: records are locked before marks, by whoever writes several too, and changes come in another order than
 * records. Answers whether there was one.
 */
async function acceptNext(deps: IntakeDeps, tenantId: string, { upTo, fence }: Delivered): Promise<boolean> {
  const woken = await inTenant(deps.database, tenantId, async (tx) => {
    if (!(await holdAcceptance(tx, tenantId, fence ?? null))) return null;
    const [change] = await lockOpenChanges(tx, tenantId, { upTo, limit: 1 });
    return change ? (await accept(deps, tx, tenantId, { change, version: null })).woken : null;
  });
  if (woken) deps.waker.wake(tenantId, woken);
  return woken !== null;
}

/**
 * Refuses a change, or some of its fields: the CRM is put right, as long as it still says what was refused (rule 9). What was
 * accepted before stays accepted.
 */
export function refuseChange(
  deps: IntakeDeps,
  tenantId: string,
  seq: number,
  refusal: {
    readonly reason: string;
    readonly fields?: readonly string[] | undefined;
    readonly requestId?: string | undefined;
  },
): Promise<Answered> {
  return answer(deps, tenantId, async (tx) => {
    const change = await lockChange(tx, tenantId, seq);
    if (change === null) return { answered: { kind: 'missing' }, woken: [] };
    if (isEmptied(change)) return { answered: { kind: 'erased' }, woken: [] };
    // A new record is refused as a whole.
    const isKnown = (field: string): boolean => change.kind !== 'created' && Object.hasOwn(change.fields, field);
    const strange = (refusal.fields ?? []).filter((field) => !isKnown(field));
    if (strange.length > 0) return { answered: { kind: 'unknown-fields', fields: strange }, woken: [] };
    const fields = unanswered(change).filter((field) => refusal.fields?.includes(field) ?? true);
    if (fields.length === 0) return closed(change);
    const now = deps.clock.now();
    const { reason, requestId } = refusal;
    const as = { ...given('refused', now, requestId), reason };
    const after = await note(tx, tenantId, { change, fields, as });
    return { answered: { kind: 'answered', change: after }, woken: await markOrigin(tx, tenantId, change, now) };
  });
}

async function answer(
  { database, waker }: IntakeDeps,
  tenantId: string,
  work: (tx: EntityManager) => Promise<Outcome>,
): Promise<Answered> {
  const { answered, woken } = await inTenant(database, tenantId, work);
  waker.wake(tenantId, woken);
  return answered;
}

const given = (as: Answer, now: Date, requestId: string | undefined): StoredAnswer => ({
  as,
  at: now.toISOString(),
  ...(requestId !== undefined && { requestId }),
});

/** The change that tells of an erasure is answered like any other; those that it has emptied are not. */
const isEmptied = ({ kind, answers }: Change): boolean => kind === 'erased' && answers['erased']?.as === 'superseded';

const closed = (change: Change): Outcome => ({ answered: { kind: 'closed', change }, woken: [] });

async function accept(
  { clock }: IntakeDeps,
  tx: EntityManager,
  tenantId: string,
  { change, version, requestId }: Omit<Acceptance, 'id'> & { readonly change: Change },
): Promise<Outcome> {
  const fields = unanswered(change);
  if (fields.length === 0) return closed(change);
  const now = clock.now();
  const after = await note(tx, tenantId, { change, fields, as: given('accepted', now, requestId) });
  await acceptEarlier(tx, tenantId, change, { fields, now });
  const woken = await takeOver(tx, tenantId, { change, fields, version, now, requestId });
  return {
    answered: { kind: 'answered', change: after },
    woken: [...woken, ...(await markOrigin(tx, tenantId, change, now))],
  };
}

/** A superseded field can still be answered: the order system may have taken it over before it heard of the next. */
const unanswered = (change: Change): readonly string[] =>
  askedOf(change).filter((field) => !isFinal(change.answers[field]?.as));

const isFinal = (answer: Answer | undefined): boolean => answer === 'accepted' || answer === 'refused';

async function note(
  tx: EntityManager,
  tenantId: string,
  { change, fields, as }: { readonly change: Change; readonly fields: readonly string[]; readonly as: StoredAnswer },
): Promise<Change> {
  const added = Object.fromEntries(fields.map((field) => [field, as]));
  const answers = { ...change.answers, ...added };
  const isClosed = askedOf(change).every((field) => answers[field] !== undefined);
  const closedAt = isClosed ? new Date(as.at) : null;
  await storeAnswers(tx, tenantId, { seq: change.seq, answers: added, closedAt });
  return { ...change, answers, closedAt: change.closedAt ?? closedAt };
}

/** The accepted values become the order system's last word. */
async function takeOver(
  tx: EntityManager,
  tenantId: string,
  accepted: Accepting & { readonly change: Change; readonly fields: readonly string[] },
): Promise<readonly StreamName[]> {
  const { change, fields, version, now, requestId } = accepted;
  const { object, sourceId } = change;
  if (sourceId === null || !(change.kind === 'changed' || (await deletesHere(tx, tenantId, change)))) return [];
  await lockRecords(tx, tenantId, object, [sourceId]);
  const record = (await readRecords(tx, tenantId, object, [sourceId])).get(sourceId);
  const accepting = { version, now, requestId };
  const after =
    record &&
    (change.kind === 'changed'
      ? acceptInto(record, offeredValues(change, fields), accepting)
      : acceptDeletion(record, accepting));
  if (!after) return [];
  return storeRecords(tx, tenantId, object, {
    records: [after],
    changed: [sourceId],
    lane: 'live',
    now,
    unseen: false,
  });
}

/** Its connection says that what is deleted in the CRM is deleted here, and it has not been restored there since. */
async function deletesHere(
  tx: EntityManager,
  tenantId: string,
  { kind, connectionId, object, sourceId }: Change,
): Promise<boolean> {
  if (kind !== 'deleted' || sourceId === null) return false;
  const connection = await readConnection(tx, tenantId, connectionId);
  if (!connection || !archives(archiveRule(connection.settings, object), 'pull')) return false;
  const link = (await readLinks(tx, tenantId, { connectionId, object }, [sourceId])).get(sourceId);
  return link?.state === 'gone' && link.reason?.code === deletedInCrm.code;
}

/** The link that the change came from looks at its answer. */
async function markOrigin(
  tx: EntityManager,
  tenantId: string,
  { connectionId, object, sourceId }: Change,
  now: Date,
): Promise<readonly StreamName[]> {
  if (sourceId === null) return [];
  const stream = { connectionId, object };
  await markLinks(tx, tenantId, stream, { sourceIds: [sourceId], lane: 'inbound', now });
  return [stream];
}
