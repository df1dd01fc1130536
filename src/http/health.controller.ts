import { Controller, Get, Inject } from '@nestjs/common';
import { keepFor, within } from '../platform/keep';
import { pendingMigrations } from '../store/schema';
import { readStreamStanding, type StreamStanding } from '../store/standing';
import { rows } from '../store/transaction';
import { httpDeps, type HttpDeps } from './http-deps';
import { Problem } from './problem';

interface Readiness {
  readonly status: 'ok' | 'degraded';
  readonly checks: {
    readonly database: { readonly status: 'ok' };
    readonly schema: { readonly status: 'ok' };
    readonly streams: {
      readonly status: 'moving' | 'idle' | 'stalled';
      /** How long the oldest work that may be done has been due; null when there is none. */
      readonly oldestDueSeconds: number | null;
      readonly due: number;
      readonly stalled: number;
    };
  };
}

/** A load balancer gives up after 5 s or later, and asks again; a database that answers at all takes milliseconds. */
const answerWithinMs = 2_000;
/** Anybody may ask: this is how often the database is asked at most. */
const keepMs = { database: 1_000, schema: 10_000, streams: 5_000 } as const;
/** Longer than a lease and than the longest wait of a worker after an error; what stands for so long, stands. */
export const streamPatienceMs = 300_000;

const databaseAway =
  'The database does not answer; see that it runs and that it can be reached from here (DATABASE_URL).';

@Controller('health')
export class HealthController {
  private wasReady = true;
  private readonly database = keepFor(keepMs.database, () => rows(this.deps.database, 'select 1'));
  private readonly pending = keepFor(keepMs.schema, () => pendingMigrations(this.deps.database));
  private readonly streams = keepFor(keepMs.streams, () =>
    readStreamStanding(this.deps.database, { now: this.deps.clock.now(), patienceMs: streamPatienceMs }),
  );

  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  /** The process runs, and what time it takes it to be: clocks that differ make leases end early or late. */
  @Get('live')
  live(): { status: 'ok'; now: string } {
    return { status: 'ok', now: this.deps.clock.now().toISOString() };
  }

  /**
   * The process can do its work. Streams that stand still are `degraded` and still 200: no process of ours that is taken
   * out of the load balancer would move them, and the order system must not be blocked for a trouble behind the door.
   */
  @Get('ready')
  async ready(): Promise<Readiness> {
    if (this.deps.drain.draining) throw new Problem('unavailable', 'The service is stopping; ask another process.');
    try {
      // A database that hangs would be waited for without end.
      const readiness = await within(answerWithinMs, this.look());
      this.note(true);
      return readiness;
    } catch (error) {
      this.note(false, error);
      throw error instanceof Problem ? error : new Problem('unavailable', databaseAway);
    }
  }

  private async look(): Promise<Readiness> {
    await this.database();
    const pending = await this.pending();
    if (pending.length > 0) throw new Problem('unavailable', schemaBehind(pending));
    const streams = viewStreams(await this.streams(), this.deps.clock.now());
    return {
      status: streams.status === 'stalled' ? 'degraded' : 'ok',
      checks: { database: { status: 'ok' }, schema: { status: 'ok' }, streams },
    };
  }

  /** Says it once and not at every probe. */
  private note(ready: boolean, error?: unknown): void {
    if (ready === this.wasReady) return;
    this.wasReady = ready;
    if (ready) this.deps.logger.info({ event: 'service.ready' });
    else this.deps.logger.warn({ event: 'service.not-ready', err: error });
  }
}

const schemaBehind = (pending: readonly string[]): string =>
  `${pending.length} schema migrations are pending (${pending.join(', ')}); ` +
  'start one process with DATABASE_OWNER_URL, which runs them.';

function viewStreams({ due, stalled, oldestDue }: StreamStanding, now: Date): Readiness['checks']['streams'] {
  const standing = due === 0 ? 'idle' : 'moving';
  return {
    status: stalled > 0 ? 'stalled' : standing,
    oldestDueSeconds: oldestDue && Math.max(0, Math.round((now.getTime() - oldestDue.getTime()) / 1000)),
    due,
    stalled,
  };
}
