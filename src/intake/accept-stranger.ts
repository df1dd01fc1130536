/**
 * The order system accepts a CRM record that nobody had ordered for, under an id of its own. What it was offered becomes its last
 * word, and the binding is written down; the next look joins the two (architecture 5.1, rule 13: settle alone writes links).
 */
import { acceptNew, type Accepting } from '../core/accept';
import type { ObjectType } from '../core/record';
import { nameChange, offeredValues, storeAnswers, lockChange, type Change } from '../store/changes';
import { markLinks, type StreamName } from '../store/dirty-set';
import { readHolders, readLinks } from '../store/links';
import { lockRecords, readRecords, storeRecords } from '../store/records';
import { bindStranger, lockStrangers, readBindings } from '../store/strangers';
import type { EntityManager } from '../store/transaction';

export interface AcceptedStranger extends Accepting {
  readonly change: Change;
  readonly sourceId: string;
}

/** Answers the streams to wake, or why it cannot be that record. */
export async function acceptStranger(
  tx: EntityManager,
  tenantId: string,
  accepted: AcceptedStranger,
): Promise<{ readonly woken: readonly StreamName[] } | { readonly message: string }> {
  const { change, sourceId, now } = accepted;
  const { connectionId, object, externalId, seq } = change;
  if (externalId === null) throw new Error('a new record of the CRM was offered without its id');
  const stream = { connectionId, object };
  const stranger = (await lockStrangers(tx, tenantId, stream, [externalId])).get(externalId);
  const acceptedAs = stranger?.sourceId ?? change.sourceId;
  const message =
    (await whyErased(tx, tenantId, object, sourceId)) ??
    (await whyNot(tx, tenantId, { ...change, externalId, sourceId }, acceptedAs));
  if (message !== null) return { message };
  if (change.sourceId === sourceId) return { woken: [] };
  await nameChange(tx, tenantId, { seq, sourceId });
  const woken = await storeAccepted(tx, tenantId, accepted);
  const isHeld = (await readHolders(tx, tenantId, stream, [externalId])).has(externalId);
  if (!isHeld) await bindStranger(tx, tenantId, stream, { externalId, sourceId, seq });
  if (stranger && stranger.seq !== null && stranger.seq !== seq)
    await supersede(tx, tenantId, stranger.seq, { by: seq, now });
  await markLinks(tx, tenantId, stream, { sourceIds: [sourceId], lane: 'inbound', now });
  return { woken: [...woken, stream] };
}

interface Wanted extends StreamName {
  readonly externalId: string;
  readonly sourceId: string;
}

async function whyErased(
  tx: EntityManager,
  tenantId: string,
  object: ObjectType,
  sourceId: string,
): Promise<string | null> {
  const record = (await readRecords(tx, tenantId, object, [sourceId])).get(sourceId);
  return record?.erasedAt ? `Your record ${sourceId} was erased for privacy; take another id.` : null;
}

/** Each of the two may belong to another already. */
async function whyNot(
  tx: EntityManager,
  tenantId: string,
  { externalId, sourceId, ...stream }: Wanted,
  acceptedAs: string | null,
): Promise<string | null> {
  const holder = (await readHolders(tx, tenantId, stream, [externalId])).get(externalId) ?? acceptedAs ?? sourceId;
  if (holder !== sourceId) return `CRM record ${externalId} is your record ${holder} already.`;
  const link = (await readLinks(tx, tenantId, stream, [sourceId])).get(sourceId);
  const bound = (await readBindings(tx, tenantId, stream, [sourceId])).get(sourceId);
  const other = link?.externalId ?? bound?.externalId ?? externalId;
  if (other !== externalId) return `Your record ${sourceId} is CRM record ${other} already.`;
  return link?.reason?.code === 'merged' ? `Your record ${sourceId} was merged into another in the CRM.` : null;
}

async function storeAccepted(
  tx: EntityManager,
  tenantId: string,
  { change, sourceId, ...accepting }: AcceptedStranger,
): Promise<readonly StreamName[]> {
  const { object } = change;
  const fields = offeredValues(change, Object.keys(change.fields));
  await lockRecords(tx, tenantId, object, [sourceId]);
  const standing = (await readRecords(tx, tenantId, object, [sourceId])).get(sourceId) ?? null;
  const record = acceptNew(standing, { object, sourceId, fields }, accepting);
  if (record === null) return [];
  const stored = { records: [record], changed: [sourceId], lane: 'live', now: accepting.now, unseen: false } as const;
  return storeRecords(tx, tenantId, object, stored);
}

/** What was offered since is said anew, as changes of the record that it has become. */
async function supersede(
  tx: EntityManager,
  tenantId: string,
  seq: number,
  { by, now }: { readonly by: number; readonly now: Date },
): Promise<void> {
  const later = await lockChange(tx, tenantId, seq);
  if (later === null || later.closedAt !== null) return;
  const answer = { as: 'superseded', at: now.toISOString(), by } as const;
  const answers = { created: answer };
  await storeAnswers(tx, tenantId, { seq, answers, closedAt: now });
}
