/**
 * Batches of one stream on their way, one behind the other: while one is settled, the next is sent, the CRM is asked about the
 * one after it, and one more is read. Each step mostly waits for somebody else (the disk, the CRM, the database), so together
 * they take little longer than the longest (ADR 9). A step has one batch at a time, and no batch overtakes another.
 */
import pLimit from 'p-limit';
import type { ClaimedStream } from '../store/streams';
import { afterError } from './after-error';
import type { Engine, OutcomeCounts } from './engine';
import { acquiredIn, speaksOfAccount, type Asked, type Noted, type Pushed, type Read } from './in-hand';
import type { Lease } from './lease';
import { isStillSo, readBatch } from './read-batch';
import { settle } from './settle';
import { ask, forgetIntents, noteIntents, send } from './sync-batch';

export interface Portions {
  readonly batches: number;
  readonly rows: number;
  /** Of the first batch, when fewer. */
  readonly firstRows: number;
  /** How many are on their way at a time; with one, each batch is served to its end before the next is read. */
  readonly inHand: number;
}

export class Flow {
  private readonly asking = pLimit(1);
  private readonly noting = pLimit(1);
  private readonly sending = pLimit(1);
  private readonly settling = pLimit(1);
  /** Those that are not settled yet, in their order, as far as they have come. */
  private readonly inHand = new Map<Read, Asked | Pushed | null>();
  /** `closed`: no batch is begun, or asked about. `stopped`: none is sent either. */
  private state: 'open' | 'closed' | 'stopped' = 'open';
  private readonly errors: unknown[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly stream: ClaimedStream,
    private readonly lease: Lease,
  ) {}

  /**
   * Serves so many batches at most, fewer when nothing is due any more or the connection takes no calls. What was read and
   * not sent by then is left: its rows are in the set as before. Throws when what failed could not even be written down.
   */
  async serve({ batches, rows, firstRows, inHand }: Portions): Promise<void> {
    const serving = new Set<Promise<void>>();
    try {
      for (let begun = 0; begun < batches && this.state === 'open'; begun += 1) {
        const wanted = begun === 0 ? firstRows : rows;
        const read = await this.read(wanted);
        if (read === null) break;
        const one: Promise<void> = this.serveOne(read, begun === 0).finally(() => serving.delete(one));
        serving.add(one);
        // One that is not full was all that is due: nothing is read ahead of its end.
        if (read.batch.rows.length < wanted) await one;
        else if (serving.size >= inHand) await Promise.race(serving);
      }
    } finally {
      await Promise.all(serving); // nothing goes on behind a turn's back
    }
    if (this.errors.length > 0) throw this.errors[0];
  }

  private read(rows: number): Promise<Read | null> {
    const inHand = [...this.inHand.keys()].flatMap(({ batch }) => batch.rows);
    return readBatch(this.engine, this.stream, this.lease, { rows, inHand });
  }

  /** Never rejects. */
  private async serveOne(read: Read, isFirst: boolean): Promise<void> {
    this.inHand.set(read, null);
    try {
      const asked = await this.asking(() => this.ask(read, isFirst));
      const noted = asked && (await this.noting(() => this.note(asked)));
      const pushed = noted && (await this.sending(() => this.send(noted)));
      if (pushed) await this.settling(() => this.settle(pushed));
    } catch (error) {
      this.state = 'stopped';
      await afterError(this.engine, read, error).catch((worse: unknown) => this.errors.push(worse));
    }
    this.inHand.delete(read);
  }

  private async ask(read: Read, isFirst: boolean): Promise<Asked | null> {
    // Paused since it was read, or given other settings: what was read is not acted upon.
    if (!isFirst && this.state === 'open' && !(await isStillSo(this.engine, read))) this.state = 'closed';
    if (this.state !== 'open') return null;
    const asked = await ask(this.engine, read, () => acquiredIn([...this.inHand.values()]));
    if (speaksOfAccount(asked)) this.state = 'closed';
    this.inHand.set(read, asked);
    return asked;
  }

  private async note(asked: Asked): Promise<Noted | null> {
    if (this.state === 'stopped') return null;
    return noteIntents(this.engine, asked, this.lease);
  }

  private async send(noted: Noted): Promise<Pushed | null> {
    if (this.state === 'stopped') {
      await forgetIntents(this.engine, noted, this.lease);
      return null;
    }
    const pushed = await send(noted);
    if (speaksOfAccount(pushed)) this.state = 'stopped';
    this.inHand.set(noted.read, pushed);
    return pushed;
  }

  private async settle(pushed: Pushed): Promise<void> {
    const { engine, lease } = this;
    const until = lease.next();
    const outcomes = await settle(engine, pushed, until);
    lease.extendedTo(until);
    tellBatch(engine, pushed.read, outcomes);
  }
}

export function tellBatch(
  { logger, observer }: Engine,
  { batch, callouts, startMs }: Omit<Read, 'loaded'>,
  outcomes: OutcomeCounts,
): void {
  const { stream, connection, rows } = batch;
  observer.synced({ crm: connection.crm, object: stream.object }, outcomes);
  logger.debug({
    event: 'batch.settled',
    rows: rows.length,
    outcomes,
    calls: callouts.length,
    durationMs: Math.round(performance.now() - startMs),
  });
}
