/** The first step of a look: takes the next rows of a stream and reads all that we know of them. */
import { throughQuota } from '../connectors/call-quota';
import type { Callout, Checkpoint } from '../connectors/connector';
import { emailFields, emailGateOf } from '../core/email-gate';
import { mappingOf } from '../core/field-rule-settings';
import { isBulk, laneNumbered, type Lane } from '../core/lane';
import { prepareChecks } from '../core/value-check';
import { mappingVersion } from '../core/mapping-version';
import { compileEarly } from '../platform/compile-early';
import { logCallout } from '../platform/log-callout';
import { readConnection, type StoredConnection } from '../store/connections';
import { notDescribed, readDescribed, type DescribedConnection } from '../store/described';
import { nextDue, type DirtyRow } from '../store/dirty-set';
import { holdStream, keepCheckpoint, readCheckpoint, type ClaimedStream, type Stream } from '../store/streams';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Batch, Engine } from './engine';
import type { Read } from './in-hand';
import type { Lease } from './lease';
import { loadLocal } from './load';
import type { Track, Turn } from './turn';

/** Null when nothing is due, or when the connection takes no calls. */
export async function readBatch(turn: Turn, track: Track, limit: number): Promise<Read | null> {
  const rows = await take(turn, track, limit);
  if (rows.length === 0) return null;
  const read = await readTaken(turn, track, rows);
  if (read === null) turn.hand.letGo(rows);
  return read;
}

/** Null when the connection takes no calls. */
export async function readTaken(
  { engine, stream, lease }: Turn,
  { jobs }: Pick<Track, 'jobs'>,
  rows: readonly DirtyRow[],
): Promise<Read | null> {
  const callouts: Callout[] = [];
  const startMs = performance.now();
  const lane = laneOf(rows);
  return inTenant(engine.database, stream.tenantId, async (tx) => {
    // All as of one moment. Seen without the record that it has changed, an answer would make the record's former value the
    // order system's newest word; the record without the answer would have its word stand against the CRM's next.
    await tx.query('set transaction isolation level repeatable read');
    const connection = await readConnection(tx, stream.tenantId, stream.connectionId);
    if (!connection || !takesCalls(connection, engine.clock.now(), lane)) return null;
    const describing = await readDescribed(tx, connection);
    const batch = batchOf(engine, { stream, connection, rows, lane, lease, callouts, describing, jobs });
    return { batch, loaded: await loadLocal(engine, batch, tx), callouts, startMs };
  });
}

/** The most urgent of theirs. */
export const laneOf = (rows: readonly DirtyRow[]): Lane => laneNumbered(Math.min(...rows.map(({ lane }) => lane)));

/**
 * Whether the connection is still what it was when the batch was read: not paused since, and with the same settings; and still has
 * calls for it.
 */
export async function isStillSo(
  { database, clock }: Engine,
  { batch: { connection, lane } }: Pick<Read, 'batch'>,
): Promise<boolean> {
  const { tenantId, id } = connection;
  const now = await inTenant(database, tenantId, (tx) => readConnection(tx, tenantId, id));
  if (now === null || !takesCalls(now, clock.now(), lane)) return false;
  return JSON.stringify(termsOf(now)) === JSON.stringify(termsOf(connection));
}

/** What a look goes by. How webhooks stand changes every minute and concerns none. */
const termsOf = ({ state, throttledUntil, baseUrl, settings, authorised }: StoredConnection): readonly unknown[] => [
  state,
  throttledUntil,
  baseUrl,
  settings,
  authorised,
];

/** What a batch of so many runs through is called often enough to be compiled before it has shown to be. */
const many = 200;

/**
 * Takes the next rows of a track, and notes them as in hand, in a transaction of its own, so that a successor knows what a dead
 * owner was working on: reading a record may be what kills.
 */
export function take(
  { engine, stream, lease, hand }: Turn,
  { lanes, only }: Pick<Track, 'lanes' | 'only'>,
  limit: number,
): Promise<readonly DirtyRow[]> {
  return hand.take((inHand) =>
    inTenant(engine.database, stream.tenantId, async (tx) => {
      const held = inHand.map((row) => row.sourceId);
      const now = engine.clock.now();
      const rows = await nextDue(tx, stream.tenantId, stream, {
        rows: limit,
        now,
        inHand: held,
        lanes,
        ...(only && { only }),
      });
      if (rows.length === 0) return [];
      if (rows.length >= many) compileEarly();
      const until = lease.next();
      await holdStream(tx, stream, { until, inHand: [...held, ...rows.map((row) => row.sourceId)] });
      lease.extendedTo(until);
      return rows;
    }),
  );
}

/** @param from `rows` may be none: then it serves what is no link's */
export function batchOf(
  engine: Engine,
  from: Basis & {
    readonly lease: Lease;
    readonly callouts: Callout[];
    /** Whether long jobs may be begun; left out: they may. */
    readonly jobs?: boolean;
  },
): Batch {
  const { stream, connection, lane, lease, callouts, jobs = true } = from;
  return {
    ...basisOf(engine, from),
    call: throughQuota(engine.quota, connection, lane, {
      mayWait: isBulk(lane),
      beforeCall: () => lease.ensure(),
      onCallout: (callout) => {
        callouts.push(callout);
        engine.observer.called(connection, callout);
        logCallout(engine.logger, callout);
      },
      now: () => engine.clock.now(),
      ...(jobs && { checkpoint: checkpointOf(engine, stream) }),
    }),
  };
}

type Basis = Pick<Batch, 'stream' | 'connection' | 'rows' | 'lane'> & {
  /** Left out where nothing is written. */
  readonly describing?: DescribedConnection;
};

/** All that a look goes by but how it calls. */
export function basisOf(
  engine: Pick<Engine, 'catalogFor' | 'connectorFor'>,
  { stream, connection, rows, lane, describing = notDescribed }: Basis,
): Omit<Batch, 'call'> {
  const { version, own, mappings, email } = engine.catalogFor(connection);
  const gate = emailGateOf(connection.settings);
  const mapping = mappingOf(mappings[stream.object], connection.settings);
  return {
    stream,
    connection,
    own,
    emailGate: gate.require === 'off' ? null : { ...gate, rules: email, fields: emailFields(mapping) },
    mapping,
    mappingVersion: mappingVersion(version, mapping),
    describing,
    checks: prepareChecks(mapping, describing.described),
    connector: engine.connectorFor(connection),
    lane,
    rows,
  };
}

const checkpointOf = ({ database }: Engine, stream: Stream): Checkpoint => ({
  read: () => inTenant(database, stream.tenantId, (tx) => readCheckpoint(tx, stream)),
  keep: (note) => inTenant(database, stream.tenantId, (tx) => keepCheckpoint(tx, stream, note)),
});

/** Null when the connection takes no calls. Otherwise the lease is proved and lasts until its calls are over. */
export async function holdForCalls(
  { clock }: Engine,
  tx: EntityManager,
  stream: ClaimedStream,
  lease: Lease,
): Promise<StoredConnection | null> {
  const connection = await readConnection(tx, stream.tenantId, stream.connectionId);
  if (!connection || !takesCalls(connection, clock.now())) return null;
  const until = lease.next();
  await holdStream(tx, stream, { until });
  lease.extendedTo(until);
  return connection;
}

/** @param lane left out: one that may not wait */
function takesCalls({ state, throttledUntil, bulkAfter }: StoredConnection, now: Date, lane: Lane = 'live'): boolean {
  const isOver = (until: Date | null): boolean => until === null || until <= now;
  return state === 'active' && isOver(throttledUntil) && (!isBulk(lane) || isOver(bulkAfter));
}
