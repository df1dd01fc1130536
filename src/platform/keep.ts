/**
 * For questions that many ask and one answer serves for a while: health checks and scrapes, whose number nobody limits,
 * must not become a load on what they look at. Times are of this machine's monotonic clock: they are about load.
 */

/** A question that is not answered by then is asked anew beside it: what answers may have come back without it. */
const abandonAfterMs = 30_000;
/** An answer is kept for so many times as long as it took: asking then takes at most a twentieth of the time. */
const keepTimesCost = 20;

/**
 * Makes `ask` be called by one at a time, the others share its answer, and so do those who come within `keepMs` after.
 * A failure is shared by those who wait and is not kept.
 */
export function keepFor<T>(keepMs: number, ask: () => Promise<T>): () => Promise<T> {
  let asked: { readonly answer: Promise<T>; readonly at: number } | null = null;
  let keepUntil: number | null = null;
  return () => {
    const now = performance.now();
    const over = keepUntil === null ? (asked?.at ?? 0) + abandonAfterMs : keepUntil;
    if (asked && now < over) return asked.answer;
    const mine = { answer: ask(), at: now };
    asked = mine;
    keepUntil = null;
    mine.answer.then(
      () => {
        if (asked !== mine) return;
        const answeredAt = performance.now();
        keepUntil = answeredAt + Math.max(keepMs, keepTimesCost * (answeredAt - mine.at));
      },
      () => {
        if (asked === mine) asked = null;
      },
    );
    return mine.answer;
  };
}

/** What `within` throws. */
export class TooLate extends Error {
  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.name = 'TooLate';
  }
}

/** Waits no longer than that. What was asked goes on: it cannot be called back. */
export async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(limitMs)), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
