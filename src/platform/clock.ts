/**
 * The one source of time. Processes on several machines must agree on when a lease ends, so time is the database's, or
 * in tests and demos a sandbox's virtual clock; it is never this machine's. A clock is asked for the time seldom and
 * counts on by the monotonic clock in between, which does not jump and goes on while a process is stopped.
 */
export interface Clock {
  now(): Date;
  stop(): void;
}

/** One whose source is somebody else's, who may move it on. */
export interface FollowedClock extends Clock {
  /** Calls back when time was found far ahead of where it was expected, as a virtual one is that was pushed. Answers how to stop. */
  onJump(listener: () => void): () => void;
}

/** What a source answers: the present, and how fast it runs (1 = real time). */
export interface ClockReading {
  readonly now: Date;
  readonly rate: number;
}

/** Less is the way from the source to here, and not a push. */
const jumpMs = 100;

/**
 * Starts a clock from its source. Throws when the first reading fails; later failures keep the last one.
 * @param everyMs how often the source is asked. A virtual clock that is advanced is noticed within it.
 */
export async function startClock(read: () => Promise<ClockReading>, everyMs: number): Promise<FollowedClock> {
  const take = async (): Promise<ClockReading & { readonly at: number }> => {
    const before = performance.now();
    const reading = await read();
    return { ...reading, at: (before + performance.now()) / 2 };
  };
  let last = await take();
  let asking = false;
  const listeners = new Set<() => void>();
  const countedOn = (): number => last.now.getTime() + (performance.now() - last.at) * last.rate;
  const follow = (reading: typeof last): void => {
    const expected = countedOn();
    last = reading;
    if (countedOn() - expected > jumpMs) for (const listener of listeners) listener();
  };
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    take()
      .then(follow)
      .catch(() => undefined)
      .finally(() => (asking = false));
  }, everyMs);
  timer.unref();
  // Never back: a reading that corrects the count downwards would make what is due now due later.
  let highest = last.now.getTime();
  return {
    now: () => {
      highest = Math.max(highest, countedOn());
      return new Date(highest);
    },
    stop: () => clearInterval(timer),
    onJump: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads `{ now, rate }` from a URL, such as a sandbox's `/_sandbox/clock`. */
export async function readHttpClock(url: string): Promise<ClockReading> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`TANDEM_CLOCK: ${url} answered ${response.status}`);
  const body = (await response.json()) as { now?: unknown; rate?: unknown };
  const now = new Date(String(body.now));
  if (Number.isNaN(now.getTime())) throw new Error(`TANDEM_CLOCK: ${url} answers no "now"`);
  return { now, rate: typeof body.rate === 'number' ? body.rate : 1 };
}
