/** How the coming calls can be made to fail. */
import type { FaultAim } from '../../common/faults';
import type { Spoiling } from '../../common/spoiled-reply';
import type { LimitReached } from '../org/api-usage';

export type FaultEffect =
  | {
      readonly kind: 'status';
      /** Null: only the delay. */
      readonly status: number | null;
      /** Text is sent as HTML, everything else as JSON; `undefined` is what Salesforce sends with this status. */
      readonly body: unknown;
      /** Salesforce's page instead of its JSON, where it is known to send both. */
      readonly html: boolean;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset' }
  /** The connection ends as if in order, without an answer: jsforce does not retry that (contract 1.2). */
  | { readonly kind: 'close' }
  | { readonly kind: 'limit'; readonly policy: LimitReached }
  | Spoiling
  /** The answer is whole and calls itself something else. */
  | { readonly kind: 'mistyped'; readonly type: string }
  | { readonly kind: 'expired-token' }
  | PartialFault
  | LockStorm
  /** A Bulk job that does not go on. */
  | { readonly kind: 'job-stuck' }
  /** A page of a Bulk query's results that is not there. */
  | { readonly kind: 'results-missing' };

/** Some rows of a collection or a Bulk job are refused, although valid, and are not written; the others are. */
export interface PartialFault {
  readonly kind: 'partial';
  /** Indices, of a Bulk job within each 200 rows, or a share of them, at least one. */
  readonly rows: readonly number[] | number;
  /** Only of this object; null: of any. */
  readonly object: string | null;
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/** Rows under these parents cannot be locked; null: under any. All of one call that are are one try. */
export interface LockStorm {
  readonly kind: 'lock-storm';
  /** Ids of 15 characters. */
  readonly parents: readonly string[] | null;
}

export type Fault = FaultAim & FaultEffect;

/** Of kinds that do not strike a call as such: rows ask for the first two, Bulk jobs for the others. */
const inner: ReadonlySet<Fault['kind']> = new Set(['partial', 'lock-storm', 'job-stuck', 'results-missing'] as const);

export function strikesCalls({ kind }: Fault): boolean {
  return !inner.has(kind);
}
