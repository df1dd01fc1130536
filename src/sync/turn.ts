/** What the tracks of a turn at a stream share, and what each has for itself. */
import { isOfBulk, type AccountFailure } from '../core/failure';
import { bulkLanes, urgentLanes, type Lane } from '../core/lane';
import { holdBulk } from '../store/connections';
import type { ClaimedStream } from '../store/streams';
import { inTenant } from '../store/transaction';
import type { Engine } from './engine';
import type { Halt } from './halt';
import type { Hand } from './hand';
import { saidOfAccount, type Asked, type Pushed } from './in-hand';
import type { Lease } from './lease';
import { roomFor } from './room';

export interface Turn {
  readonly engine: Engine;
  readonly stream: ClaimedStream;
  /** One for both tracks. */
  readonly lease: Lease;
  readonly hand: Hand;
  readonly halt: Halt;
  readonly watch: TurnWatch;
}

/** What a turn is told while it lasts. */
export interface TurnWatch {
  readonly isStopping: () => boolean;
  /** Another stream may wait for the end of this turn. */
  readonly isWaitedFor: () => boolean;
}

export interface Track {
  /** Of all its rows: a batch is urgent, or may wait. */
  readonly lanes: readonly Lane[];
  /** No others than these rows; left out: all. */
  readonly only?: readonly string[];
  readonly halt: Halt;
  /** Long jobs of the CRM may be begun: one track's at a time, as the stream has one checkpoint. */
  readonly jobs: boolean;
  /** How many of so many rows may be begun now beside so many batches, or when to ask again. */
  readonly room: (rows: number, beside: number) => Promise<number | Date>;
}

/** As `haltFor`, of what the answers of a batch have said. */
export const heed = (turn: Turn, track: Track, batch: Asked | Pushed): Halt | null =>
  haltFor(turn, track, saidOfAccount(batch));

/** What answers have said of the account ends the turn, or the track alone where it was said of what may wait. Null: nothing was. */
export function haltFor(turn: Turn, track: Track, said: readonly AccountFailure[]): Halt | null {
  if (said.length === 0) return null;
  return said.every(isOfBulk) ? track.halt : turn.halt;
}

/** What ends it ends the turn. */
export const urgentTrack = ({ halt }: Turn, { jobs }: Pick<Track, 'jobs'> = { jobs: true }): Track => ({
  lanes: urgentLanes,
  halt,
  jobs,
  room: (rows) => Promise.resolve(rows),
});

/** Ends alone where what ends it is said of what may wait. @param callsFor so many rows, about */
export const bulkTrack = (turn: Turn, callsFor: (rows: number) => number): Track => ({
  lanes: bulkLanes,
  halt: turn.halt.below(),
  jobs: true,
  room: (rows, beside) => roomFor(turn.engine, turn.stream, { rows, callsFor, beside }),
});

/**
 * How many rows of the track may be begun now. When it is none, all that may wait of the connection does, until the account says;
 * not while batches are under way, whose calls may be fewer than they were taken for.
 */
export async function begin(
  turn: Turn,
  track: Track,
  rows: number,
  underWay: ReadonlySet<Promise<void>>,
): Promise<number> {
  let room = await track.room(rows, underWay.size);
  if (typeof room !== 'number' && underWay.size > 0) {
    await Promise.all(underWay);
    room = await track.room(rows, 0);
  }
  if (typeof room === 'number') return room;
  const { engine, stream } = turn;
  const until = room;
  await inTenant(engine.database, stream.tenantId, (tx) => holdBulk(tx, stream.tenantId, stream.connectionId, until));
  engine.logger.info({ event: 'bulk.held', until });
  return 0;
}
