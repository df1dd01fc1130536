/**
 * Many rows of one stream in pieces that a job of the CRM takes in one go. A piece is taken, asked about, noted, sent and settled
 * as batches are, each of the usual size and by the same steps; only their calls are shared (`pooled-calls`), and what is known
 * of a batch waits as bytes while its job is under way (`frozen`), so that memory does not grow with the piece. While the job
 * of one piece is under way, the next is made ready.
 */
import type { Callout } from '../connectors/connector';
import { withLittleGarbage } from '../platform/heap';
import type { DirtyRow } from '../store/dirty-set';
import { afterError } from './after-error';
import type { Batch } from './engine';
import { tellBatch } from './flow';
import { freeze, thaw, type Frozen } from './frozen';
import type { Pushed, Read } from './in-hand';
import { NotAnswered, PooledCalls } from './pooled-calls';
import { batchOf, isStillSo, readTaken, take } from './read-batch';
import { settle } from './settle';
import { Stopping, unlessStopping } from './stopping';
import { ask, forgetIntents, noteIntents, send } from './sync-batch';
import { begin, heed, type Track, type Turn } from './turn';

/** Few enough that what is known of a batch is garbage before it has become old: that took a quarter of the time. */
const batchRows = 500;
/** While the database works for one, the other is thought about: 80,000 records went at 2,950 a second and not at 2,757 (2026-11). */
const settledAtATime = 2;

export interface Pieces {
  readonly pieces: number;
  readonly rows: number;
}

/** What was noted of a piece, and the calls that it is about to make. */
interface Piece {
  readonly rows: readonly DirtyRow[];
  readonly shared: Shared;
  readonly calls: PooledCalls;
  readonly waiting: Frozen[];
  /** Nothing more is begun after it. */
  readonly isLast: boolean;
}

/** What the calls of a piece are made with, and the log of them, which the first batch that is settled takes along. */
interface Shared {
  readonly batch: Batch;
  readonly callouts: Callout[];
}

export class BulkFlow {
  private readonly errors: unknown[] = [];

  constructor(
    private readonly turn: Turn,
    private readonly track: Track,
  ) {}

  /** Throws when what failed could not even be written down. */
  serve(some: Pieces): Promise<void> {
    return withLittleGarbage(() => this.serveSome(some));
  }

  private async serveSome({ pieces, rows }: Pieces): Promise<void> {
    const { halt } = this.track;
    let before: Promise<void> = Promise.resolve();
    for (let begun = 0; begun < pieces && halt.isOpen && !this.turn.watch.isStopping(); begun += 1) {
      const piece = await this.prepare(rows, before).catch((error: unknown) => this.fail(error));
      await before;
      if (piece === null) break;
      before = this.finish(piece);
      if (piece.isLast) break;
    }
    await before;
    if (this.errors.length > 0) throw this.errors[0];
  }

  private fail(error: unknown): null {
    this.turn.halt.stop();
    this.errors.push(error);
    return null;
  }

  /** Null when nothing is due, or the connection takes no calls. */
  private async prepare(rows: number, before: Promise<void>): Promise<Piece | null> {
    const { engine, stream, lease, watch } = this.turn;
    const wanted = await begin(this.turn, this.track, rows, new Set([before]));
    const taken = wanted === 0 ? [] : await take(this.turn, this.track, wanted);
    const first = taken.length === 0 ? null : await readTaken(this.turn, this.track, taken.slice(0, 1));
    if (first === null) {
      this.turn.hand.letGo(taken);
      return null;
    }
    const callouts: Callout[] = [];
    const { connection, lane } = first.batch;
    const batch = batchOf(engine, { stream, connection, rows: [], lane, lease, callouts });
    const shared = { batch: { ...batch, call: unlessStopping(batch.call, watch.isStopping) }, callouts };
    const asking = new PooledCalls(first.batch.connector);
    const calls = new PooledCalls(first.batch.connector);
    const waiting: Frozen[] = [];
    await this.untilAnswered(asking, shared, { batches: batchesOf(taken), atATime: 1 }, async (some) => {
      const noted = await this.note(some, asking, calls);
      if (noted) waiting.push(noted);
    });
    return { rows: taken, shared, calls, waiting, isLast: taken.length < wanted };
  }

  /**
   * Read anew when its questions were answered, and not kept until then. Null when the connection takes no calls any more: its
   * rows are in the set as before.
   */
  private async note(rows: readonly DirtyRow[], asking: PooledCalls, calls: PooledCalls): Promise<Frozen | null> {
    const { engine, lease, hand } = this.turn;
    const read = await readTaken(this.turn, this.track, rows);
    if (read === null) {
      this.track.halt.close();
      return null;
    }
    const asked = await ask(engine, withConnector(read, asking), hand);
    heed(this.turn, this.track, asked)?.close();
    const noted = await noteIntents(engine, { ...asked, read: withConnector(read, calls) }, lease);
    await attempt(() => send(noted, hand)); // what it is about to send is known to `calls` now
    return freeze(noted);
  }

  /** Sends and settles. Never rejects. */
  private async finish(piece: Piece): Promise<void> {
    try {
      await this.carryOut(piece);
    } catch (error) {
      this.fail(error);
    }
    this.turn.hand.letGo(piece.rows);
  }

  private async carryOut({ calls, waiting, shared }: Piece): Promise<void> {
    // Paused since it was read, or given other settings: what was read is not acted upon.
    const { engine, lease, halt, hand } = this.turn;
    if (halt.isStopped || !(await isStillSo(engine, shared))) {
      this.track.halt.close();
      for (const one of waiting) await forgetIntents(engine, thaw(one), lease);
      return;
    }
    await this.answer(calls, shared, waiting);
    await this.untilAnswered(calls, shared, { batches: waiting, atATime: settledAtATime }, async (one) => {
      const pushed = await send(thaw(one), hand);
      heed(this.turn, this.track, pushed)?.close();
      const callouts = [...shared.callouts.splice(0), ...pushed.read.callouts];
      await this.settle({ ...pushed, read: { ...pushed.read, callouts } });
    });
    // Its rows may come again, and what is sent then may land before what the job still writes: the next turn waits for its end.
    if (await isJobUnderWay(shared)) halt.stop();
  }

  /**
   * Works at each batch until its questions are answered. One that fails takes no other with it.
   * @param batches is emptied, so that each can go when it is done
   * @param atATime when it asks, one: what a batch is about to adopt, the next one sees
   */
  private async untilAnswered<B extends Open>(
    calls: PooledCalls,
    shared: Shared,
    { batches, atATime }: { readonly batches: B[]; readonly atATime: number },
    work: (batch: B) => Promise<void>,
  ): Promise<void> {
    while (batches.length > 0) {
      const open = batches.splice(0);
      const workOff = async (): Promise<void> => {
        for (let batch = open.shift(); batch; batch = open.shift()) {
          if (!(await this.tryOne(shared, batch, work))) batches.push(batch);
        }
      };
      await Promise.all(Array.from({ length: atATime }, workOff));
      await this.answer(calls, shared, batches);
    }
  }

  /** A call that throws takes all that wait for it with it: their attempts count, so that what throws for ever is parked. */
  private async answer(calls: PooledCalls, shared: Shared, batches: Open[]): Promise<void> {
    if (batches.length === 0) return;
    try {
      await calls.answer(shared.batch.call);
    } catch (error) {
      if (error instanceof Stopping) {
        this.turn.halt.close();
        batches.length = 0;
      }
      for (const batch of batches.splice(0)) await this.giveUp(shared, batch, error);
    }
  }

  /** False when it has to ask first. */
  private async tryOne<B extends Open>(shared: Shared, batch: B, work: (batch: B) => Promise<void>): Promise<boolean> {
    try {
      await work(batch);
    } catch (error) {
      if (error instanceof NotAnswered) return false;
      await this.giveUp(shared, batch, error);
    }
    return true;
  }

  private async giveUp({ batch, callouts }: Shared, open: Open, error: unknown): Promise<void> {
    this.turn.halt.stop();
    const read = { batch: { ...batch, rows: rowsOf(open) }, callouts: callouts.splice(0) };
    await afterError(this.turn.engine, read, error).catch((worse: unknown) => this.errors.push(worse));
  }

  private async settle(pushed: Pushed): Promise<void> {
    const { engine, lease } = this.turn;
    const until = lease.next();
    const outcomes = await settle(engine, pushed, until);
    lease.extendedTo(until);
    tellBatch(engine, pushed.read, outcomes);
  }
}

type Open = Frozen | readonly DirtyRow[];

const rowsOf = (batch: Open): readonly DirtyRow[] => ('read' in batch ? batch.read.batch.rows : batch);

function batchesOf(rows: readonly DirtyRow[]): (readonly DirtyRow[])[] {
  const count = Math.ceil(rows.length / batchRows);
  return Array.from({ length: count }, (_, n) => rows.slice(n * batchRows, (n + 1) * batchRows));
}

const isJobUnderWay = async ({ batch }: Shared): Promise<boolean> =>
  ((await batch.call.checkpoint?.read()) ?? null) !== null;

const withConnector = (read: Read, calls: PooledCalls): Read => ({
  ...read,
  batch: { ...read.batch, connector: calls.pooled },
});

async function attempt(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!(error instanceof NotAnswered)) throw error;
  });
}
