/**
 * Filling a portal in one call, as an import does: every row is judged like any other, one bad row refuses all of them,
 * and ids are answered in the order of the rows. Associations are judged last, when the records are there. Rows are
 * judged and then written a slice at a time, so that a big seed needs little more memory than its body; only a kill
 * between two slices leaves a part of it.
 */
import type { WriteRow } from '../portal/batch-writes';
import { refusedRows, writeRows } from '../portal/batch-writes';
import { planLink } from '../portal/link-rules';
import type { Mutation } from '../portal/mutations';
import type { Source } from '../portal/source';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { asArray, asObject, asProperties, asText, optionalArray, optionalNumber } from './body';
import { ControlError } from '../../common/control-error';
import { controlObject, refusalText } from './control-problem';
import type { Answer, Call } from './route';

/** Of a big file that is all wrong, the first few say enough. */
const PROBLEMS_TOLD = 5;
/** As many as an API call writes at most: nothing of a slice outlives it. */
const SLICE_ROWS = 100;
const source: Source = { type: 'IMPORT', id: 'seed' };

export function seedPortal(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'seed');
  const objects = Object.entries(asObject(body.objects ?? {}, 'objects')).map(([name, rows]) => ({
    name,
    type: controlObject(name),
    rows: asArray(rows, name),
  }));
  const problems = objects.flatMap(({ name, type, rows }) => problemsOf(portal, type, name, rows));
  if (problems.length > 0) throw new ControlError(problems.slice(0, PROBLEMS_TOLD).join('; '));

  // Types share no unique values, so what was checked apart can be written one after the other.
  const ids: Record<string, string[]> = {};
  for (const { name, type, rows } of objects) {
    ids[name] = [];
    for (const slice of slices(rows)) {
      for (const { record } of writeRows(portal, type, source, slice).written) ids[name].push(record.id);
    }
  }
  const links = optionalArray(body.associations, 'associations').map((each, index) => asLink(portal, ids, each, index));
  portal.commit(source, links.flat());
  return { status: 201, body: { ids, associations: links.length } };
}

function* slices(rows: readonly unknown[]): Generator<WriteRow[]> {
  for (let first = 0; first < rows.length; first += SLICE_ROWS) {
    yield rows.slice(first, first + SLICE_ROWS).map((row, index) => asRow(row, first + index));
  }
}

/** Each row stands for itself, so that the problem of each can be told. */
function asRow(value: unknown, index: number): WriteRow {
  const row = asObject(value, 'row');
  return { record: undefined, written: asProperties(row.properties), traceId: String(index), links: [] };
}

function problemsOf(portal: Portal, type: ObjectType, name: string, rows: readonly unknown[]): string[] {
  const problems: string[] = [];
  for (const { row, refusal } of refusedRows(portal, type, source, slices(rows))) {
    problems.push(`${name}[${row.traceId ?? ''}]: ${refusalText(refusal)}`);
    if (problems.length === PROBLEMS_TOLD) break;
  }
  return problems;
}

/** `{from: {object, id} | {object, index}, to: …, typeId?}`; `index` counts the rows of this seed. */
function asLink(
  portal: Portal,
  ids: Readonly<Record<string, string[]>>,
  value: unknown,
  index: number,
): readonly Mutation[] {
  const row = asObject(value, 'association');
  const [from, fromId] = asEnd(ids, row.from);
  const [to, toId] = asEnd(ids, row.to);
  const typeId = optionalNumber(row.typeId, 'typeId');
  const planned = planLink(portal, { from, fromId, to, toId }, typeId === undefined ? 'default' : [typeId]);
  if ('mutations' in planned) return planned.mutations;
  throw new ControlError(`associations[${index}]: ${refusalText(planned.refusal)}`);
}

function asEnd(ids: Readonly<Record<string, string[]>>, value: unknown): [ObjectType['id'], string] {
  const end = asObject(value, 'association end');
  const type = controlObject(end.object);
  const index = optionalNumber(end.index, 'index');
  if (index === undefined) return [type.id, asText(end.id, 'id')];
  const rows = Object.entries(ids).find(([name]) => controlObject(name).id === type.id);
  const id = rows?.[1][index];
  if (id === undefined) throw new ControlError(`This seed has no ${type.singular} ${index}`);
  return [type.id, id];
}
