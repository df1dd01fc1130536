/** How the coming calls can be made to fail. */
import type { FaultAim } from '../../common/faults';
import type { Spoiling } from '../../common/spoiled-reply';
import type { LimitPolicy } from './limits';

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
  | Spoiling
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
