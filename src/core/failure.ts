/**
 * Failures are named by what the engine does next, not by what a vendor said. A connector classifies once, in its
 * `errors.ts`; nothing above a connector reads a status code or a vendor's words.
 */
import type { Owner } from './owner';

export const failureKinds = [
  'retry',
  'throttled',
  'reauth',
  'rejected',
  'gone',
  'duplicate',
  'stale',
  'unknown',
] as const;
export type FailureKind = (typeof failureKinds)[number];

interface Said {
  /** The vendor's own code, for a person to look up: `INVALID_EMAIL`, `HTTP_503`, `ECONNRESET`. */
  readonly code: string;
  /** One sentence for an operator, without personal values. */
  readonly message: string;
  /** The CRM's id of the call that said so, for its support desk. */
  readonly requestId?: string;
}

/** Of what may park a record. */
interface Blamed {
  /** Who can mend it, where the connector knows; else it follows from the kind (`core/reason-families.ts`). */
  readonly owner?: Owner;
}

export type Failure = Said &
  (
    | ({ readonly kind: 'retry' | 'stale' | 'unknown' } & Blamed)
    | {
        /** A person must let us in again; says nothing about the record. */
        readonly kind: 'reauth';
      }
    | {
        /** The account takes no calls until `until`; says nothing about the record. */
        readonly kind: 'throttled';
        readonly until: Date;
        /** Only to what may wait (`isBulk` of its lane); others still call. */
        readonly bulkOnly?: boolean;
        /** Only to the lane that has asked, which is urgent; others still call, and it asks again then. */
        readonly laneOnly?: boolean;
      }
    | ({
        /** The CRM will never take this value. `property` is the CRM's name of the field, when it said which. */
        readonly kind: 'rejected';
        readonly property?: string;
        /** All properties that are to blame, when it was found before a call, or holds whatever the record says. */
        readonly properties?: readonly string[];
      } & Blamed)
    | { readonly kind: 'gone'; readonly mergedInto?: string }
    | ({
        /** A unique key is taken, by the record with this id when the CRM named it. */
        readonly kind: 'duplicate';
        readonly existingId?: string;
        readonly property?: string;
      } & Blamed)
  );

/**
 * Of a record that the CRM neither shows to our user nor names as deleted: it may be kept from us, and then everybody else still
 * works with it. It is parked, and not `gone`: that would be told to the order system, and nothing would take it back.
 */
const notShownCode = 'NOT_SHOWN';

export const notShown = (message: string): Failure => ({
  kind: 'rejected',
  code: notShownCode,
  message,
  owner: 'crm-administrator',
});

export const isNotShown = ({ code }: Failure): boolean => code === notShownCode;

/** The failure with its owner; of one that parks nothing there is none. */
export function blame(failure: Failure, owner: Owner | undefined): Failure {
  const { kind } = failure;
  if (owner === undefined || kind === 'reauth' || kind === 'throttled' || kind === 'gone') return failure;
  return { ...failure, owner };
}

/** Says something of the account, and nothing of the record that was asked for. */
export type AccountFailure = Extract<Failure, { kind: 'throttled' | 'reauth' }>;
export type Throttled = Extract<Failure, { kind: 'throttled' }>;

/** It speaks of the lanes that may wait alone. */
export const isOfBulk = (failure: Failure): boolean => failure.kind === 'throttled' && failure.bulkOnly === true;

/** It says of all lanes that they take no calls. */
export const stopsAll = ({ bulkOnly = false, laneOnly = false }: Throttled): boolean => !bulkOnly && !laneOnly;

export const isOfAccount = (failure: Failure): failure is AccountFailure =>
  failure.kind === 'throttled' || failure.kind === 'reauth';

/** The answer for one row of a batch. Expected failures are values; only the impossible is thrown. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** What the engine does about a kind of failure. */
export interface Treatment {
  readonly countsAsAttempt: boolean;
  /** Attempts after which the record is parked; 0 parks at once, null never. */
  readonly attemptLimit: number | null;
  /** The request may have been carried out although it failed, so its intent stays until a read settles it. */
  readonly mayHaveLanded: boolean;
}

/**
 * With the backoff below, 50 attempts take about five hours: longer than most CRM outages, so that a problem which
 * heals itself alerts nobody, and short enough that a record which can never be sent is seen the same day.
 */
export const treatments: Readonly<Record<FailureKind, Treatment>> = {
  retry: { countsAsAttempt: true, attemptLimit: 50, mayHaveLanded: true },
  throttled: { countsAsAttempt: false, attemptLimit: null, mayHaveLanded: false },
  reauth: { countsAsAttempt: false, attemptLimit: null, mayHaveLanded: false },
  rejected: { countsAsAttempt: true, attemptLimit: 0, mayHaveLanded: false },
  gone: { countsAsAttempt: false, attemptLimit: null, mayHaveLanded: false },
  duplicate: { countsAsAttempt: true, attemptLimit: 5, mayHaveLanded: false },
  stale: { countsAsAttempt: true, attemptLimit: 10, mayHaveLanded: false },
  unknown: { countsAsAttempt: true, attemptLimit: 50, mayHaveLanded: true },
};

const backoffBaseMs = 1_000;
/** An outage of hours is tried four times an hour: each try costs the account's quota. */
const backoffCapMs = 15 * 60_000;

/**
 * Exponential backoff with full jitter: anything between 0 and 1 s, 2 s, 4 s … 15 min, so that records which failed
 * together do not come back together.
 * @param attempts how many attempts have failed, at least 1
 * @param random in [0, 1)
 */
export function backoffMs(attempts: number, random: number): number {
  return Math.floor(random * Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.min(attempts - 1, 20)));
}
