/** Records with their children in one call (contract 2.4): created all or not at all, level by level. */
import type { Org } from '../../org/org';
import type { RecordError } from '../../org/refused';
import { recordError } from '../../org/refused';
import type { ChildRelationship } from '../../org/schema';
import type { SObject } from '../../org/sobject';
import { writeRecords, type Outcome } from '../../org/write-records';
import { asList, asObject, objectOf, type Json } from '../json-body';
import { allowsSave } from '../record-routes';
import { typeNamed } from '../record-view';
import { inTransaction, type Answer, type Call } from '../route';

const MAX_RECORDS = 200;
const MAX_TYPES = 5;
const MAX_LEVELS = 5;

interface Node {
  readonly type: SObject;
  readonly referenceId: string;
  /** As the record says its type; it must be the address's, or the one of its parent's relationship. */
  readonly typeSaid: string;
  readonly fields: Json;
  /** `undefined` for a root. */
  readonly under?: { readonly parent: Node; readonly field: string };
}

export function treeAnswer(org: Org, call: Call): Answer {
  const type = typeNamed(org, call.params.type ?? '');
  const roots = asList(objectOf(call).records, 'records').map((record) => ({ type, record: asObject(record) }));
  const levels = levelsOf(org, roots);
  const mistakes = mistakesOf(levels);
  if (mistakes.length > 0) return failure(mistakes);
  const { results, errors } = inTransaction(org, call, (transaction) => {
    const start = transaction.savepoint();
    const ids = new Map<Node, string>();
    for (const nodes of levels) {
      const requests = nodes.map(
        (node) => ({ operation: 'insert', type: node.type, fields: fieldsOf(node, ids) }) as const,
      );
      const options = { allOrNone: false, format: 'json', allowSave: allowsSave(call) } as const;
      const outcomes = writeRecords(org, transaction, requests, options);
      const failed = nodes.flatMap((node, index) => failuresOf(node, outcomes[index]));
      if (failed.length > 0) {
        transaction.rollbackTo(start);
        return { results: [], errors: failed };
      }
      nodes.forEach((node, index) => ids.set(node, outcomes[index]?.id ?? ''));
    }
    return { results: [...ids].map(([{ referenceId }, id]) => ({ referenceId, id })), errors: [] };
  });
  if (errors.length > 0) return failure(errors);
  return { status: 201, body: { hasErrors: false, results }, tally: { created: results.length } };
}

interface Failure {
  readonly referenceId: string;
  readonly errors: readonly RecordError[];
}

function failuresOf({ referenceId }: Node, outcome: Outcome | undefined): Failure[] {
  return outcome === undefined || outcome.ok ? [] : [{ referenceId, errors: outcome.errors }];
}

function failure(failures: readonly Failure[]): Answer {
  const results = failures.map(({ referenceId, errors }) => ({
    referenceId,
    errors: errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields })),
  }));
  return { status: 400, body: { hasErrors: true, results }, tally: { failed: failures.length } };
}

/** Parents before their children, as they are answered too. */
function levelsOf(org: Org, roots: readonly { readonly type: SObject; readonly record: Json }[]): Node[][] {
  const levels: Node[][] = [];
  let level = roots.map(({ type, record }) => readNode(org, type, record));
  while (level.length > 0 && levels.length <= MAX_LEVELS) {
    levels.push(level.map(({ node }) => node));
    level = level.flatMap(({ node, children }) =>
      children.flatMap(({ relationship, records }) =>
        records.map((record) =>
          readNode(org, relationship.type as SObject, record, { parent: node, field: relationship.field.name }),
        ),
      ),
    );
  }
  return levels;
}

interface Read {
  readonly node: Node;
  readonly children: readonly { readonly relationship: ChildRelationship; readonly records: readonly Json[] }[];
}

/** A key that is one of the object's relationships to children holds them; all else are fields. */
function readNode(org: Org, type: SObject, record: Json, under?: Node['under']): Read {
  const said = (record.attributes ?? {}) as { readonly referenceId?: unknown; readonly type?: unknown };
  const relationships = org.childRelationships(type);
  const relationshipOf = (key: string): ChildRelationship | undefined =>
    relationships.find(({ name }) => name?.toLowerCase() === key.toLowerCase());
  const entries = Object.entries(record);
  const children = entries.flatMap(([key, value]) => {
    const relationship = relationshipOf(key);
    return relationship === undefined
      ? []
      : [{ relationship, records: asList(asObject(value).records, 'records').map(asObject) }];
  });
  const fields = Object.fromEntries(entries.filter(([key]) => relationshipOf(key) === undefined));
  const [referenceId, typeSaid] = [textOf(said.referenceId), textOf(said.type)];
  return { node: { type, referenceId, typeSaid, fields, ...(under && { under }) }, children };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fieldsOf({ fields, under }: Node, ids: ReadonlyMap<Node, string>): Json {
  return under === undefined ? fields : { ...fields, [under.field]: ids.get(under.parent) };
}

/** Code and texts are unverified; the figures are not (contract 2.4). */
function mistakesOf(levels: readonly Node[][]): Failure[] {
  const nodes = levels.flat();
  const wrong = (referenceId: string, message: string): Failure[] => [
    { referenceId, errors: [recordError('INVALID_INPUT', message)] },
  ];
  if (nodes.length > MAX_RECORDS) return wrong('', `No more than ${MAX_RECORDS} records are allowed`);
  if (levels.length > MAX_LEVELS) return wrong('', `Records can be nested ${MAX_LEVELS} levels deep`);
  const types = new Set(nodes.map(({ type }) => type));
  if (types.size > MAX_TYPES) return wrong('', `No more than ${MAX_TYPES} types of records are allowed`);
  const seen = new Set<string>();
  for (const { referenceId } of nodes) {
    if (referenceId === '') return wrong('', 'Include a reference ID for each record in the request.');
    if (seen.has(referenceId))
      return wrong(referenceId, `Duplicate ReferenceId provided in the request: ${referenceId}`);
    seen.add(referenceId);
  }
  return nodes.flatMap(wrongType);
}

/** Code and texts are unverified. */
function wrongType({ type, typeSaid, referenceId }: Node): Failure[] {
  if (typeSaid.toLowerCase() === type.name.toLowerCase()) return [];
  const message =
    typeSaid === ''
      ? 'The type of the record must be given'
      : `The record must be of type ${type.name}, not ${typeSaid}`;
  return [{ referenceId, errors: [recordError('INVALID_TYPE', message)] }];
}
