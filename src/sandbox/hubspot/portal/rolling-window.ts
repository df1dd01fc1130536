/** How far the two lists may run on before what has left the window is cut off them. */
const SPARE = 1_024;

/**
 * Calls let in during the last `lengthMs`. Kept by the millisecond, so that a call costs the same however many come, and
 * a clock that stands still takes no memory.
 */
export class RollingWindow {
  private times: number[] = [];
  private counts: number[] = [];
  /** What stands before it has left the window. */
  private first = 0;
  private size = 0;
  private most = 0;

  constructor(
    public max: number,
    private readonly lengthMs: number,
  ) {}

  remaining(now: number): number {
    const since = now - this.lengthMs;
    for (let time = this.times[this.first]; time !== undefined && time <= since; time = this.times[this.first]) {
      this.size -= this.counts[this.first] ?? 0;
      this.first++;
    }
    if (this.first > SPARE) this.cut();
    return this.max - this.size;
  }

  /** Only after `remaining` at the same moment. */
  take(now: number): void {
    const last = this.times.length - 1;
    if (last >= this.first && this.times[last] === now) this.counts[last] = (this.counts[last] ?? 0) + 1;
    else {
      this.times.push(now);
      this.counts.push(1);
    }
    this.size++;
    if (this.size > this.most) this.most = this.size;
  }

  /** The most calls that any window so far has seen: a window holds the most right after a call. */
  get mostSoFar(): number {
    return this.most;
  }

  /** From now on: what is in the window counts already. */
  measureAnew(now: number): void {
    this.remaining(now);
    this.most = this.size;
  }

  private cut(): void {
    this.times = this.times.slice(this.first);
    this.counts = this.counts.slice(this.first);
    this.first = 0;
  }
}
