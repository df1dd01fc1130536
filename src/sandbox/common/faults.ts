/** Trouble on demand: which of the coming calls are to fail. How is the vendor's own affair. */
import type { SandboxClock } from './clock';
import type { SeededRandom } from './random';

/** Which calls a fault strikes, and when. */
export interface FaultAim {
  /** `*` is any method. */
  readonly method: string;
  // The start of a path, in which `*` stands for anything: `/crm/v3/objects/*/batch`.
  readonly path: string;
  /** Before the call is carried out, or after it was committed: the caller cannot tell, and must cope with both. */
  readonly when: 'before' | 'after';
  readonly delayMs: number;
  readonly probability: number;
  /** How long it goes on, by the sandbox's clock, once it has struck. Null: no end. */
  readonly forMs: number | null;
}

interface ArmedFault<F> {
  readonly fault: F;
  /** Null: until it is cleared. */
  remaining: number | null;
  firstStruckAt: number | null;
}

export class Faults<F extends FaultAim & { readonly kind: string }> {
  private armed: ArmedFault<F>[] = [];
  private clearing = new AbortController();

  constructor(
    private readonly random: SeededRandom,
    private readonly clock: SandboxClock,
  ) {}

  add(fault: F, times: number | null): void {
    this.armed.push({ fault, remaining: times, firstStruckAt: null });
  }

  /** Calls that a fault holds back go on at once. */
  clear(): void {
    this.armed = [];
    this.clearing.abort();
    this.clearing = new AbortController();
  }

  /** Aborts when the faults of now are cleared. */
  get cleared(): AbortSignal {
    return this.clearing.signal;
  }

  list(): (F & { readonly remaining: number | null })[] {
    return this.armed.map((armed) => ({ ...armed.fault, remaining: this.isOver(armed) ? 0 : armed.remaining }));
  }

  /** True while a fault of this kind can still strike. */
  has(kind: F['kind']): boolean {
    return this.armed.some((armed) => armed.fault.kind === kind && !this.isOver(armed));
  }

  /** The first fault that strikes this call, used up by one. `fits` says which of them can. */
  strike(method: string, path: string, fits: (fault: F) => boolean = () => true): F | undefined {
    for (const armed of this.armed) {
      const { fault } = armed;
      if (this.isOver(armed) || !matches(fault, method, path) || !fits(fault)) continue;
      if (fault.probability < 1 && this.random.next() >= fault.probability) continue;
      if (armed.remaining !== null) armed.remaining--;
      armed.firstStruckAt ??= this.clock.now();
      return fault;
    }
    return undefined;
  }

  private isOver({ fault, remaining, firstStruckAt }: ArmedFault<F>): boolean {
    if (remaining === 0) return true;
    return fault.forMs !== null && firstStruckAt !== null && this.clock.now() >= firstStruckAt + fault.forMs;
  }
}

function matches(fault: FaultAim, method: string, path: string): boolean {
  if (fault.method !== '*' && fault.method !== method) return false;
  const [start = '', ...parts] = fault.path.split('*');
  if (!path.startsWith(start)) return false;
  let from = start.length;
  for (const part of parts) {
    const at = path.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}
