/** What the loop works with. Put together once per process, in the composition root. */
import type { CrmCatalog } from '../catalog/catalog';
import type { CallQuota } from '../connectors/call-quota';
import type { CallContext, Callout, Connector } from '../connectors/connector';
import type { EmailGate } from '../core/email-gate';
import type { Lane } from '../core/lane';
import type { ObjectMapping, OwnProperties } from '../core/mapping';
import type { ObjectType } from '../core/record';
import type { SyncOutcome } from '../core/sync-outcome';
import type { ValueChecks } from '../core/value-check';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import type { SecretKeys } from '../platform/seal';
import type { Connection, StoredConnection } from '../store/connections';
import type { DescribedConnection } from '../store/described';
import type { DirtyRow } from '../store/dirty-set';
import type { Stream } from '../store/streams';
import type { DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';

/** How many looks ended how. */
export type OutcomeCounts = Readonly<Partial<Record<SyncOutcome, number>>>;

/** Told what the loop has done, for metrics. It neither waits nor throws. */
export interface Observer {
  synced(what: { readonly crm: string; readonly object: ObjectType }, outcomes: OutcomeCounts): void;
  called(connection: Pick<Connection, 'tenantId' | 'id' | 'crm'>, callout: Callout): void;
}

export interface Engine {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  /** In a turn at a stream, one whose lines carry the turn's ids. */
  readonly logger: Logger;
  readonly observer: Observer;
  /** In [0, 1), for backoff. */
  readonly random: () => number;
  readonly leaseMs: number;
  readonly callDeadlineMs: number;
  /** How old a CRM's descriptions may be that something is written by. */
  readonly describeSeconds: number;
  /** Seal what tells that a CRM record was erased. */
  readonly keys: SecretKeys;
  readonly catalogFor: (connection: Connection) => CrmCatalog;
  /** The connector of a connection, which asks anew for its token; the same one as long as one authorisation leads to one address. */
  readonly connectorFor: (connection: StoredConnection) => Connector;
  readonly quota: CallQuota;
}

/** The rows that a worker has in hand, and all that is needed to look at them. */
export interface Batch {
  readonly stream: Stream;
  readonly connection: StoredConnection;
  readonly mapping: ObjectMapping;
  readonly mappingVersion: string;
  /** What the CRM said of the properties that it writes, when that was read, and when it is to be read anew. */
  readonly describing: DescribedConnection;
  readonly checks: ValueChecks;
  readonly own: OwnProperties;
  /** Null when every address goes. */
  readonly emailGate: EmailGate | null;
  readonly connector: Connector;
  /** Its most urgent one, in which its calls are made. */
  readonly lane: Lane;
  readonly rows: readonly DirtyRow[];
  readonly call: CallContext;
}
