/** What was changed, a page at a time, by (stamp, id). Asks for ids and dates, for no value of a record. */
import type { Failure } from '../../core/failure';
import { CallFailure, type ArchivedRecord, type ChangedRecord, type Page } from '../connector';
import type { Json } from '../json';
import { readDeleted } from './deleted-records';
import type { Reach } from './reach';
import { asStamp, endOfSecond, idOf } from './rows';
import { datetime, literal, queryPage } from './soql';

export interface ChangesQuery {
  readonly object: string;
  readonly since: Date;
  readonly after: string | null;
  readonly skipsOwn?: boolean;
}

/** The most that one answer holds (REST guide). */
const pageSize = 2_000;

interface Changed {
  readonly id: string;
  readonly stamp: Date;
}

/**
 * As `Connector.changedSince`. SystemModstamp moves with every change, also by the org itself; thousands of records may share
 * a second of it. The recycle bin is in it: deleted records and losers of merges come as changes of their own.
 */
export async function changedSince(reach: Reach, asked: ChangesQuery): Promise<Page<ChangedRecord>> {
  const others = asked.skipsOwn === true ? [notOurs(await reach.userId())] : [];
  const page = await readPage(reach, asked, others);
  return {
    records: page.records.map(({ id, stamp }) => ({ id, modifiedAt: endOfSecond(stamp), formerIds: [] })),
    next: page.next,
  };
}

/** Who has deleted it does not matter, also if it was us: what it hangs on may not know of it. */
function notOurs(userId: string): string {
  return `(LastModifiedById != ${literal(userId)} OR IsDeleted = true)`;
}

/**
 * As `Connector.archivedPage`. getDeleted knows also what has left the recycle bin, in one call and for 15 days; what it
 * does not reach is in the bin or nowhere.
 */
export async function archivedPage(reach: Reach, asked: ChangesQuery): Promise<Page<ArchivedRecord>> {
  if (asked.after === null) {
    const records = await readDeleted(reach, asked);
    if (records !== null) return { records, next: null };
  }
  const page = await readPage(reach, asked, ['IsDeleted = true']);
  return { records: page.records.map(({ id, stamp }) => ({ id, archivedAt: stamp })), next: page.next };
}

async function readPage(
  { send }: Reach,
  { object, since, after }: ChangesQuery,
  conditions: readonly string[],
): Promise<Page<Changed>> {
  const where = [after === null ? from(since) : behind(after), ...conditions].join(' AND ');
  const soql = `SELECT Id,SystemModstamp FROM ${object} WHERE ${where} ORDER BY SystemModstamp,Id LIMIT ${pageSize}`;
  const answer = await queryPage(send, { object, soql, all: true, rows: 0 });
  if (!answer.ok) throw new CallFailure(answer.failure);
  const { done } = answer.value;
  const records = answer.value.records.map(toChanged);
  const last = records.at(-1);
  // Salesforce may answer less than a page that is asked for: who goes on after the last of it needs no locator.
  const goesOn = !done || records.length >= pageSize;
  const next = last === undefined ? null : nameOf(last);
  if (goesOn && (next === null || next === after)) throw new CallFailure(turnedBack);
  return { records, next: goesOn ? next : null };
}

/** Stamps have whole seconds, so that what was changed after `since` may be stamped before it. */
function from(since: Date): string {
  return `SystemModstamp >= ${datetime(new Date(Math.floor(since.getTime() / 1_000) * 1_000))}`;
}

function behind(after: string): string {
  const [stamp = '', id = ''] = after.split('|');
  return `(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > ${literal(id)}))`;
}

function nameOf({ id, stamp }: Changed): string {
  return `${datetime(stamp)}|${id}`;
}

function toChanged(record: Json): Changed {
  const id = idOf(record);
  const stamp = asStamp(record['SystemModstamp']);
  if (id === null || stamp === null) throw new CallFailure(unreadable);
  return { id, stamp };
}

const unreadable: Failure = {
  kind: 'retry',
  code: 'CHANGE_NOT_UNDERSTOOD',
  message: 'Salesforce answered a change without its id or its stamp.',
};

/** Whoever went on from there would be answered the same page for ever. */
const turnedBack: Failure = {
  kind: 'retry',
  code: 'CHANGES_TURNED_BACK',
  message: 'Salesforce answered a page of changes that ends before it begins.',
};
