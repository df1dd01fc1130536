/**
 * Many rows of one stream in pieces that a job of the CRM takes in one go. A piece is taken, asked about, noted, sent and settled
 * as batches are, each of the usual size and by the same steps; only their calls are shared (`pooled-calls`), and what is known
 * of a batch waits as bytes while its job is under way (`frozen`), so that memory does not grow with the piece. Two pieces are on
 * their way: the second is made ready while the first is at the CRM, and is there while the first is settled, so that neither the
 * CRM nor we wait for each other.
 */
import pLimit from 'p-limit';
import type { Callout } from '../connectors/connector';
import { withLittleGarbage } from '../platform/heap';
import type { DirtyRow } from '../store/dirty-set';
import { afterError } from './after-error';
import type { Batch } from './engine';
import { settleBatch } from './flow';
import { freeze, thaw, type Frozen } from './frozen';
import type { Read } from './in-hand';
import { NotAnswered, PooledCalls } from './pooled-calls';
import { batchOf, isStillSo, readTaken, take } from './read-batch';
import { Stopping, unlessStopping } from './stopping';
import { ask, forgetIntents, noteIntents, send } from './sync-batch';
import { begin, haltFor, heed, type Track, type Turn } from './turn';

/** Few enough that what is known of a batch is garbage before it has become old: that took a quarter of the time. */
const batchRows = 500;
/** While the database works for one, the other is thought about: 80,000 records went at 2,950 a second and not at 2,757 (2026-11). */
const settledAtATime = 2;
/** With three, a load took 20 to 50 MiB more and was some hundredths faster (2026-11). */
const inHand = 2;

export interface Pieces {
  readonly pieces: number;
  /** So many while no other stream waits: at the end of a turn the pieces on their way have nothing behind them. */
  readonly piecesUnhurried: number;
  readonly rows: number;
}

/** Rows that share their calls. */
interface Piece {
  readonly rows: readonly DirtyRow[];
  readonly shared: Shared;
  /** They were all that is due. */
  readonly isLast: boolean;
}

/** What was noted of it, and the calls that it is about to make. */
interface NotedPiece extends Piece {
  readonly calls: PooledCalls;
  readonly waiting: Frozen[];
}

/** What the calls of a piece are made with, and the log of them, which the first batch that is settled takes along. */
interface Shared {
  readonly batch: Batch;
  readonly callouts: Callout[];
}

export class BulkFlow {
  private readonly readying = pLimit(1);
  /** One job at a time: the stream has one checkpoint, and what is sent for a row comes before what is sent for it next. */
  private readonly sending = pLimit(1);
  private readonly settling = pLimit(1);
  private readonly errors: unknown[] = [];

  constructor(
    private readonly turn: Turn,
    private readonly track: Track,
  ) {}

  /** Throws when what failed could not even be written down. */
  serve(some: Pieces): Promise<void> {
    return withLittleGarbage(() => this.serveSome(some));
  }

  private async serveSome({ pieces, piecesUnhurried, rows }: Pieces): Promise<void> {
    const { halt } = this.track;
    const { isWaitedFor, isStopping } = this.turn.watch;
    const most = (): number => (isWaitedFor() ? pieces : piecesUnhurried);
    const serving = new Set<Promise<void>>();
    for (let begun = 0; begun < most() && halt.isOpen && !isStopping(); begun += 1) {
      const piece = await this.take(rows, serving).catch((error: unknown) => this.fail(error));
      if (piece === null) break;
      const one: Promise<void> = this.serveOne(piece).finally(() => serving.delete(one));
      serving.add(one);
      if (piece.isLast) break;
      if (serving.size >= inHand) await Promise.race(serving);
    }
    await Promise.all(serving); // nothing goes on behind a turn's back
    if (this.errors.length > 0) throw this.errors[0];
  }

  private fail(error: unknown): null {
    this.turn.halt.stop();
    this.errors.push(error);
    return null;
  }

  /** Null when nothing is due, or the connection takes no calls. */
  private async take(most: number, serving: ReadonlySet<Promise<void>>): Promise<Piece | null> {
    const { engine, stream, lease, hand, watch } = this.turn;
    const wanted = await begin(this.turn, this.track, most, serving);
    const rows = wanted === 0 ? [] : await take(this.turn, this.track, wanted);
    const first = rows.length === 0 ? null : await readTaken(this.turn, this.track, rows.slice(0, 1));
    if (first === null) {
      hand.letGo(rows);
      return null;
    }
    const callouts: Callout[] = [];
    const { connection, lane } = first.batch;
    const batch = batchOf(engine, { stream, connection, rows: [], lane, lease, callouts });
    const shared = { batch: { ...batch, call: unlessStopping(batch.call, watch.isStopping) }, callouts };
    return { rows, shared, isLast: rows.length < wanted };
  }

  /** Never rejects. */
  private async serveOne(piece: Piece): Promise<void> {
    try {
      const noted = await this.makeReady(piece);
      if (await this.sending(() => this.send(noted))) await this.settleAll(noted);
    } catch (error) {
      this.fail(error);
    }
    this.turn.hand.letGo(piece.rows);
  }

  private async makeReady(piece: Piece): Promise<NotedPiece> {
    const { rows, shared } = piece;
    const { connector } = shared.batch;
    const [asking, calls] = [new PooledCalls(connector), new PooledCalls(connector)];
    const open = batchesOf(rows);
    const waiting: Frozen[] = [];
    const note = async (some: readonly DirtyRow[]): Promise<void> => {
      const noted = await this.note(some, asking, calls);
      if (noted) waiting.push(noted);
    };
    while (open.length > 0 && this.track.halt.isOpen) {
      // One at a time: what a batch is about to adopt, the next one sees.
      await this.readying(() => this.tryAll(shared, open, { atATime: 1, work: note }));
      await this.answer(asking, shared, open);
    }
    return { ...piece, calls, waiting };
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

  /** False when it is not sent any more. */
  private async send(piece: NotedPiece): Promise<boolean> {
    const { engine, lease } = this.turn;
    const { waiting, shared } = piece;
    // Paused since it was read, or given other settings: what was read is not acted upon.
    if (this.track.halt.isStopped || !(await isStillSo(engine, shared))) {
      this.track.halt.close();
      for (const one of waiting) await forgetIntents(engine, thaw(one), lease);
      return false;
    }
    await this.answerWrites(piece);
    return true;
  }

  private async settleAll(piece: NotedPiece): Promise<void> {
    const { waiting, shared } = piece;
    const settleOne = async (one: Frozen): Promise<void> => {
      await this.nothingToReady();
      const pushed = await send(thaw(one), this.turn.hand);
      const callouts = [...shared.callouts.splice(0), ...pushed.read.callouts];
      await settleBatch(this.turn, { ...pushed, read: { ...pushed.read, callouts } });
    };
    while (waiting.length > 0) {
      await this.settling(() => this.tryAll(shared, waiting, { atATime: settledAtATime, work: settleOne }));
      await this.sending(() => this.answerWrites(piece));
    }
  }

  /** What is to be made ready goes first: then its job is under way while the rest is settled. */
  private nothingToReady(): Promise<void> {
    return this.readying(() => Promise.resolve());
  }

  /** What may have changed something says whether anything more may be sent. */
  private async answerWrites({ calls, waiting, shared }: NotedPiece): Promise<void> {
    if (waiting.length === 0) return;
    await this.answer(calls, shared, waiting);
    haltFor(this.turn, this.track, calls.saidOfAccount)?.stop();
    // Its rows may come again, and what is sent then may land before what the job still writes: the next turn waits for its end.
    if (await isJobUnderWay(shared)) this.turn.halt.stop();
  }

  /** Works at each of these batches. Left are those that have to ask first; one that fails takes no other with it. */
  private async tryAll<B extends Open>(
    shared: Shared,
    batches: B[],
    { atATime, work }: { readonly atATime: number; readonly work: (batch: B) => Promise<void> },
  ): Promise<void> {
    const untried = batches.splice(0); // each can go when it is done
    const tryNext = async (): Promise<void> => {
      for (let batch = untried.shift(); batch; batch = untried.shift()) {
        if (!(await this.tryOne(shared, batch, work))) batches.push(batch);
      }
    };
    await Promise.all(Array.from({ length: atATime }, tryNext));
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
