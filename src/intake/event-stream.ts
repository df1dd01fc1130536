/**
 * Listens to one event stream of a CRM. What it tells is gathered for a moment, and the marks of it and the place after it are one
 * transaction, so that nothing is lost or skipped by a death between them. What it may have missed is asked for: polls go on beside
 * it and miss nothing, so that they need only come at once.
 */
import type { CrmCatalog } from '../catalog/catalog';
import type {
  EventStream,
  EventStreamEnd,
  EventStreamSettings,
  OpenEventStream,
  ToldEvents,
} from '../connectors/event-stream';
import { backoffMs } from '../core/failure';
import { newRecordRule } from '../core/new-records';
import { objectTypes, type ObjectType } from '../core/record';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import { readConnection, type StoredConnection } from '../store/connections';
import { hurryCursors } from '../store/cursors';
import type { StreamName } from '../store/dirty-set';
import {
  claimEventStream,
  EventStreamLost,
  holdEventStream,
  keepPlace,
  readEventStream,
  releaseEventStream,
  type ClaimedEventStream,
  type StoredEventStream,
} from '../store/event-streams';
import { markRemoteChanges, noteStrangers, type StreamChange } from '../store/remote-marks';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { noteHeard } from '../store/webhooks';
import { sort } from './mark-events';

export interface Listening {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly logger: Logger;
  /** In [0, 1), for backoff. */
  readonly random: () => number;
  readonly leaseMs: number;
  readonly catalogFor: (connection: StoredConnection) => CrmCatalog;
  /** Null: its CRM has none. */
  readonly eventStreamFor: (connection: StoredConnection) => OpenedFor | null;
  /** Told of what was taken in, for metrics. It neither waits nor throws. */
  readonly onHeard: (crm: string, became: HeardEvents) => void;
}

export interface OpenedFor {
  readonly open: OpenEventStream;
  readonly settings: Pick<EventStreamSettings, 'token' | 'baseUrl' | 'silenceMs'>;
}

/** What became of events, in numbers. */
export interface HeardEvents {
  readonly marked: number;
  readonly unlinked: number;
  readonly echoes: number;
  readonly unknown: number;
}

/** Gathered for so long, and no more than so many: a load in the CRM comes as a storm of single events. */
const gatherMs = 100;
const gatheredMost = 200;

export const claimListening = ({ database, clock, leaseMs }: Listening): Promise<ClaimedEventStream | null> =>
  claimEventStream(database, { now: clock.now(), leaseMs });

/** Null when the connection has gone meanwhile, or its CRM has none. */
export async function listen(idle: Listening, claimed: ClaimedEventStream): Promise<Listener | null> {
  const { tenantId, connectionId } = claimed;
  const deps = { ...idle, logger: idle.logger.child({ tenantId, connectionId }) };
  const found = await inTenant(deps.database, tenantId, async (tx) => {
    const connection = await readConnection(tx, tenantId, connectionId);
    return connection && { connection, stored: await readEventStream(tx, claimed) };
  });
  const opened = found && deps.eventStreamFor(found.connection);
  return opened ? new Listener(deps, claimed, { ...found, opened }) : null;
}

interface Found {
  readonly connection: StoredConnection;
  readonly stored: StoredEventStream;
  readonly opened: OpenedFor;
}

export class Listener {
  /** Resolves when it has ended, for whatever reason; never rejects. */
  readonly ended: Promise<void>;
  private readonly stream: EventStream;
  private readonly end: () => void;
  private gathered: ToldEvents[] = [];
  private timer: NodeJS.Timeout | null = null;
  private keeping: Promise<void> = Promise.resolve();
  private leaseUntil: Date;
  private isOver = false;
  private attempts: number;

  constructor(
    private readonly deps: Listening,
    private readonly claimed: ClaimedEventStream,
    private readonly found: Found,
  ) {
    const { connection, stored, opened } = found;
    let end = (): void => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    this.end = end;
    this.attempts = stored.attempts;
    this.leaseUntil = this.nextLease();
    const settings = { ...opened.settings, accountId: connection.accountId, after: stored.place };
    this.stream = opened.open(settings, {
      onOpen: () => deps.logger.info({ event: 'events.open', after: stored.place !== null }),
      onEvents: (told) => this.gather(told),
      onEnd: (ended) => void this.giveBack(ended),
    });
  }

  /** To be asked often: renews the lease when half of it is over, and ends what is another's. */
  async renew(): Promise<void> {
    const { clock, database, leaseMs } = this.deps;
    if (this.isOver || this.leaseUntil.getTime() - clock.now().getTime() > leaseMs / 2) return;
    const until = this.nextLease();
    try {
      await inTenant(database, this.claimed.tenantId, (tx) => holdEventStream(tx, this.claimed, until));
      this.leaseUntil = until;
    } catch (error) {
      await this.fail(error);
    }
  }

  /** Keeps what was told, lets another process have it at once, and answers when nothing is left open. */
  async close(): Promise<void> {
    await this.giveBack(null);
    await this.ended;
  }

  private nextLease(): Date {
    return new Date(this.deps.clock.now().getTime() + this.deps.leaseMs);
  }

  private gather(told: ToldEvents): void {
    if (this.isOver) return;
    this.gathered.push(told);
    if (this.gathered.length >= gatheredMost) this.keepNow();
    else this.timer ??= setTimeout(() => this.keepNow(), gatherMs);
  }

  /** One after the other: the place must not go back. */
  private keepNow(): void {
    this.stopTimer();
    this.keeping = this.keeping.then(() => this.keepGathered()).catch((error: unknown) => this.fail(error));
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private async keepGathered(): Promise<void> {
    for (;;) {
      const told = this.gathered.splice(0, gatheredMost);
      const last = told.at(-1);
      if (last === undefined) return;
      await this.keep(told, last.place);
    }
  }

  private async keep(told: readonly ToldEvents[], place: string): Promise<void> {
    const { deps, claimed, found } = this;
    const { crm } = found.connection;
    const events = told.flatMap((one) => one.events);
    const { changes, echoes, unknown } = sort(deps.catalogFor(found.connection), claimed.connectionId, events);
    const overflowed = this.typesOf(told.flatMap((one) => one.overflowed));
    const now = deps.clock.now();
    const marks = await inTenant(deps.database, claimed.tenantId, async (tx) => {
      const made = await this.mark(tx, changes, now);
      if (overflowed.length > 0) await this.hurry(tx, overflowed, now);
      await noteHeard(tx, found.connection, now);
      await keepPlace(tx, claimed, place);
      return made;
    });
    this.attempts = 0;
    if (marks.woken.length > 0) deps.waker.wake(claimed.tenantId, marks.woken);
    if (overflowed.length > 0) deps.logger.warn({ event: 'events.overflowed', objects: overflowed });
    deps.onHeard(crm, { marked: marks.marked, unlinked: marks.unlinked, echoes, unknown });
  }

  private async mark(tx: EntityManager, changes: readonly StreamChange[], now: Date): Promise<Marked> {
    const { tenantId, connectionId } = this.claimed;
    const { settings } = this.found.connection;
    let [marked, unlinked] = [0, 0];
    const woken: StreamName[] = [];
    for (const object of objectTypes) {
      const stream = { connectionId, object };
      const about = { changes: changes.filter((change) => change.object === object), now };
      const marks = await markRemoteChanges(tx, tenantId, stream, about);
      const offers = newRecordRule(settings, object) === 'offer' && marks.unlinked > 0;
      const noted = offers ? await noteStrangers(tx, tenantId, stream, about) : 0;
      if (marks.marked + noted > 0) woken.push(stream);
      marked += marks.marked;
      unlinked += marks.unlinked;
    }
    return { marked, unlinked, woken };
  }

  private typesOf(remoteObjects: readonly string[]): readonly ObjectType[] {
    const { mappings } = this.deps.catalogFor(this.found.connection);
    return objectTypes.filter((type) => remoteObjects.includes(mappings[type].remoteObject));
  }

  private hurry(tx: EntityManager, objects: readonly ObjectType[] | null, now: Date): Promise<void> {
    const { tenantId, connectionId } = this.claimed;
    return hurryCursors(tx, tenantId, { connectionId, objects }, now);
  }

  /** @param ended null: nobody is to listen here any more. Never rejects. */
  private async giveBack(ended: EventStreamEnd | null): Promise<void> {
    if (this.isOver) return;
    this.keepNow();
    await this.keeping;
    if (this.over()) return;
    this.isOver = true;
    this.stopTimer(); // what came meanwhile is told again after the place that was kept
    const now = this.deps.clock.now();
    const isLost = ended?.kind === 'lost-place';
    const then = { ...this.againAfter(ended, now), ...(isLost && { place: null }) };
    await this.ending(async (tx) => {
      if (isLost) await this.hurry(tx, null, now);
      await releaseEventStream(tx, this.claimed, then);
    });
    if (ended) this.tell(ended);
  }

  /** Others may have ended it while something was waited for. */
  private over(): boolean {
    return this.isOver;
  }

  private againAfter(ended: EventStreamEnd | null, now: Date): { readonly dueAt: Date; readonly attempts: number } {
    if (ended?.kind !== 'failed') return { dueAt: now, attempts: this.attempts };
    const { failure } = ended;
    if (failure.kind === 'throttled') return { dueAt: failure.until, attempts: this.attempts };
    const attempts = Math.min(this.attempts + 1, 1_000);
    return { dueAt: new Date(now.getTime() + backoffMs(attempts, this.deps.random())), attempts };
  }

  /** What is another's, or cannot be kept: told again to whoever listens next. Never rejects. */
  private async fail(error: unknown): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.stopTimer();
    if (error instanceof EventStreamLost) this.deps.logger.info({ event: 'events.given-up' });
    else this.deps.logger.error({ event: 'events.failed', err: error });
    await this.ending(null);
  }

  private async ending(release: ((tx: EntityManager) => Promise<void>) | null): Promise<void> {
    try {
      await this.stream.close();
      if (release) await inTenant(this.deps.database, this.claimed.tenantId, release);
    } catch (error) {
      // The lease runs out by itself.
      if (!(error instanceof EventStreamLost)) this.deps.logger.error({ event: 'events.failed', err: error });
    } finally {
      this.end();
    }
  }

  private tell(ended: EventStreamEnd): void {
    const { logger } = this.deps;
    if (ended.kind === 'lost-place') {
      logger.warn({ event: 'events.lost-place' }, 'The CRM no longer knows what came since; it is polled at once.');
      return;
    }
    const { kind, code, message } = ended.failure;
    logger.warn({ event: 'events.refused', kind, code }, message);
  }
}

interface Marked {
  readonly marked: number;
  readonly unlinked: number;
  readonly woken: readonly StreamName[];
}
