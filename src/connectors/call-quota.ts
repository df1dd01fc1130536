/**
 * The calls of an account, shared out among all processes and lanes. Whoever makes a call takes it here first; what the CRM
 * answers about its limits is told here.
 */
import type { AccountFailure } from '../core/failure';
import type { Lane } from '../core/lane';
import { CallFailure, type CallContext, type CallKind, type Callout } from './connector';

export interface OfConnection {
  readonly tenantId: string;
  readonly id: string;
}

export interface Room {
  /** Calls that the lane may make now; infinite where nothing limits a day. */
  readonly now: number;
  /** The most that it may come to before the day ends, if nobody else called. */
  readonly today: number;
  /** When to ask again for as many as were asked for. */
  readonly again: Date;
}

export interface CallQuota {
  /**
   * One call in this lane. Waits while the account's seconds are used up (a wait of a few seconds at most), then answers
   * null; or why there is none and until when, a `throttled` failure (`bulkOnly` when more urgent lanes may still call). One of a
   * kind waits for its turn among those first.
   */
  take(connection: OfConnection, lane: Lane, kind?: CallKind): Promise<AccountFailure | null>;

  /**
   * What room there is for about so many calls in this lane. Asked before a batch of a bulk lane is read, so that it is not
   * broken off in the middle. Reserves nothing.
   */
  room(connection: OfConnection, lane: Lane, calls: number): Promise<Room>;

  /** What an answer said of the limits; neither waits nor throws. */
  heard(connection: OfConnection, callout: Pick<Callout, 'at' | 'quota'>): void;

  /** Waits until what was heard is written down, for who goes by it next. */
  noted(connection: OfConnection): Promise<void>;
}

/** The same context, of whose calls each is one of the lane's. The permission comes last: it holds for a moment only. */
export function throughQuota<C extends CallContext>(
  quota: CallQuota,
  connection: OfConnection,
  lane: Lane,
  call: C,
): C {
  return {
    ...call,
    beforeCall: async (kind) => {
      const failure = await quota.take(connection, lane, kind);
      if (failure !== null) throw new CallFailure(failure);
      await call.beforeCall();
    },
    onCallout: (callout) => {
      quota.heard(connection, callout);
      call.onCallout(callout);
    },
  };
}
