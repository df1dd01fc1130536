/**
 * Many rows of one stream in pieces that a job of the CRM takes in one go. A piece is taken, asked about, noted, sent and settled
 * as batches are, each of the usual size and by the same steps; only their calls are shared (`pooled-calls`), and what is known
 * of a batch waits as bytes while its job is under way (`frozen`), so that memory does not grow with the piece. While the job
 * of one piece is under way, the next is made ready.
 */
import type { DirtyRow } from '../store/dirty-set';
import type { ClaimedStream } from '../store/streams';
import { afterError } from './after-error';
import type { Engine } from './engine';
import { tellBatch } from './flow';
import { freeze, thaw, type Frozen } from './frozen';
import { acquiredIn, speaksOfAccount, type Acquired, type Pushed, type Read } from './in-hand';
import type { Lease } from './lease';
import { NotAnswered, PooledCalls } from './pooled-calls';
import { isStillSo, readTaken, take } from './read-batch';
import { settle } from './settle';
import { ask, forgetIntents, noteIntents, send } from './sync-batch';

const batchRows = 1_000;

export interface Pieces {
  readonly pieces: number;
  readonly rows: number;
}

/** What was noted of a piece, and the calls that it is about to make. */
interface Piece {
  readonly rows: readonly DirtyRow[];
  readonly calls: PooledCalls;
  readonly waiting: Frozen[];
  /** Nothing more is begun after it. */
  readonly isLast: boolean;
}

export class BulkFlow {
  /** CRM records that pieces which are not settled hold, or will. */
  private readonly acquired = new Map<string, string>();
  private inHand: readonly DirtyRow[] = [];
  private isOpen = true;
  private readonly errors: unknown[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly stream: ClaimedStream,
    private readonly lease: Lease,
  ) {}

  /** Throws when what failed could not even be written down. */
  async serve({ pieces, rows }: Pieces): Promise<void> {
    let before: Promise<void> = Promise.resolve();
    for (let begun = 0; begun < pieces && this.isOpen; begun += 1) {
      const piece = await this.prepare(rows).catch((error: unknown) => this.fail(error));
      await before;
      if (piece === null) break;
      before = this.finish(piece);
      if (piece.isLast) break;
    }
    await before;
    if (this.errors.length > 0) throw this.errors[0];
  }

  private fail(error: unknown): null {
    this.isOpen = false;
    this.errors.push(error);
    return null;
  }

  /** Null when nothing is due, or the connection takes no calls. */
  private async prepare(rows: number): Promise<Piece | null> {
    const { engine, stream, lease } = this;
    const taken = await take(engine, stream, lease, { rows, inHand: this.inHand });
    this.inHand = [...this.inHand, ...taken];
    const reads: Read[] = [];
    for (let from = 0; from < taken.length; from += batchRows) {
      const read = await readTaken(engine, stream, lease, taken.slice(from, from + batchRows));
      if (read === null) return null;
      reads.push(read);
    }
    const connector = reads[0]?.batch.connector;
    if (!connector) return null;
    const calls = new PooledCalls(connector);
    const asking = new PooledCalls(connector);
    const waiting: Frozen[] = [];
    await this.untilAnswered(asking, reads, async (read) => {
      const asked = await ask(engine, withConnector(read, asking), () => this.acquired);
      this.acquire(acquiredIn([asked]));
      if (speaksOfAccount(asked)) this.isOpen = false;
      const noted = await noteIntents(engine, { ...asked, read: withConnector(read, calls) }, lease);
      await attempt(() => send(noted)); // what it is about to send is known to `calls` now
      waiting.push(freeze(noted));
    });
    return { rows: taken, calls, waiting, isLast: taken.length < rows };
  }

  /** Sends and settles. Never rejects. */
  private async finish({ calls, waiting, rows }: Piece): Promise<void> {
    try {
      await this.carryOut(calls, waiting);
    } catch (error) {
      this.fail(error);
    }
    const over = new Set(rows);
    this.inHand = this.inHand.filter((row) => !over.has(row));
  }

  private async carryOut(calls: PooledCalls, waiting: Frozen[]): Promise<void> {
    const [first] = waiting;
    if (!first) return;
    // Paused since it was read, or given other settings: what was read is not acted upon.
    if (!(await isStillSo(this.engine, first.read)) || (await isJobUnderWay(first.read))) {
      this.isOpen = false;
      for (const one of waiting) await forgetIntents(this.engine, thaw(one), this.lease);
      return;
    }
    await this.answer(calls, waiting);
    await this.untilAnswered(calls, waiting, async (one) => {
      const pushed = await send(thaw(one));
      if (speaksOfAccount(pushed)) this.isOpen = false;
      await this.settle(pushed);
    });
  }

  /**
   * Works at each batch until its questions are answered. One that fails takes no other with it.
   * @param batches is emptied, so that each can go when it is done
   */
  private async untilAnswered<B extends Frozen | Read>(
    calls: PooledCalls,
    batches: B[],
    work: (batch: B) => Promise<void>,
  ): Promise<void> {
    while (batches.length > 0) {
      const open = batches.splice(0);
      for (let batch = open.shift(); batch; batch = open.shift()) {
        if (!(await this.tryOne(batch, work))) batches.push(batch);
      }
      await this.answer(calls, batches);
    }
  }

  /** A call that throws takes all that wait for it with it: their attempts count, so that what throws for ever is parked. */
  private async answer(calls: PooledCalls, batches: (Frozen | Read)[]): Promise<void> {
    const [first] = batches;
    if (!first) return;
    try {
      await calls.answer(readOf(first).batch.call);
    } catch (error) {
      for (const batch of batches.splice(0)) await this.giveUp(readOf(batch), error);
    }
  }

  /** False when it has to ask first. */
  private async tryOne<B extends Frozen | Read>(batch: B, work: (batch: B) => Promise<void>): Promise<boolean> {
    try {
      await work(batch);
    } catch (error) {
      if (error instanceof NotAnswered) return false;
      await this.giveUp(readOf(batch), error);
    }
    return true;
  }

  private async giveUp(read: Pick<Read, 'batch' | 'callouts'>, error: unknown): Promise<void> {
    this.isOpen = false;
    await afterError(this.engine, read, error).catch((worse: unknown) => this.errors.push(worse));
  }

  private acquire(acquired: Acquired): void {
    for (const [id, sourceId] of acquired) this.acquired.set(id, sourceId);
  }

  private async settle(pushed: Pushed): Promise<void> {
    const { engine, lease } = this;
    const until = lease.next();
    const outcomes = await settle(engine, pushed, until);
    lease.extendedTo(until);
    tellBatch(engine, pushed.read, outcomes);
  }
}

/** Of an earlier piece, whose rows may come again: it may land after what is sent now. The next turn waits for its end. */
const isJobUnderWay = async ({ batch }: Pick<Read, 'batch'>): Promise<boolean> =>
  ((await batch.call.checkpoint?.read()) ?? null) !== null;

const readOf = (batch: Frozen | Read): Pick<Read, 'batch' | 'callouts'> => ('read' in batch ? batch.read : batch);

const withConnector = (read: Read, calls: PooledCalls): Read => ({
  ...read,
  batch: { ...read.batch, connector: calls.pooled },
});

async function attempt(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!(error instanceof NotAnswered)) throw error;
  });
}
