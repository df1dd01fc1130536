/**
 * Creating, updating and upserting, one row or a hundred, with HubSpot's rules of partial success (HubSpot docs 2026-03,
 * recorded 2025-11): when every row carries its own `objectWriteTraceId`, each row has its own verdict; otherwise one bad
 * row refuses the call and nothing is written. Rows that name no record are reported together and never refuse a call.
 */
import { associateByDomain } from './company-by-domain';
import { plannedLinks } from './link-rules';
import type { LinkRequest } from './link-rules';
import type { Mutation } from './mutations';
import type { Source } from './source';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import type { StoredValue } from './property-values';
import type { StoredRecord } from './record-store';
import type { PropertyProblem, Refusal } from './refusal';
import { Refused } from './refusal';
import type { Draft, Plan, PlannedWrite } from './write-planner';
import { WritePlanner } from './write-planner';

/** One row, its record already looked up. */
export interface WriteRow extends Draft {
  readonly traceId: string | undefined;
  readonly links: readonly LinkRequest[];
}

export interface WrittenRow {
  readonly row: WriteRow;
  readonly record: StoredRecord;
  readonly created: boolean;
  readonly changed: boolean;
}

export interface RefusedRow {
  readonly row: WriteRow;
  readonly refusal: Refusal;
}

export interface WriteResult {
  readonly written: readonly WrittenRow[];
  readonly refused: readonly RefusedRow[];
}

interface Accepted {
  readonly row: WriteRow;
  readonly write: PlannedWrite;
}

/** True when each row would get its own verdict: all carry a trace id and no two the same. */
export function isTraced(rows: readonly { readonly traceId: string | undefined }[]): boolean {
  const ids = new Set(rows.map((row) => row.traceId));
  return ids.size === rows.length && !ids.has(undefined);
}

/** Partial upserts are not supported by e-mail address (HubSpot docs 2026-03): then trace ids make no difference. */
function isPartial(rows: readonly WriteRow[]): boolean {
  return isTraced(rows) && !rows.some((row) => row.lookedUpBy === 'email');
}

/** Throws `Refused` when the call is refused as a whole; then nothing was written. */
export function writeRows(portal: Portal, type: ObjectType, source: Source, rows: readonly WriteRow[]): WriteResult {
  const planner = new WritePlanner(portal, type, source);
  const { accepted, refused } = planRows(portal, type, planner, rows);
  const mutations = accepted.flatMap(({ write }) => planner.mutation(write));
  const links = accepted.flatMap(({ row, write }) => linkMutations(portal, type, write.id, row.links));
  portal.commit(source, [...mutations, ...links]);
  if (type.id === '0-1' && portal.switches.companyByEmailDomain) {
    for (const { write } of accepted) if (write.changes.has('email')) associateByDomain(portal, write.id);
  }
  return { written: accepted.map((each) => committed(portal, type, each)), refused };
}

/** What `writeRows` would refuse of many rows that come slice by slice, without writing. */
export function* refusedRows(
  portal: Portal,
  type: ObjectType,
  source: Source,
  slices: Iterable<readonly WriteRow[]>,
): Generator<RefusedRow> {
  const planner = new WritePlanner(portal, type, source);
  for (const rows of slices) yield* planRows(portal, type, planner, rows).refused;
}

function planRows(
  portal: Portal,
  type: ObjectType,
  planner: WritePlanner,
  rows: readonly WriteRow[],
): { readonly accepted: readonly Accepted[]; readonly refused: readonly RefusedRow[] } {
  const plans = isPartial(rows) ? eachByItself(portal, type, planner, rows) : allTogether(portal, type, planner, rows);
  const accepted: Accepted[] = [];
  const refused: RefusedRow[] = [];
  for (const [index, plan] of plans.entries()) {
    const row = rows[index] as WriteRow;
    if (plan.ok) accepted.push({ row, write: plan.write });
    else refused.push({ row, refusal: plan.refusal });
  }
  return { accepted, refused };
}

function committed(portal: Portal, type: ObjectType, { row, write }: Accepted): WrittenRow {
  const record = portal.records(type.id).find(write.id);
  if (record === undefined) throw new Error(`Record ${write.id} is not there after it was written`);
  return { row, record, created: write.created, changed: write.changes.size > 0 };
}

function eachByItself(portal: Portal, type: ObjectType, planner: WritePlanner, rows: readonly WriteRow[]): Plan[] {
  return rows.map((row): Plan => {
    const judged = planner.judge(row);
    if (!judged.ok) return { ok: false, refusal: { kind: 'properties', problems: judged.problems } };
    const badLinks = linkRefusal(portal, type, row);
    return badLinks === undefined ? planner.plan(judged.values, row.record) : { ok: false, refusal: badLinks };
  });
}

/** Invalid values of all rows are told together; of conflicts only the first (hubspot-api-python issue 51). */
function allTogether(portal: Portal, type: ObjectType, planner: WritePlanner, rows: readonly WriteRow[]): Plan[] {
  const problems: PropertyProblem[] = [];
  const valid: { readonly row: WriteRow; readonly values: ReadonlyMap<string, StoredValue> }[] = [];
  for (const row of rows) {
    const judged = planner.judge(row);
    if (judged.ok) valid.push({ row, values: judged.values });
    else problems.push(...judged.problems);
  }
  if (problems.length > 0) throw new Refused({ kind: 'properties', problems });
  return valid.map(({ row, values }) => {
    const badLinks = linkRefusal(portal, type, row);
    if (badLinks !== undefined) throw new Refused(badLinks);
    const plan = planner.plan(values, row.record);
    if (!plan.ok) throw new Refused(plan.refusal);
    return plan;
  });
}

function linkRefusal(portal: Portal, type: ObjectType, row: WriteRow): Refusal | undefined {
  const outcomes = plannedLinks(portal, type.id, 'new', row.links);
  return outcomes.find((outcome) => 'refusal' in outcome)?.refusal;
}

function linkMutations(portal: Portal, type: ObjectType, id: string, links: readonly LinkRequest[]): Mutation[] {
  return plannedLinks(portal, type.id, id, links).flatMap((outcome) =>
    'mutations' in outcome ? outcome.mutations : [],
  );
}
