/** An outbound message as an administrator sets it up: which object's changes are told to which address, with which fields. */
import { toId } from '../org/ids';
import type { Row } from '../org/row';
import type { SObject } from '../org/sobject';

export interface OutboundMessage {
  /** `ActionId` of what is sent. The prefix is unverified. */
  readonly id: string;
  readonly type: SObject;
  /** By their API names; the id comes along always. One that is gone is left out. */
  readonly fields: readonly string[];
  readonly url: string;
  /** Of the workflow rule that sends it. */
  readonly when: 'create-or-edit' | 'create';
  /** Of the two API addresses in the message. */
  readonly version: string;
  /** Told instead of the org's own, as a stranger's message would have it. */
  readonly organizationId: string | null;
}

/** It carries what the record is when it is sent, not what it was when it was queued (Salesforce docs). */
export interface Notification {
  /** By it a receiver knows that it had it before. The prefix is unverified. */
  readonly id: string;
  readonly row: Row;
  readonly queuedAt: number;
}

export function messageId(number: number): string {
  return toId('04k', number);
}

export function notificationId(number: number): string {
  return toId('04l', number);
}
