/** What a process tells of its connections to the database, and of transactions that it had to run again. */
import { Counter, Gauge, type Registry } from 'prom-client';

export interface DatabaseStanding {
  /** It answered this scrape in time. */
  readonly isUp: boolean;
  readonly pool: { readonly inUse: number; readonly idle: number; readonly waiting: number };
  /** Transactions that were run again since the process began, by reason. */
  readonly repeats: Readonly<Record<string, number>>;
}

export class DatabaseGauges {
  private readonly up: Gauge;
  private readonly pool: Gauge<'state'>;
  private readonly waiting: Gauge;
  private readonly repeats: Counter<'reason'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.up = new Gauge({
      name: 'tandem_database_up',
      help: '1 when the database answered this scrape in time, else 0.',
      registers,
    });
    this.pool = new Gauge({
      name: 'tandem_database_pool_connections',
      help: 'Connections of this process to the database.',
      labelNames: ['state'],
      registers,
    });
    this.waiting = new Gauge({
      name: 'tandem_database_pool_waiting',
      help: 'Tasks that wait for a database connection.',
      registers,
    });
    this.repeats = new Counter({
      name: 'tandem_database_transactions_repeated_total',
      help: 'Transactions that were run again: deadlock and serialization by Postgres, overtaken by another writer.',
      labelNames: ['reason'],
      registers,
    });
  }

  show({ isUp, pool, repeats }: DatabaseStanding): void {
    this.up.set(isUp ? 1 : 0);
    this.pool.set({ state: 'in_use' }, pool.inUse);
    this.pool.set({ state: 'idle' }, pool.idle);
    this.waiting.set(pool.waiting);
    this.repeats.reset();
    for (const [reason, count] of Object.entries(repeats)) this.repeats.inc({ reason }, count);
  }
}
