/** Trouble on demand: which of the coming calls are to fail, and how. */
import type { SeededRandom } from './random';

export interface Fault {
  /** `*` is any method. */
  readonly method: string;
  // The start of a path, in which `*` stands for anything: `/crm/v3/objects/*/batch`.
  readonly path: string;
  readonly kind: 'status' | 'reset';
  /** Before the call is carried out, or after it was committed: the caller cannot tell, and must cope with both. */
  readonly when: 'before' | 'after';
  /** Null with kind `status`: only the delay. */
  readonly status: number | null;
  /** Text is sent as HTML, everything else as JSON; `undefined` is a plain error of HubSpot's. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly delayMs: number;
  readonly probability: number;
}

interface ArmedFault {
  readonly fault: Fault;
  /** Null: until it is cleared. */
  remaining: number | null;
}

export class Faults {
  private armed: ArmedFault[] = [];

  constructor(private readonly random: SeededRandom) {}

  add(fault: Fault, times: number | null): void {
    this.armed.push({ fault, remaining: times });
  }

  clear(): void {
    this.armed = [];
  }

  list(): (Fault & { readonly remaining: number | null })[] {
    return this.armed.map(({ fault, remaining }) => ({ ...fault, remaining }));
  }

  /** The first fault that strikes this call, used up by one. */
  strike(method: string, path: string): Fault | undefined {
    for (const armed of this.armed) {
      const { fault } = armed;
      if (armed.remaining === 0 || !matches(fault, method, path)) continue;
      if (fault.probability < 1 && this.random.next() >= fault.probability) continue;
      if (armed.remaining !== null) armed.remaining--;
      return fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
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
