/**
 * Reads descriptions anew when they are due, in whatever process comes first. Due they are only when something was written
 * with old ones, or refused by them or in spite of them: a connection by which nothing goes costs its CRM no calls, and its
 * first write after a rest asks for them by itself. The tick is real time and what is due is the clock port's, so a virtual
 * clock is followed.
 */
import { CallFailure, type CallContext, type Callout } from '../connectors/connector';
import { isOfAccount, type Failure } from '../core/failure';
import { describedFor, keepDescribed, readDescriptions, type Kept } from '../operate/describe';
import { logCallout } from '../platform/log-callout';
import { readConnection, standOfAccount, type StoredConnection } from '../store/connections';
import { claimDescribing, type ClaimedDescribing } from '../store/described';
import { appendCallouts } from '../store/journal';
import { inTenant, type EntityManager } from '../store/transaction';
import type { Engine } from '../sync/engine';

export type DescribingParts = Pick<
  Engine,
  'database' | 'clock' | 'waker' | 'logger' | 'observer' | 'catalogFor' | 'connectorFor'
>;

const usualTickMs = 1_000;
/** What was claimed by a process that died, or could not be read, is tried again after it. */
const againMs = 300_000;
/** After an error (the database is away) it asks again later each time, so that a log stays readable. */
const errorWaitMs = 1_000;
const errorWaitCapMs = 30_000;

export class Describing {
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  private wake: (() => void) | null = null;

  constructor(
    private readonly parts: DescribingParts,
    private readonly tickMs = usualTickMs,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  /** Begins no more, and answers when what is under way has ended, with the call that it is at. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.loop;
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      try {
        await this.serveDue();
        errors = 0;
        await this.sleep(this.tickMs);
      } catch (error) {
        errors += 1;
        this.parts.logger.error({ event: 'describe.failed', err: error });
        await this.sleep(Math.min(errorWaitCapMs, errorWaitMs * 2 ** errors));
      }
    }
  }

  private async serveDue(): Promise<void> {
    while (!this.stopping) {
      const now = this.parts.clock.now();
      const again = new Date(now.getTime() + againMs);
      const claimed = await claimDescribing(this.parts.database, { now, again });
      if (claimed === null) return;
      await describeAgain(this.parts, claimed, () => this.stopping);
    }
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(over, ms);
      this.wake = over;
    });
  }
}

class Stopped extends Error {}

/** Reads and keeps what is due of one connection. What the CRM refuses is told, and tried again when the claim is over. */
async function describeAgain(
  parts: DescribingParts,
  claimed: ClaimedDescribing,
  isStopping: () => boolean,
): Promise<void> {
  const { database, clock, logger: plain } = parts;
  const { tenantId, connectionId } = claimed;
  const logger = plain.child({ tenantId, connectionId });
  const connection = await inTenant(database, tenantId, (tx) => readConnection(tx, tenantId, connectionId));
  if (!connection) return;
  const catalog = parts.catalogFor(connection);
  const readAt = clock.now();
  const callouts: Callout[] = [];
  const context = contextOf({ ...parts, logger }, connection, { callouts, isStopping });
  const log = (tx: EntityManager): Promise<void> =>
    appendCallouts(tx, tenantId, { connectionId, object: 'account' }, callouts.map(firstAttempt));
  try {
    const parties = { connector: parts.connectorFor(connection), catalog };
    const descriptions = await readDescriptions(context, connection.settings, parties);
    const described = describedFor(connection.settings, catalog, { descriptions, readAt });
    const kept = await inTenant(database, tenantId, async (tx) => {
      await log(tx);
      return keepDescribed(tx, connection, catalog, { described, at: readAt, claimedUntil: claimed.claimedUntil });
    });
    parts.waker.wake(tenantId, kept.marked);
    tellChanges(logger, kept);
  } catch (error) {
    if (error instanceof Stopped) return;
    if (!(error instanceof CallFailure)) throw error;
    const { failure } = error;
    await inTenant(database, tenantId, async (tx) => {
      await log(tx);
      if (isOfAccount(failure)) await standOfAccount(tx, connection, failure);
    });
    tellRefusal(logger, failure);
  }
}

const firstAttempt = (callout: Callout): Callout & { readonly attempt: number } => ({ ...callout, attempt: 1 });

function contextOf(
  { clock, observer, logger }: DescribingParts,
  connection: StoredConnection,
  { callouts, isStopping }: { readonly callouts: Callout[]; readonly isStopping: () => boolean },
): CallContext {
  return {
    beforeCall: () => (isStopping() ? Promise.reject(new Stopped()) : Promise.resolve()),
    onCallout: (callout) => {
      callouts.push(callout);
      observer.called(connection, callout);
      logCallout(logger, callout);
    },
    now: () => clock.now(),
  };
}

function tellChanges(logger: DescribingParts['logger'], { changed, marked }: Kept): void {
  if (changed.size === 0) return;
  const properties = [...changed].flatMap(([object, names]) => names.map((name) => `${object}.${name}`));
  logger.info({ event: 'describe.changed', properties, retried: marked.length > 0 });
}

function tellRefusal(logger: DescribingParts['logger'], failure: Failure): void {
  const { kind, code, message } = failure;
  if (kind === 'reauth') logger.error({ event: 'connection.reauth', code }, message);
  else if (kind === 'throttled') logger.info({ event: 'connection.throttled', until: failure.until });
  else logger.warn({ event: 'describe.refused', kind, code }, message);
}
