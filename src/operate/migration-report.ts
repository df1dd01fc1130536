/** What a migration has come to, record by record and by reason. No values of records. */
import { isEnded, type MigrationState } from '../core/migration';
import type { Owner } from '../core/owner';
import { familyOf } from '../core/reason-families';
import type { ObjectType } from '../core/record';
import { countUnlinked } from '../store/migration-waves';
import {
  groupLinks,
  pageUnsynced,
  type ReportedRecord,
  type ReportedState,
  type ReportPlace,
  type UnsyncedPage,
} from '../store/migration-report';
import { inTenant } from '../store/transaction';
import { knownMigration, type MigrationDeps, type MigrationName } from './migration';

const shownExamples = 3;

export interface ReportLine {
  readonly type: ObjectType;
  readonly state: ReportedState;
  readonly code: string | null;
  readonly field: string | null;
  readonly message: string | null;
  readonly owner: Owner | null;
  readonly remedy: string | null;
  readonly count: number;
  readonly examples: readonly string[];
}

export interface MigrationReport {
  readonly migrationId: string;
  readonly state: MigrationState;
  readonly ends: readonly ReportLine[];
}

/** By type, end and reason, the largest first. */
export function reportMigration(deps: MigrationDeps, name: MigrationName): Promise<MigrationReport> {
  return inTenant(deps.database, name.tenantId, async (tx) => {
    const migration = await knownMigration(tx, name);
    const groups = await groupLinks(tx, migration, shownExamples);
    const unlinked = await countUnlinked(tx, migration);
    const waiting = Object.entries(unlinked).flatMap(([object, count]) =>
      count === 0
        ? []
        : [{ object: object as ObjectType, state: 'waiting' as const, reason: null, count, examples: [] }],
    );
    const isOver = isEnded(migration.state);
    const ends = [...groups, ...waiting].map(({ object, count, examples, ...said }) => ({
      type: object,
      count,
      examples,
      ...sayEnd(said, isOver),
    }));
    return { migrationId: migration.id, state: migration.state, ends };
  });
}

/** Pages of the records that are not synced; each is read by itself, so that of a million no more than a page is held. */
export async function* unsyncedRecords(
  deps: MigrationDeps,
  name: MigrationName,
): AsyncGenerator<readonly (Omit<ReportLine, 'count' | 'examples'> & { readonly id: string })[]> {
  const migration = await inTenant(deps.database, name.tenantId, (tx) => knownMigration(tx, name));
  const isOver = isEnded(migration.state);
  const sayOne = ({
    object,
    sourceId,
    ...said
  }: ReportedRecord): ReturnType<typeof sayEnd> & { type: ObjectType; id: string } => ({
    type: object,
    id: sourceId,
    ...sayEnd(said, isOver),
  });
  let after: ReportPlace | null = null;
  do {
    const from: ReportPlace | null = after;
    const page: UnsyncedPage = await inTenant(deps.database, name.tenantId, (tx) => pageUnsynced(tx, migration, from));
    if (page.items.length > 0) yield page.items.map(sayOne);
    after = page.next;
  } while (after !== null);
}

type SaidEnd = Pick<ReportLine, 'state' | 'code' | 'field' | 'message' | 'owner' | 'remedy'>;

function sayWaiting(isOver: boolean): SaidEnd {
  const remedy = isOver
    ? 'It was not released; plan another migration, or change the record in the order system.'
    : 'Nothing: it comes with a later wave.';
  return { state: 'waiting', code: null, field: null, message: null, owner: 'wait', remedy };
}

function sayEnd({ state, reason }: Pick<ReportedRecord, 'state' | 'reason'>, isOver: boolean): SaidEnd {
  if (state === 'waiting') return sayWaiting(isOver);
  const family = familyOf({ state, reason });
  return {
    state,
    code: reason?.code ?? null,
    field: reason?.field ?? null,
    message: reason?.message ?? null,
    owner: family?.owner ?? null,
    remedy: family?.remedy ?? null,
  };
}
