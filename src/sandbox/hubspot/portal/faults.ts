/** Trouble on demand: which of the coming calls are to fail, and how. */
import type { SandboxClock } from './clock';
import type { LimitPolicy } from './limits';
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

export type FaultEffect =
  | {
      readonly kind: 'status';
      /** Null: only the delay. */
      readonly status: number | null;
      /** Text is sent as HTML, everything else as JSON; `undefined` is what HubSpot sends with this status. */
      readonly body: unknown;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'limit'; readonly policy: LimitPolicy }
  /** The connection ends in the middle of the answer: `length` after a Content-Length, `chunk` within chunks. */
  | { readonly kind: 'truncated'; readonly cut: 'length' | 'chunk' }
  /** A whole answer that is half a JSON text. */
  | { readonly kind: 'malformed' }
  /** No Content-Type. */
  | { readonly kind: 'untyped' }
  /** A JSON Content-Type and no body. */
  | { readonly kind: 'blank' }
  /** Success, and no row in `results` or `errors` (rudder-transformer, 2026). */
  | { readonly kind: 'no-results' }
  | PartialFault
  /** Searches see the index as it was when the fault was ordered. */
  | { readonly kind: 'stale-search' }
  | { readonly kind: 'expired-token' };

/** Some rows of a batch are refused, although valid, and are not written; the others are. */
export interface PartialFault {
  readonly kind: 'partial';
  /** Indices in the inputs, or a share of them, at least one. */
  readonly rows: readonly number[] | number;
  readonly category: string;
  /** Of a property error, such as `INVALID_OPTION`; null: none. */
  readonly code: string | null;
  readonly message: string;
}

export type FaultKind = FaultEffect['kind'];
export type Fault = FaultAim & FaultEffect;

interface ArmedFault {
  readonly fault: Fault;
  /** Null: until it is cleared. */
  remaining: number | null;
  firstStruckAt: number | null;
}

export class Faults {
  private armed: ArmedFault[] = [];
  private clearing = new AbortController();

  constructor(
    private readonly random: SeededRandom,
    private readonly clock: SandboxClock,
  ) {}

  add(fault: Fault, times: number | null): void {
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

  list(): (Fault & { readonly remaining: number | null })[] {
    return this.armed.map((armed) => ({ ...armed.fault, remaining: this.isOver(armed) ? 0 : armed.remaining }));
  }

  /** True while a fault of this kind can still strike. */
  has(kind: FaultKind): boolean {
    return this.armed.some((armed) => armed.fault.kind === kind && !this.isOver(armed));
  }

  /** The first fault that strikes this call, used up by one. */
  strike(method: string, path: string): Fault | undefined {
    for (const armed of this.armed) {
      const { fault } = armed;
      if (this.isOver(armed) || !matches(fault, method, path)) continue;
      if (fault.probability < 1 && this.random.next() >= fault.probability) continue;
      if (armed.remaining !== null) armed.remaining--;
      armed.firstStruckAt ??= this.clock.now();
      return fault;
    }
    return undefined;
  }

  private isOver({ fault, remaining, firstStruckAt }: ArmedFault): boolean {
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
