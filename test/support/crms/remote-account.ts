/** The CRM of a story in the order system's words, whichever it is: its time, its levers, and what it really holds. */
import type { Crm } from '../../../src/core/crm';
import type { Settings } from '../child-process';
import type { Type } from '../order-system';

export type Kind = Type | 'line';

/** Fields by the order system's names, as they are written in this CRM; null is blank. */
export type FieldValues = Readonly<Record<string, string | number | null>>;

export interface HeldRecord {
  readonly id: string;
  readonly fields: FieldValues;
  /** By the CRM's own names: for custom fields. */
  readonly properties: Readonly<Record<string, string | null>>;
  /** Those that are not in the recycle bin. */
  readonly parents: readonly { readonly type: 'company' | 'customer'; readonly id: string }[];
}

export interface HeldLine {
  readonly id: string;
  /** Ids of the orders that it hangs on: one, in a world that is well. */
  readonly orders: readonly string[];
  readonly sku: string | null;
  readonly name: string | null;
  readonly quantity: number | null;
  readonly unitPrice: number | null;
}

/** All that is not in the recycle bin. */
export interface Holdings {
  readonly records: Readonly<Record<Type, readonly HeldRecord[]>>;
  /** Null: this account keeps no lines. */
  readonly lines: readonly HeldLine[] | null;
  /** An order with lines is worth what they add up to, whatever was said. */
  readonly addsUpLines: boolean;
  /** What the account has no place for: `currency`. */
  readonly without: readonly string[];
}

/** What a call of the connector does. */
export type Action = 'create' | 'update' | 'read' | 'find' | 'associate' | 'dissociate' | 'archive' | 'changes';

/** A call that a fault is to strike: of which kind, and of which records. `associate` is of the child. */
export interface Aim {
  readonly action: Action;
  readonly of: Kind;
}

export type Trouble =
  | { readonly kind: 'status'; readonly status: number; readonly when: 'before' | 'after' }
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** The peer ends the connection as if in order, and all was done. */
  | { readonly kind: 'close' }
  /** `burst`: for seconds; `day`: until the account has calls again. */
  | { readonly kind: 'limit'; readonly window: 'burst' | 'day' }
  | { readonly kind: 'expired-token' }
  /** The answer ends early, is half a JSON text, has no type, has no body; all was done. */
  | { readonly kind: 'truncated'; readonly cut: 'length' | 'chunk' }
  | { readonly kind: 'malformed' | 'untyped' | 'blank' }
  | { readonly kind: 'late'; readonly delayMs: number; readonly when: 'before' | 'after' }
  /** Some rows of the call are not written: they may be sent again, or are refused for good. */
  | { readonly kind: 'partial'; readonly share: number; readonly rows: 'again' | 'refused' };

/** Calls by endpoint, however they ended. */
export type Calls = Readonly<Record<string, number>>;

export interface RemoteAccount {
  readonly crm: Crm;
  readonly url: string;
  readonly token: string;
  /** Of a service: what it has to know of our app there, to refresh tokens. */
  readonly appSettings: Settings;
  /** The account installs our app; answers the refresh token that it gets. */
  install(): Promise<string>;
  now(): Promise<Date>;
  advance(ms: number): Promise<void>;
  /** Puts records in as an import does, and answers their ids. What the CRM requires beside is added. */
  seed(type: Type, rows: readonly FieldValues[]): Promise<readonly string[]>;
  /** A salesperson's change in the CRM's own pages. */
  edit(type: Type, id: string, fields: FieldValues): Promise<void>;
  /** Merges `other` into the record; answers the id of what is left. */
  merge(type: 'company' | 'customer', id: string, other: string): Promise<string>;
  remove(type: Type, id: string): Promise<void>;
  restore(type: Type, id: string): Promise<void>;
  /** The next calls that are aimed at go wrong so: `times`, or all until the faults are cleared. */
  strike(aim: Aim, trouble: Trouble, times?: number): Promise<void>;
  /** Paths of the faults that have not struck as often as they were to. */
  faultsLeft(): Promise<readonly string[]>;
  clearFaults(): Promise<void>;
  holdings(): Promise<Holdings>;
  calls(): Promise<Calls>;
  /** Those of them that may change something. */
  writes(): Promise<Calls>;
  close(): Promise<void>;
}

export const total = (calls: Calls): number => Object.values(calls).reduce((sum, count) => sum + count, 0);
