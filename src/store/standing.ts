/**
 * How the service stands, over all tenants, for health checks and metrics. Through functions of the database that answer
 * numbers and moments only: no tenant, no record. What they cost stands beside them, in the schema migration.
 */
import type { Pool } from 'pg';
import type { Connection } from './connections';
import type { Crm } from '../core/crm';
import type { LinkState } from '../core/link';
import type { ObjectType } from '../core/record';
import { answerPatienceMs, type AnsweringState } from '../core/unanswered';
import type { WebhookState } from '../core/webhook-health';
import { lanes, type Lane } from '../core/lane';
import { rows, type DataSource } from './transaction';

/** Work that is due and allowed: its connection is active and not throttled. */
export interface StreamStanding {
  /** Streams that have such work. */
  readonly due: number;
  /** Those of them whose work has been waiting for longer than a worker's absence explains. */
  readonly stalled: number;
  readonly oldestDue: Date | null;
}

/** @param patienceMs work that is due for longer, and was not taken meanwhile, stands still */
export async function readStreamStanding(
  database: DataSource,
  at: { readonly now: Date; readonly patienceMs: number },
): Promise<StreamStanding> {
  const [standing] = await rows<StreamStanding>(
    database,
    `select due, stalled, oldest_due as "oldestDue" from stream_standing($1, make_interval(secs => $2))`,
    [at.now, at.patienceMs / 1000],
  );
  if (!standing) throw new Error('stream_standing answered no row');
  return standing;
}

export interface QueueStanding {
  readonly crm: Crm;
  readonly object: ObjectType;
  readonly lane: Lane;
  readonly depth: number;
  /** Of the work that is allowed; null when none is due. */
  readonly oldestDue: Date | null;
}

/** The states of a link that wait for a person or for the quality gate. */
export type WaitingState = Extract<LinkState, 'parked' | 'conflict' | 'held'>;

export interface Standing {
  readonly queue: readonly QueueStanding[];
  readonly links: readonly { readonly crm: Crm; readonly state: WaitingState; readonly links: number }[];
  readonly connections: readonly {
    readonly crm: Crm;
    readonly state: Connection['state'] | 'throttled';
    readonly connections: number;
  }[];
  /** Of tokens that end: to be refreshed later, by the next who calls, or again after a refresh that failed. */
  readonly tokens: readonly {
    readonly crm: Crm;
    readonly state: 'fresh' | 'due' | 'failing';
    readonly tokens: number;
  }[];
  readonly webhooks: readonly { readonly crm: Crm; readonly state: WebhookState; readonly connections: number }[];
  /** Connections whose polls of a type are disabled, because they were refused again and again. */
  readonly schedules: readonly { readonly crm: Crm; readonly object: ObjectType; readonly disabled: number }[];
  /** Tenants by how long what they were told waits for their answers. */
  readonly offers: readonly { readonly state: AnsweringState; readonly tenants: number }[];
}

/** Every CRM that is connected has a row for each of its object types, lanes and states, zeros included. */
export async function readStanding(database: DataSource, now: Date): Promise<Standing> {
  const queue = await rows<Omit<QueueStanding, 'lane'> & { readonly lane: number }>(
    database,
    'select crm, object, lane, depth, oldest_due as "oldestDue" from queue_standing($1)',
    [now],
  );
  return {
    queue: queue.map((row) => ({ ...row, lane: laneName(row.lane) })),
    links: await rows(database, 'select crm, state, links from link_standing() order by crm, state'),
    connections: await rows(
      database,
      'select crm, state, connections from connection_standing($1) order by crm, state',
      [now],
    ),
    tokens: await rows(database, 'select crm, state, tokens from token_standing($1) order by crm, state', [now]),
    offers: await rows(
      database,
      'select state, tenants from offer_standing($1, make_interval(secs => $2)) order by state',
      [now, answerPatienceMs / 1000],
    ),
    webhooks: await rows(database, 'select crm, state, connections from webhook_standing() order by crm, state'),
    schedules: await rows(database, 'select crm, object, disabled from schedule_standing() order by crm, object'),
  };
}

function laneName(number: number): Lane {
  const found = (Object.keys(lanes) as Lane[]).find((lane) => lanes[lane] === number);
  if (found === undefined) throw new Error(`lane ${number} has no name`);
  return found;
}

/** The connections of this process to the database. */
export interface PoolStanding {
  readonly inUse: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

export function readPool(database: DataSource): PoolStanding {
  // `master` is the pool of the Postgres driver; TypeORM 1.1 keeps it in a type of its own.
  const { master } = database.driver as unknown as { readonly master: Pool | undefined };
  if (!master) return { inUse: 0, idle: 0, waiting: 0 };
  return {
    inUse: master.totalCount - master.idleCount,
    idle: master.idleCount,
    waiting: master.waitingCount,
  };
}
