/**
 * The sandbox's time. It may run faster than ours and be pushed ahead, so that a test sees a week of syncing in a
 * second. It never runs backwards: HubSpot's modified dates do not either, and a cursor that relied on it would loop.
 */

export const DAY_MS = 86_400_000;

/** At `realMs` of our clock it was `virtualMs` here; since then time runs `rate` times as fast. */
export interface ClockState {
  readonly virtualMs: number;
  readonly realMs: number;
  readonly rate: number;
}

export class SandboxClock {
  private state: ClockState;
  private latestMs = 0;
  private readonly watchers: (() => void)[] = [];

  constructor(private readonly realNow: () => number) {
    const now = realNow();
    this.state = { virtualMs: now, realMs: now, rate: 1 };
  }

  /** Epoch milliseconds, whole. */
  now(): number {
    const { virtualMs, realMs, rate } = this.state;
    // The machine's clock can be set back under us; ours then stands still until it is caught up with.
    this.latestMs = Math.max(this.latestMs, Math.floor(virtualMs + (this.realNow() - realMs) * rate));
    return this.latestMs;
  }

  get rate(): number {
    return this.state.rate;
  }

  /** What `restore` needs to go on as if the sandbox had never stopped. */
  changed(change: { readonly advanceMs?: number | undefined; readonly rate?: number | undefined }): ClockState {
    return {
      virtualMs: this.now() + (change.advanceMs ?? 0),
      realMs: this.realNow(),
      rate: change.rate ?? this.state.rate,
    };
  }

  restore(state: ClockState): void {
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }

  /** To be told when the time was moved on or has another rate. */
  watch(watcher: () => void): void {
    this.watchers.push(watcher);
  }

  snapshot(): ClockState {
    return this.state;
  }
}

/** The one that was given, to live in the same time as its others; else one of its own, which begins as this machine's time. */
export const openClock = (shared?: SandboxClock): SandboxClock => shared ?? new SandboxClock(() => Date.now());
