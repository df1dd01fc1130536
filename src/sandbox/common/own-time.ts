/** What calls cost the sandbox itself: body parsed, call answered, answer written as text. No waiting. */

/** Of each endpoint the last calls that quantiles are of. */
const KEPT = 1_000;

interface Times {
  calls: number;
  totalMs: number;
  readonly last: number[];
}

export class OwnTime {
  private readonly endpoints = new Map<string, Times>();

  add(endpoint: string, ms: number): void {
    const times = this.endpoints.get(endpoint) ?? { calls: 0, totalMs: 0, last: [] };
    this.endpoints.set(endpoint, times);
    times.last[times.calls % KEPT] = ms;
    times.calls++;
    times.totalMs += ms;
  }

  reset(): void {
    this.endpoints.clear();
  }

  snapshot(): Record<string, unknown> {
    return Object.fromEntries([...this.endpoints].map(([endpoint, times]) => [endpoint, summary(times)]));
  }
}

function summary({ calls, totalMs, last }: Times): unknown {
  const sorted = last.toSorted((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.floor(sorted.length * share)] ?? 0);
  return { calls, totalMs: rounded(totalMs), medianMs: at(0.5), p95Ms: at(0.95), maxMs: rounded(sorted.at(-1) ?? 0) };
}

function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

/** Adds the processor's time, in which what other programs do on the machine is not counted. */
export function timed<T>(spent: { ms: number }, work: () => T): T {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  spent.ms += (user + system) / 1_000;
  return result;
}

/** What the process has taken from the machine, whether for the sandbox alone or not. */
export function processUse(): Record<string, number> {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    cpuMs: rounded((user + system) / 1_000),
    rssMb: rounded(rss / 1_000_000),
    // Node tells it in KiB.
    peakRssMb: rounded((process.resourceUsage().maxRSS * 1_024) / 1_000_000),
    heapMb: rounded(heapUsed / 1_000_000),
  };
}
