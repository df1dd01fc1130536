/**
 * One turn at one cursor: the CRM is asked for the next pages of what was changed, and each page is turned into marks. The marks
 * of a page and the advance of the cursor are one transaction, so that a page is neither lost nor skipped by a death between
 * them; whoever comes next goes on after the last page that was kept, or asks for it again.
 */
import type { CrmCatalog } from '../catalog/catalog';
import { throughQuota, type CallQuota } from '../connectors/call-quota';
import { CallFailure, type CallContext, type Callout, type Connector, type Page } from '../connectors/connector';
import { afterPage, dueAt, isWithin, restMs, sweepOf, type Cursor, type Sweep } from '../core/cursor';
import { backoffMs, isOfAccount, stopsAll, type AccountFailure, type Failure } from '../core/failure';
import { flowsIn } from '../core/flowing';
import { outlastsCall } from '../core/lease';
import { newRecordRule } from '../core/new-records';
import type { ObjectType } from '../core/record';
import { afterFailure, isEnabled, probeWaitMs, secondsOf, type PollHealth } from '../core/schedule';
import type { Clock } from '../platform/clock';
import { logCallout } from '../platform/log-callout';
import type { Logger } from '../platform/logger';
import { readConnection, standOfAccount, type Connection, type StoredConnection } from '../store/connections';
import {
  claimCursor,
  holdCursor,
  moveCursor,
  readCursor,
  releaseCursor,
  storeHealth,
  type ClaimedCursor,
} from '../store/cursors';
import { appendCallouts } from '../store/journal';
import { markRemoteChanges, noteStrangers, type RemoteChange } from '../store/remote-marks';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { noteUnannounced, tellSilence } from './webhook-silence';

export type PollOutcome =
  /** The sweep has seen all pages. */
  | 'finished'
  /** It goes on in another turn. */
  | 'unfinished'
  | Failure['kind'];

/** Told what polls have done, for metrics. It neither waits nor throws. */
export interface PollObserver {
  polled(
    what: { readonly crm: string; readonly object: ObjectType; readonly kind: string },
    how: { readonly outcome: PollOutcome; readonly found: number; readonly marked: number },
  ): void;
  called(connection: Pick<Connection, 'tenantId' | 'id' | 'crm'>, callout: Callout): void;
}

export interface Polling {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly logger: Logger;
  readonly observer: PollObserver;
  /** In [0, 1), for backoff. */
  readonly random: () => number;
  readonly leaseMs: number;
  readonly callDeadlineMs: number;
  readonly catalogFor: (connection: Connection) => CrmCatalog;
  readonly connectorFor: (connection: StoredConnection) => Connector;
  readonly quota: CallQuota;
}

/** A sweep over a million records gives way to the others of its connection after this many pages. */
const pagesPerTurn = 4;

interface Turn {
  readonly polling: Polling;
  readonly claimed: ClaimedCursor;
  readonly connection: StoredConnection;
  readonly connector: Connector;
  cursor: Cursor;
  /** Polls that have failed since the last that did not. */
  attempts: number;
  health: PollHealth;
  leaseUntil: Date;
  /** Calls that are not in the log yet. */
  callouts: Callout[];
  calls: number;
  found: number;
  marked: number;
}

export const claimPoll = ({ database, clock, leaseMs }: Polling): Promise<ClaimedCursor | null> =>
  claimCursor(database, { now: clock.now(), leaseMs });

/**
 * Asks for some pages and gives the cursor back. What the CRM refuses is written down and tried again later; throws
 * `CursorLost`, and what is no refusal: then the lease runs out by itself.
 * @param isStopping asked between two pages
 */
export async function poll(
  idle: Polling,
  claimed: ClaimedCursor,
  isStopping: () => boolean = () => false,
): Promise<PollOutcome | null> {
  const { tenantId, connectionId, object, kind } = claimed;
  const polling = { ...idle, logger: idle.logger.child({ tenantId, connectionId, object, poll: kind }) };
  const turn = await begin(polling, claimed);
  if (turn === null) return null;
  const outcome = await serve(turn, isStopping);
  const { found, marked, calls } = turn;
  polling.observer.polled({ crm: turn.connection.crm, object, kind }, { outcome, found, marked });
  polling.logger.debug({ event: 'poll.done', outcome, found, marked, calls });
  return outcome;
}

/**
 * Null when the connection has gone meanwhile, and its cursors with it; or when nothing of the type flows, or a person has
 * disabled it: it is not asked.
 */
async function begin(polling: Polling, claimed: ClaimedCursor): Promise<Turn | null> {
  const { database, clock, leaseMs } = polling;
  const leaseUntil = new Date(clock.now().getTime() + leaseMs);
  return inTenant(database, claimed.tenantId, async (tx) => {
    const connection = await readConnection(tx, claimed.tenantId, claimed.connectionId);
    if (!connection) return null;
    if (!flowsIn(connection.settings, claimed.object) || !isEnabled(connection.settings, claimed.object)) {
      await restCursor(tx, claimed, connection, clock.now());
      return null;
    }
    const stored = await readCursor(tx, claimed);
    await holdCursor(tx, claimed, leaseUntil);
    const counts = { callouts: [], calls: 0, found: 0, marked: 0 };
    return {
      polling,
      claimed,
      connection,
      connector: polling.connectorFor(connection),
      leaseUntil,
      ...stored,
      ...counts,
    };
  });
}

/** What was changed meanwhile is asked for when it flows again. */
async function restCursor(
  tx: EntityManager,
  claimed: ClaimedCursor,
  { settings }: StoredConnection,
  now: Date,
): Promise<void> {
  const due = new Date(now.getTime() + secondsOf(settings, claimed.object) * 1_000);
  await releaseCursor(tx, claimed, { leaseUntil: now, dueAt: due, attempts: 0 });
}

async function serve(turn: Turn, isStopping: () => boolean): Promise<PollOutcome> {
  try {
    for (let pages = 1; ; pages += 1) {
      const sweep = sweepOf(turn.cursor, turn.polling.clock.now());
      const page = await ask(turn, sweep);
      const goesOn = page.next !== null && pages < pagesPerTurn && !isStopping();
      await keep(turn, afterPage(turn.cursor, sweep, page.next), { changes: page.records, goesOn });
      if (!goesOn) return page.next === null ? 'finished' : 'unfinished';
    }
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    await giveUp(turn, error.failure);
    return error.failure.kind;
  }
}

/** One page of what a sweep looks at, as far as it is news. */
async function ask(turn: Turn, sweep: Sweep): Promise<Page<RemoteChange>> {
  const { polling, claimed, connection, connector } = turn;
  const object = polling.catalogFor(connection).mappings[claimed.object].remoteObject;
  const { since, after } = sweep;
  if (claimed.kind === 'archived') {
    const { records, next } = await connector.archivedPage(callOf(turn), { object, since, after });
    const news = records.filter(({ archivedAt }) => isWithin(sweep, archivedAt));
    turn.found += news.length;
    return { records: news.map(({ id }) => ({ externalId: id, modifiedAt: null })), next };
  }
  const { records, next } = await connector.changedSince(callOf(turn), {
    object,
    since,
    after,
    // What a write of ours made of a record is read by the look that settles it; late sweeps look at everything.
    skipsOwn: claimed.kind === 'changes',
  });
  turn.found += records.length;
  // A link may still be to a record that was merged into this one.
  const changes = records.flatMap(({ id, formerIds, modifiedAt }) =>
    [id, ...formerIds].map((externalId) => ({ externalId, modifiedAt })),
  );
  return { records: changes, next };
}

function callOf(turn: Turn): CallContext {
  const { polling, connection, claimed } = turn;
  const { clock, database, callDeadlineMs, leaseMs, observer, logger } = polling;
  return throughQuota(polling.quota, connection, 'inbound', {
    // As before a write: what an owner that was overtaken would hear, it must not keep.
    beforeCall: async () => {
      turn.calls += 1;
      const now = clock.now();
      if (outlastsCall(turn.leaseUntil.getTime(), now, callDeadlineMs)) return;
      const until = new Date(now.getTime() + leaseMs);
      await inTenant(database, claimed.tenantId, (tx) => holdCursor(tx, claimed, until));
      turn.leaseUntil = until;
    },
    onCallout: (callout) => {
      turn.callouts.push(callout);
      observer.called(connection, callout);
      logCallout(logger, callout);
    },
    now: () => clock.now(),
  });
}

/** The marks of a page and the advance of the cursor, in one transaction. */
async function keep(
  turn: Turn,
  moved: Cursor,
  { changes, goesOn }: { readonly changes: readonly RemoteChange[]; readonly goesOn: boolean },
): Promise<void> {
  const { polling, claimed, connection } = turn;
  const { database, clock, waker, leaseMs } = polling;
  const now = clock.now();
  const seconds = secondsOf(connection.settings, claimed.object);
  const leaseUntil = goesOn ? new Date(now.getTime() + leaseMs) : restUntil(turn, now);
  const { marked, noted, silence } = await inTenant(database, claimed.tenantId, async (tx) => {
    const marks = await markRemoteChanges(tx, claimed.tenantId, claimed, { changes, now });
    const offers = newRecordRule(connection.settings, claimed.object) === 'offer' && marks.unlinked > 0;
    const noted = offers ? await noteStrangers(tx, claimed.tenantId, claimed, { changes, now }) : 0;
    // The other kinds find what an index or a list was late with.
    const { unannounced } = claimed.kind === 'changes' ? marks : { unannounced: 0 };
    const fellSilent = await noteUnannounced(tx, connection, { unannounced, now });
    await logCallouts(tx, turn);
    await moveCursor(tx, claimed, moved, { now, leaseUntil, dueAt: dueAt(moved, now, seconds) });
    return { ...marks, noted, silence: fellSilent };
  });
  if (turn.health.disabledAt !== null) polling.logger.info({ event: 'schedule.resumed', probes: turn.health.probes });
  turn.cursor = moved;
  turn.attempts = 0;
  turn.health = { ...turn.health, failures: 0, disabledAt: null, probes: 0 };
  turn.leaseUntil = leaseUntil;
  turn.callouts = [];
  turn.marked += marked;
  if (marked + noted > 0) waker.wake(claimed.tenantId, [claimed]);
  if (silence) tellSilence(polling.logger, silence);
}

/**
 * A poll that is refused says of the account what a refused push does. What it says otherwise passes; or it is said again and
 * again, then the cursor is disabled, and probed from then on.
 */
async function giveUp(turn: Turn, failure: Failure): Promise<void> {
  const { polling, claimed, connection } = turn;
  const now = polling.clock.now();
  const ofAccount = isOfAccount(failure);
  const attempts = ofAccount ? turn.attempts : Math.min(turn.attempts + 1, 1_000);
  const [before, after] = await inTenant(polling.database, claimed.tenantId, async (tx) => {
    if (ofAccount) await standOfAccount(tx, connection, failure);
    await logCallouts(tx, turn);
    // Anew: a person may have enabled it meanwhile.
    const { health } = await readCursor(tx, claimed);
    const then = afterFailure(health, failure, now);
    const backoff = then.disabledAt === null ? backoffMs(attempts, polling.random()) : probeWaitMs(then.probes);
    await storeHealth(tx, claimed, then);
    const dueAt = ofAccount ? waitsUntil(failure, now) : new Date(now.getTime() + backoff);
    await releaseCursor(tx, claimed, { leaseUntil: restUntil(turn, now), dueAt, attempts });
    return [health, then] as const;
  });
  tell(polling.logger, failure);
  if (before.disabledAt === null && after.disabledAt !== null) tellDisabled(polling.logger, after);
}

/** Of the account the connection says when it is asked again; of the lane alone nobody else does. */
const waitsUntil = (failure: AccountFailure, now: Date): Date =>
  failure.kind === 'throttled' && !stopsAll(failure) ? failure.until : now;

function tellDisabled(logger: Logger, { failures, failure }: PollHealth): void {
  logger.warn({ event: 'schedule.disabled', kind: failure?.kind, code: failure?.code, failures }, failure?.message);
}

function tell(logger: Logger, failure: Failure): void {
  const { kind, code, message } = failure;
  if (kind === 'reauth') logger.error({ event: 'connection.reauth', code }, message);
  else if (kind === 'throttled') logger.info({ event: 'connection.throttled', until: failure.until });
  else logger.warn({ event: 'poll.refused', kind, code }, message);
}

const restUntil = ({ calls }: Turn, now: Date): Date => new Date(now.getTime() + restMs(calls));

async function logCallouts(tx: EntityManager, { claimed, callouts, attempts }: Turn): Promise<void> {
  const entries = callouts.map((callout) => ({ ...callout, attempt: attempts + 1 }));
  await appendCallouts(tx, claimed.tenantId, claimed, entries);
}
