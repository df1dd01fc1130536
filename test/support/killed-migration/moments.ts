/** Moments at which a service is killed: chance, but the same for the same seed. */
import type { SeededRandom } from '../../../src/sandbox/common/random';

export interface Moment {
  /** When so many calls about records have come since it was started, the last of them not answered yet; 0: at once. */
  readonly calls: number;
  /** And so long after that. */
  readonly thenMs: number;
}

export const momentFrom = (random: SeededRandom, most: Moment): Moment => ({
  calls: Math.floor(random.next() * (most.calls + 1)),
  thenMs: Math.floor(random.next() * (most.thenMs + 1)),
});
