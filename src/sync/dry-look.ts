/**
 * A look that changes nothing: the rows are read, matched and planned by the steps of every look (`sync-batch`), but the CRM only
 * seems to be written to, and parents that the migration will have brought count as there.
 */
import type { CallContext } from '../connectors/connector';
import { IdFilter } from '../core/id-filter';
import type { Look, ParentView } from '../core/look';
import type { ObjectMapping } from '../core/mapping';
import { fateOf, type PlannedFate } from '../core/planned-end';
import { recordKey } from '../core/record-key';
import { objectTypes, type ObjectType } from '../core/record';
import { inSlices } from '../platform/slices';
import type { StoredConnection } from '../store/connections';
import type { DescribedConnection } from '../store/described';
import type { DirtyRow } from '../store/dirty-set';
import { lanes } from '../core/lane';
import { inTenant } from '../store/transaction';
import type { Batch, Engine } from './engine';
import { matchFirstContacts, valuesOf } from './first-contact';
import type { Acquisitions, Planned } from './in-hand';
import { loadLocal } from './load';
import type { Loaded } from './loaded';
import { nameOf, PlannedAnswers, type Shape } from './planned-answers';
import { PretendedCrm, standInId } from './pretended-crm';
import { basisOf } from './read-batch';
import { planOne } from './sync-batch';

export type DryParts = Pick<Engine, 'database' | 'clock' | 'catalogFor' | 'connectorFor'>;

export interface DryRow {
  readonly planned: Planned;
  readonly fate: PlannedFate;
  /** The CRM refuses it once before its fate is seen: it is looked for again. */
  readonly isDoubled?: boolean;
}

/** What becomes of parents, as far as they have been seen to. */
export class Fates {
  private readonly absent: IdFilter;
  private readonly waiting: IdFilter;

  constructor(records: Readonly<Record<ObjectType, number>>) {
    const parents = records.company + records.customer;
    this.absent = new IdFilter(parents);
    this.waiting = new IdFilter(parents);
  }

  note(object: ObjectType, sourceId: string, { asParent }: PlannedFate): void {
    if (object === 'order' || asParent === 'there') return;
    (asParent === 'absent' ? this.absent : this.waiting).add(`${object} ${sourceId}`);
  }

  /** A parent that is on its way: as its children will see it when their turn comes. */
  viewOf(object: ObjectType, sourceId: string, view: ParentView): ParentView {
    if (view.kind !== 'waiting' || view.reason.code !== 'parent-pending') return view;
    const name = `${object} ${sourceId}`;
    if (this.absent.has(name)) return { kind: 'absent' };
    if (this.waiting.has(name)) return { kind: 'waiting', reason: { ...view.reason, code: 'parent-parked' } };
    return { kind: 'ready', externalId: standInOf(object, sourceId) };
  }
}

/** Of a record that is not in the CRM yet. */
const standInOf = (object: ObjectType, sourceId: string): string =>
  standInId(`${objectTypes.indexOf(object)}${Buffer.from(sourceId).toString('hex')}`);

export class DryLook {
  readonly crm: PretendedCrm;
  readonly batch: Batch;

  constructor(
    private readonly parts: DryParts,
    of: {
      readonly connection: StoredConnection;
      readonly object: ObjectType;
      readonly describing: DescribedConnection;
      readonly call: CallContext;
    },
    readonly answers: PlannedAnswers,
    private readonly fates: Fates,
  ) {
    const { connection, object, describing, call } = of;
    const stream = { tenantId: connection.tenantId, connectionId: connection.id, object, shard: 0, fence: 0 };
    this.crm = new PretendedCrm(parts.connectorFor(connection), answers);
    const basis = basisOf(parts, { stream, connection, lane: 'migration', rows: [], describing });
    this.batch = { ...basis, connector: this.crm.connector, call };
  }

  get mapping(): ObjectMapping {
    return this.batch.mapping;
  }

  /** Notes nothing of what it sees: whoever goes by it says so (`conclude`). */
  async look(sourceIds: readonly string[]): Promise<readonly DryRow[]> {
    const { parts, answers } = this;
    const batch: Batch = { ...this.batch, rows: sourceIds.map(rowOf) };
    const loaded = await inTenant(parts.database, batch.stream.tenantId, async (tx) => {
      await tx.query('set transaction isolation level repeatable read');
      return loadLocal(parts, batch, tx);
    });
    const seen = loaded.map((one) => this.withParents(one));
    answers.begin(ownersOf(batch, seen));
    const matched = await matchFirstContacts(parts, batch, seen, acquiredHere());
    const planned = await inSlices(matched, (one): Planned => ({ loaded: one, plan: planOne(batch, one) }));
    return refuseDoubled(
      batch,
      planned.map((one) => ({ planned: one, fate: this.fateOf(one) })),
    );
  }

  /** What was seen of these comes to pass, for those that follow. */
  conclude(rows: readonly DryRow[]): void {
    const { object } = this.batch.stream;
    for (const { planned, fate } of rows) {
      this.fates.note(object, planned.loaded.row.sourceId, fate);
      if (fate.asParent !== 'there') continue;
      for (const { property, value } of valuesOf(this.batch, planned.loaded)) this.answers.bring(property, value);
    }
  }

  /** How the CRM stood to records that were asked about, for those that are not. */
  learn(rows: readonly DryRow[]): void {
    for (const { planned, fate } of rows) {
      if (valuesOf(this.batch, planned.loaded).length > 0) this.answers.learn(shapeOf(planned.loaded.look, fate));
    }
  }

  private fateOf({ loaded, plan }: Planned): PlannedFate {
    const { match } = loaded.look;
    if (match?.kind !== 'adopt') return fateOf(plan, false);
    const shape = this.answers.shapeOf(match.record.id);
    const held = String(match.record.properties[this.batch.own.key] ?? '').toLowerCase();
    const fate = fateOf(plan, held === recordKey(loaded.row.sourceId));
    return shape === 'ours-same' && fate.reason === null ? { ...fate, end: 'same' } : fate;
  }

  private withParents(loaded: Loaded): Loaded {
    const { record, parents } = loaded.look;
    if (record === null) return loaded;
    const views = this.mapping.definition.references.flatMap(({ field, parent }) => {
      const view = parents[field];
      return view ? [[field, this.fates.viewOf(parent, String(record.fields[field]), view)] as const] : [];
    });
    return { ...loaded, look: { ...loaded.look, parents: Object.fromEntries(views) } };
  }
}

/** In this batch: whom earlier ones have found is known by the values that they are found by (`PlannedAnswers`). */
function acquiredHere(): Acquisitions {
  const holders = new Map<string, string>();
  return {
    among: (ids) => new Map(ids.flatMap((id) => (holders.has(id) ? [[id, holders.get(id) ?? '']] : []))),
    acquire: (id, sourceId) => void holders.set(id, sourceId),
  };
}

/** Parents that have to be in the CRM before it, and are not. */
export function parentsToBring(
  mapping: ObjectMapping,
  { record, parents }: Look,
): readonly { readonly object: ObjectType; readonly sourceId: string }[] {
  return mapping.definition.references.flatMap(({ field, parent: object }) => {
    const view = parents[field];
    const sourceId = String(record?.fields[field]);
    return view?.kind === 'ready' && view.externalId === standInOf(object, sourceId) ? [{ object, sourceId }] : [];
  });
}

const rowOf = (sourceId: string): DirtyRow => ({
  place: '',
  sourceId,
  lane: lanes.migration,
  revision: 0,
  attempts: 0,
  crashes: 0,
  readsRemote: false,
});

/** Who looks for which value; of several the first. */
function ownersOf(batch: Batch, loaded: readonly Loaded[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const one of loaded.toReversed()) {
    for (const { property, value } of valuesOf(batch, one)) owners.set(nameOf({ property }, value), one.row.sourceId);
  }
  return owners;
}

/** Of two new records of one batch with a value that the CRM takes once, the second is refused, and found to be the first's. */
function refuseDoubled(batch: Batch, rows: readonly DryRow[]): readonly DryRow[] {
  const unique = new Map(batch.mapping.matchBy.flatMap((key) => (key.uniqueInCrm ? [[key.property, key.field]] : [])));
  if (unique.size === 0) return rows;
  const taken = new Set<string>();
  return rows.map((row) => {
    if (row.fate.end !== 'create') return row;
    const values = valuesOf(batch, row.planned.loaded).filter(({ property }) => unique.has(property));
    const doubled = values.find(({ property, value }) => taken.has(nameOf({ property }, value)));
    for (const { property, value } of values) taken.add(nameOf({ property }, value));
    if (!doubled) return row;
    const field = unique.get(doubled.property) ?? '';
    const message = `another record has the same ${field}, and the CRM takes one of them; join the two in the order system, or give one another ${field}`;
    const fate = { end: 'held', reason: { code: 'match-taken', message }, asParent: 'absent' } as const;
    return { ...row, fate, isDoubled: true };
  });
}

function shapeOf({ match }: Look, { end }: PlannedFate): Shape {
  if (match === null) return 'none';
  if (match.kind === 'create') return 'taken';
  if (match.kind === 'ask') return askedShapes[match.reason.code] ?? 'taken';
  if (end === 'same') return 'ours-same';
  return end === 'update' ? 'ours-other' : 'free';
}

/** Of what a person is asked about; one that is ignored is free, and its look asks again. */
const askedShapes: Readonly<Record<string, Shape>> = { 'ambiguous-match': 'several', 'match-ignored': 'free' };
