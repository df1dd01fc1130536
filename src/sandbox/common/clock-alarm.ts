/** Rings when the sandbox's clock reaches a time; never, while that stands still. */
import type { SandboxClock } from './clock';

/** The longest that a timer can be set to. */
const TIMER_MAX_MS = 2_147_483_647;

export class ClockAlarm {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /** What rings early, as it may, is to set it again. */
  constructor(
    private readonly clock: SandboxClock,
    private readonly ring: () => void,
  ) {}

  /** Instead of the time that it was set to. It does not notice that the clock was moved: set it again then. */
  set(due: number | undefined): void {
    clearTimeout(this.timer);
    const { rate } = this.clock;
    if (due === undefined || rate === 0 || this.stopped) return;
    const ms = Math.min(Math.max(0, due - this.clock.now()) / rate, TIMER_MAX_MS);
    this.timer = setTimeout(this.ring, Math.ceil(ms)).unref();
  }

  /** For good. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
