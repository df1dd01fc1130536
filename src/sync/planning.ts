/** What the steps of a dry run share: how the CRM is asked, what it has answered, how far it is, and whether it may go on. */
import { throughQuota, type CallQuota } from '../connectors/call-quota';
import type { CallContext, Callout, Connector } from '../connectors/connector';
import type { MigrationSettings } from '../core/migration';
import { eachType, objectTypes, totalOf, type ObjectType } from '../core/record';
import { logCallout } from '../platform/log-callout';
import type { StoredConnection } from '../store/connections';
import type { DescribedConnection } from '../store/described';
import { nextInScope } from '../store/plan-scope';
import { inTenant, type EntityManager } from '../store/transaction';
import { DryLook, type DryParts, type DryRow, type Fates } from './dry-look';
import type { Engine } from './engine';
import { PlannedAnswers } from './planned-answers';
import { Stopping } from './stopping';
import type { UnfinishedPlan, UnfinishedPlans } from './unfinished-plans';

export type PlanningParts = DryParts &
  Pick<Engine, 'logger'> & {
    readonly observer: Pick<Engine['observer'], 'called'>;
    readonly quota: CallQuota;
    readonly unfinished: UnfinishedPlans;
  };

export interface WantedPlan {
  /** Of the migration. */
  readonly id: string;
  readonly connection: StoredConnection;
  /** By what its records are planned and sent (`operate/migration-rules`). */
  readonly rules: string;
  readonly settings: MigrationSettings;
  /** The code of what the attempt before was refused by; null: there was none. */
  readonly refusedBy: string | null;
  readonly now: Date;
}

export interface PlanWatch {
  readonly isStopping: () => boolean;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface PlanScope {
  readonly records: Readonly<Record<ObjectType, number>>;
  readonly describing: DescribedConnection;
}

const rowsAtOnce = 500;
/** All records are gone over so often. */
const rounds = 2;

export class Planning {
  readonly connector: Connector;
  readonly call: CallContext;
  readonly answers: Readonly<Record<ObjectType, PlannedAnswers>>;
  /** What earlier attempts have asked and spent, and this one adds to. */
  readonly begun: UnfinishedPlan;
  private done = 0;

  constructor(
    readonly parts: PlanningParts,
    readonly wanted: WantedPlan,
    readonly scope: PlanScope,
    private readonly watch: PlanWatch,
  ) {
    const { connection } = wanted;
    this.connector = parts.connectorFor(connection);
    this.call = this.context();
    const { own } = parts.catalogFor(connection);
    const { connector, call } = this;
    this.begun = parts.unfinished.of(wanted);
    this.answers = eachType((object) => {
      const of = { connector, own, call, records: scope.records[object], known: this.begun.known[object] };
      return new PlannedAnswers(of);
    });
  }

  dryLook(object: ObjectType, fates: Fates): DryLook {
    const { connection } = this.wanted;
    const { describing } = this.scope;
    const { call } = this;
    return new DryLook(this.parts, { connection, object, describing, call }, this.answers[object], fates);
  }

  read<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    this.mayGoOn();
    return inTenant(this.parts.database, this.wanted.connection.tenantId, work);
  }

  /** The next records that will be released. */
  next(
    { batch }: DryLook,
    wanted: { readonly after: string; readonly count: number; readonly except: readonly string[] },
  ): Promise<readonly string[]> {
    const { stream } = batch;
    return this.read((tx) => nextInScope(tx, stream.tenantId, stream, wanted));
  }

  /** All records of a type, as they will be released. */
  async *all(dry: DryLook): AsyncGenerator<readonly DryRow[], void> {
    for (let after = ''; ;) {
      const ids = await this.next(dry, { after, count: rowsAtOnce, except: [] });
      if (ids.length === 0) return;
      yield await this.lookAt(dry, ids);
      this.advance(ids.length);
      after = ids.at(-1) ?? '';
    }
  }

  /** Looks at these as they come, however many. */
  async lookAt(dry: DryLook, sourceIds: readonly string[]): Promise<readonly DryRow[]> {
    const rows: DryRow[] = [];
    for (let from = 0; from < sourceIds.length; from += rowsAtOnce) {
      this.mayGoOn();
      rows.push(...(await dry.look(sourceIds.slice(from, from + rowsAtOnce))));
    }
    dry.crm.takeWork();
    return rows;
  }

  advance(records: number): void {
    this.done += records;
    this.watch.onProgress({ done: this.done, total: rounds * totalOf(this.scope.records) });
  }

  private mayGoOn(): void {
    if (this.watch.isStopping()) throw new Stopping('the process is stopping');
  }

  private context(): CallContext {
    const { parts, wanted } = this;
    const { connection } = wanted;
    const { tenantId, id: connectionId } = connection;
    const logger = parts.logger.child({ tenantId, connectionId });
    return throughQuota(parts.quota, connection, 'migration', {
      mayWait: true,
      beforeCall: () => {
        this.mayGoOn();
        return Promise.resolve();
      },
      onCallout: (callout: Callout) => {
        this.begun.spent += 1;
        parts.observer.called(connection, callout);
        logCallout(logger, callout);
      },
      now: () => parts.clock.now(),
    });
  }
}

/**
 * By how much the calls may differ from what is planned, as a share: by what is inferred of the records that the CRM was not asked
 * about (95 % of samples are no further off), and a little for what nobody can foresee.
 */
export function uncertaintyOf({ answers, scope }: Planning): number {
  const all = totalOf(scope.records);
  const unsure = objectTypes.reduce((sum, object) => sum + answers[object].uncertainty * scope.records[object], 0);
  return unforeseen + (all === 0 ? 0 : unsure / all);
}

const unforeseen = 0.02;
