/**
 * Batches of one track on their way, one behind the other: while one is settled, the next is sent, the CRM is asked about the
 * one after it, and one more is read. Each step mostly waits for somebody else (the disk, the CRM, the database), so together
 * they take little longer than the longest (ADR 9). A step has one batch at a time, and no batch of the track overtakes another;
 * those of the other track have steps of their own (ADR 18).
 */
import pLimit from 'p-limit';
import { afterError } from './after-error';
import type { Engine, OutcomeCounts } from './engine';
import type { Asked, Noted, Pushed, Read } from './in-hand';
import { isStillSo, readBatch } from './read-batch';
import { settle } from './settle';
import { ask, forgetIntents, noteIntents, send } from './sync-batch';
import { begin, heed, type Track, type Turn } from './turn';

export interface Portions {
  readonly batches: number;
  /** So many while no other stream waits: what is on its way at the end of a turn has nothing behind it. */
  readonly batchesUnhurried: number;
  readonly rows: number;
  /** How many are on their way at a time; with one, each batch is served to its end before the next is read. */
  readonly inHand: number;
}

export class Flow {
  private readonly asking = pLimit(1);
  private readonly noting = pLimit(1);
  private readonly sending = pLimit(1);
  private readonly settling = pLimit(1);
  private readonly errors: unknown[] = [];

  constructor(
    private readonly turn: Turn,
    private readonly track: Track,
  ) {}

  /**
   * Serves so many batches at most, fewer when nothing is due any more or the connection takes no calls; answers whether more may
   * be due. What was read and not sent by then is left: its rows are in the set as before. Throws when what failed could not
   * even be written down.
   */
  async serve({ batches, batchesUnhurried, rows, inHand }: Portions): Promise<boolean> {
    const { halt } = this.track;
    const { isWaitedFor, isStopping } = this.turn.watch;
    const most = (): number => (isWaitedFor() || isStopping() ? batches : batchesUnhurried);
    const serving = new Set<Promise<void>>();
    let isMore = true;
    try {
      for (let begun = 0; begun < most() && halt.isOpen; begun += 1) {
        const wanted = await begin(this.turn, this.track, rows, serving);
        const read = wanted === 0 ? null : await readBatch(this.turn, this.track, wanted);
        if (read === null) {
          isMore = false;
          break;
        }
        const one: Promise<void> = this.serveOne(read, serving.size === 0).finally(() => serving.delete(one));
        serving.add(one);
        // One that is not full was all that is due: nothing is read ahead of its end.
        if (read.batch.rows.length < wanted) await one;
        else if (serving.size >= inHand) await Promise.race(serving);
      }
    } finally {
      await Promise.all(serving); // nothing goes on behind a turn's back
    }
    if (this.errors.length > 0) throw this.errors[0];
    return isMore && halt.isOpen;
  }

  /** Never rejects. */
  private async serveOne(read: Read, isAlone: boolean): Promise<void> {
    const { engine, halt, hand } = this.turn;
    try {
      const asked = await this.asking(() => this.ask(read, isAlone));
      const noted = asked && (await this.noting(() => this.note(asked)));
      const pushed = noted && (await this.sending(() => this.send(noted)));
      if (pushed) await this.settling(() => settleBatch(this.turn, pushed));
    } catch (error) {
      halt.stop();
      await afterError(engine, read, error).catch((worse: unknown) => this.errors.push(worse));
    }
    hand.letGo(read.batch.rows);
  }

  /** @param isAlone nothing was before it, and it is asked about at once */
  private async ask(read: Read, isAlone: boolean): Promise<Asked | null> {
    const { engine, hand } = this.turn;
    const { halt } = this.track;
    // Paused since it was read, or given other settings: what was read is not acted upon.
    if (!isAlone && halt.isOpen && !(await isStillSo(engine, read))) halt.close();
    if (!halt.isOpen) return null;
    const asked = await ask(engine, read, hand);
    heed(this.turn, this.track, asked)?.close();
    return asked;
  }

  private async note(asked: Asked): Promise<Noted | null> {
    if (this.track.halt.isStopped) return null;
    return noteIntents(this.turn.engine, asked, this.turn.lease);
  }

  private async send(noted: Noted): Promise<Pushed | null> {
    const { engine, lease, hand } = this.turn;
    if (this.track.halt.isStopped) {
      await forgetIntents(engine, noted, lease);
      return null;
    }
    const pushed = await send(noted, hand);
    heed(this.turn, this.track, pushed)?.stop();
    return pushed;
  }
}

/** Settles, and tells of it. */
export async function settleBatch({ engine, lease }: Turn, pushed: Pushed): Promise<void> {
  const until = lease.next();
  const outcomes = await settle(engine, pushed, until);
  lease.extendedTo(until);
  tellBatch(engine, pushed.read, outcomes);
}

function tellBatch(
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
