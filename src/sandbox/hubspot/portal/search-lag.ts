/**
 * How long HubSpot's search takes to see a change: "a few moments" by its docs (2026-03), up to an hour by others'
 * notes. Each change takes the delay and a share of the jitter, drawn anew, so that changes become visible out of order.
 */
import { SeededRandom } from '../../common/random';

const JITTER_SEED = 20_251_103;

export interface SearchLag {
  readonly delayMs: number;
  readonly jitterMs: number;
}

export class LagDice {
  private readonly random = new SeededRandom(JITTER_SEED);

  constructor(public lag: SearchLag) {}

  /** The delay of one change. */
  draw(): number {
    const { delayMs, jitterMs } = this.lag;
    return jitterMs === 0 ? delayMs : delayMs + Math.floor(this.random.next() * jitterMs);
  }
}
