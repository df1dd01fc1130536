/**
 * The two tracks of a turn: what is urgent, and beside it, in batches of its own, what may wait. While the one is under way, which
 * may take minutes, the other looks for what is due whenever it is told of something, so that a live change overtakes a
 * migration. When the first has ended and nothing urgent is due, the turn ends (ADR 18).
 */
import type { BatchSizes } from '../connectors/connector';
import { portionAfter } from '../core/crashes';
import type { Bell } from '../platform/bell';
import { nameOf } from '../store/wake';
import { BulkFlow } from './bulk-flow';
import { Flow, type Portions } from './flow';
import { callsOfBatch, callsOfPiece } from './room';
import { bulkTrack, urgentTrack, type Turn } from './turn';

/** A tenant with a million marks gives way to one with ten after this many batches. */
const batchesPerTurn = 10;
/** With ten to a turn, two cores had nothing to do for a tenth of a first load (2026-11); what is to be erased waits for a turn's end. */
const batchesUnhurried = 50;
/** Of those that a job of the CRM's takes in one go. */
const piecesPerTurn = 10;
/** At the end of a turn, and at the beginning of the next, pieces have nothing beside them. */
const piecesUnhurried = 20;
/** Read, asked, noted, sent and settled: one each. */
const inHand = 5;
/** Backs up the wakes, and finds what becomes due by itself. */
const tickMs = 500;

/** How what is due goes in this turn. */
export interface Standing {
  /** Of pieces there are so many, that nothing goes beside them. */
  readonly urgent: 'batches' | 'pieces';
  readonly bulk: 'none' | 'batches' | 'pieces';
}

/** What may wait waits while more than a batch of what is urgent is due. @param due counted no further than what is compared */
export function standingFor(
  { rows, bulk: job }: BatchSizes,
  due: { readonly urgent: number; readonly bulk: number },
): Standing {
  const from = job?.from ?? Infinity;
  if (due.urgent >= from) return { urgent: 'pieces', bulk: 'none' };
  if (due.bulk === 0 || due.urgent >= rows) return { urgent: 'batches', bulk: 'none' };
  return { urgent: 'batches', bulk: due.bulk >= from ? 'pieces' : 'batches' };
}

/** What is due, and in which portions the CRM takes it. */
export interface Due {
  readonly batches: BatchSizes;
  readonly standing: Standing;
  /** So many workers have died with one of the rows that were left in hand. */
  readonly crashes: number;
}

/** @param bell is rung when rows that were in hand may be due again */
export async function serveTracks(
  turn: Turn,
  bell: Bell,
  { batches, standing: { urgent, bulk }, crashes }: Due,
): Promise<void> {
  const few = portionAfter(crashes, turn.stream.leftInHand.length, batches.rows);
  if (few !== null) return serveAlone(turn, few);
  const portions = { batches: batchesPerTurn, batchesUnhurried, rows: batches.rows, inHand };
  const pieces = { pieces: piecesPerTurn, piecesUnhurried, rows: batches.bulk?.rows ?? batches.rows };
  if (urgent === 'pieces') return new BulkFlow(turn, urgentTrack(turn)).serve(pieces);
  if (bulk === 'none') {
    await new Flow(turn, urgentTrack(turn)).serve(portions);
    return;
  }
  const waiting =
    bulk === 'pieces'
      ? new BulkFlow(turn, bulkTrack(turn, callsOfPiece)).serve(pieces)
      : new Flow(turn, bulkTrack(turn, callsOf(turn))).serve(portions);
  await serveBeside(turn, bell, waiting, portions);
}

const callsOf =
  ({ stream }: Turn) =>
  (rows: number): number =>
    callsOfBatch(stream.object, rows);

/**
 * What was in hand at the death, so many rows at a time and nobody else with them. When all of it got through, the turn is over:
 * small portions take more calls for as many rows, and the others are not what killed.
 */
async function serveAlone(turn: Turn, rows: number): Promise<void> {
  const only = turn.stream.leftInHand;
  const batches = Math.ceil(only.length / rows);
  const portions = { batches, batchesUnhurried: batches, rows, inHand: 1 };
  await new Flow(turn, { ...urgentTrack(turn), only }).serve(portions);
  await new Flow(turn, { ...bulkTrack(turn, callsOf(turn)), only }).serve(portions);
}

/** Serves what is urgent as long as the other track is under way. */
async function serveBeside(turn: Turn, bell: Bell, bulk: Promise<unknown>, portions: Portions): Promise<void> {
  const { engine, stream, halt } = turn;
  const other = { isOver: false };
  const ended = bulk
    .catch((error: unknown) => {
      halt.stop();
      throw error;
    })
    .finally(() => {
      other.isOver = true;
      bell.ring();
    });
  const name = nameOf(stream.tenantId, stream);
  const unlisten = engine.waker.onWake((woken) => woken === name && bell.ring());
  try {
    const urgent = new Flow(turn, urgentTrack(turn, { jobs: false }));
    while (halt.isOpen) {
      const isLast = other.isOver; // what is marked from here on is another turn's
      const isMore = await urgent.serve(portions);
      if (isLast) break;
      if (!isMore) await bell.heard(tickMs);
    }
  } catch (error) {
    halt.stop();
    throw error;
  } finally {
    unlisten();
    await ended; // nothing goes on behind a turn's back
  }
}
