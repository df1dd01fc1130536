/**
 * How a migration comes to its batches, and what they cost together. The pilot goes first; then waves release the records in the
 * order companies, customers, orders, each wave of one type and twice the one before. A wave ends with a batch that is not
 * full: of small waves most batches are not, and that is what they cost.
 */
import { objectTypes, type ObjectType } from './record';

/** Rows that are looked at together. */
export interface Portion {
  readonly object: ObjectType;
  /** 0: the pilot. */
  readonly wave: number;
  readonly rows: number;
  /** `job`: so many rows of the wave are due that they go in pieces for a job of the CRM's. */
  readonly how: 'batch' | 'job';
}

export interface PortionSizes {
  readonly rows: number;
  readonly bulk: { readonly from: number; readonly rows: number } | null;
}

type Counts = Readonly<Record<ObjectType, number>>;

/** Its failures are counted before there are more. */
export const largestWave = 20_000;

/** How many records a wave releases at most; 0 is the pilot. */
export const waveSize = (pilot: number, wave: number): number =>
  Math.min(largestWave, Math.max(1, pilot) * 2 ** Math.max(0, wave - 1));

/** @param counts `rest`: of the records that are not in the pilot */
export function* portionsOf(
  counts: { readonly pilot: Counts; readonly rest: Counts; readonly pilotSize: number },
  sizes: PortionSizes,
): Generator<Portion, void> {
  for (const object of objectTypes) yield* cut({ object, wave: 0, rows: counts.pilot[object] }, sizes);
  let wave = 0;
  for (const object of objectTypes) {
    for (let left = counts.rest[object]; left > 0;) {
      wave += 1;
      const rows = Math.min(left, waveSize(counts.pilotSize, wave));
      yield* cut({ object, wave, rows }, sizes);
      left -= rows;
    }
  }
}

/** What is due of one object type at one time, in the portions in which it is looked at. */
function* cut(due: Omit<Portion, 'how'>, { rows, bulk }: PortionSizes): Generator<Portion, void> {
  const [how, size] =
    bulk !== null && due.rows >= bulk.from ? (['job', bulk.rows] as const) : (['batch', rows] as const);
  for (let left = due.rows; left > 0; left -= size) yield { ...due, rows: Math.min(left, size), how };
}

interface EndpointCalls {
  readonly endpoint: string;
  readonly calls: number;
}

/** Calls by endpoint, as they come together. */
export class CallsTotal {
  private readonly calls = new Map<string, number>();

  add(prices: readonly EndpointCalls[]): void {
    for (const { endpoint, calls } of prices) this.calls.set(endpoint, (this.calls.get(endpoint) ?? 0) + calls);
  }

  get total(): number {
    return [...this.calls.values()].reduce((sum, calls) => sum + calls, 0);
  }

  /** The most called first. */
  get byEndpoint(): Readonly<Record<string, number>> {
    const sorted = [...this.calls].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return Object.fromEntries(sorted);
  }
}
