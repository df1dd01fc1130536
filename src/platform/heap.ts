/**
 * How much garbage may stand beside what is in use before it is collected. Left alone, V8 lets a heap that has grown become
 * several times as large where the machine has room. That is the quicker way: bounded, batches took a tenth more of the
 * processor's time. But a load of 100,000 records by jobs reached 552 MB resident. One of 80,000 reached 465 to 485 MiB at
 * 150 %, and 412 at 100 %, as fast; later one of 100,000 reached 446 to 465 MiB at 100 %, 424 to 441 at 80 %, as fast, and 405
 * at 60 %, a tenth slower (Node 20.20, 2026-11).
 */
import { setFlagsFromString } from 'node:v8';

const garbagePercent = 80;
const leftToV8 = 0;
let large = 0;

/** While something large is in memory: for the whole process, from the next collection on. */
export async function withLittleGarbage<T>(work: () => Promise<T>): Promise<T> {
  large += 1;
  if (large === 1) allow(garbagePercent);
  try {
    return await work();
  } finally {
    large -= 1;
    if (large === 0) allow(leftToV8);
  }
}

/** What is set on the command line of node comes before. */
function allow(percent: number): void {
  if (process.execArgv.some((option) => option.startsWith('--heap-growing-percent'))) return;
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
