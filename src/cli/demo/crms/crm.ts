/**
 * A CRM of the demo, in the order system's words: what it holds, what salespeople do in it, and what it tells the service. Behind
 * it stands a sandbox.
 */
import type { Crm as CrmName } from '../../../core/crm';
import type { RunningService } from '../../start';
import type { Kind, Text } from '../sales-story';
import type { Shop } from '../shop';

/** By the order system's names of the fields. */
export type Held = Readonly<Record<string, Text>>;

export interface HeldRecord {
  /** The CRM's. */
  readonly id: string;
  readonly fields: Held;
  /** Deleted, or merged away. */
  readonly archived: boolean;
}

/** All that a CRM holds. Records are known by what people see: domain, e-mail, number. */
export type Holdings = Readonly<Record<keyof Shop, readonly HeldRecord[]>>;

/** Of what it tells the service: how much has arrived, and how much has not yet, whatever the reason. */
export interface EventCounts {
  readonly delivered: number;
  readonly waiting: number;
}

export interface Crm {
  readonly name: CrmName;
  readonly title: string;
  readonly connectionId: string;
  /** What the service has to be told before it starts. */
  readonly settings: Readonly<Record<string, string>>;
  readonly url: string;
  /** What `PUT /v1/connections/{id}` takes, without rules. */
  readonly access: object;
  /** Merges and deletions are among what it tells; where they are not, polling finds them. */
  readonly tellsOfEnds: boolean;

  /** Records that it holds before anybody is connected to it. */
  fill(records: Readonly<Record<Kind, readonly Held[]>>): Promise<void>;
  holdings(): Promise<Holdings>;

  /** A salesperson's doing. */
  edit(kind: Kind, id: string, fields: Held): Promise<void>;
  addCustomer(fields: Held): Promise<string>;
  mergeCustomers(into: string, merged: string): Promise<void>;
  deleteCustomer(id: string): Promise<void>;
  /** Takes our key off orders, by which alone they are recognised. */
  takeKeysOff(orders: readonly string[]): Promise<void>;

  /** From now on the service is told. */
  subscribe(service: RunningService): Promise<void>;
  /** Nothing arrives until it is let go; nothing is lost. */
  holdEvents(held: boolean): Promise<void>;
  /** What happens meanwhile is told to nobody, ever. */
  loseEvents(lost: boolean): Promise<void>;
  events(): Promise<EventCounts>;

  resetCalls(): Promise<void>;
  /** By route, since they were reset. */
  calls(): Promise<Readonly<Record<string, number>>>;
  /** Of those, calls that may change something. */
  writes(): Promise<number>;
  close(): Promise<void>;
}
