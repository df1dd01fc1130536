/**
 * A CRM in a box and the connector to it, in words that hold for every CRM: the contract suite knows nothing else. Time
 * stands still on a bench unless a test moves it.
 */
import type { CrmCatalog } from '../../../src/catalog/catalog';
import type {
  Account,
  AssociationType,
  CallContext,
  Callout,
  Connector,
  PropertyDefinition,
} from '../../../src/connectors/connector';
import type { AccessToken } from '../../../src/connectors/token';
import type { Crm } from '../../../src/core/crm';
import type { Failure, Outcome } from '../../../src/core/failure';
import type { Properties } from '../../../src/core/record';

export type Kind = 'company' | 'customer' | 'order' | 'line';

/** A record in the suite's own words: which property of the CRM each of them is, `BenchKind.properties` says. */
export type Row = Readonly<Record<string, string | null>>;

/** What the next call of this kind meets. */
export type Trouble =
  /** The connection is cut, and nothing was done. */
  | 'reset before'
  /** The same, and all was done. */
  | 'reset after'
  /** The CRM is not there for now, and nothing was done. */
  | 'unavailable'
  /** A gateway answers instead of the CRM, and all was done. */
  | 'answer lost'
  /** The account has no calls left for a while. */
  | 'limit'
  /** The token's time is over. */
  | 'expired token';

/** `any`: whatever the connector calls next. */
export type Action = 'upsert' | 'update' | 'read' | 'associate' | 'archive' | 'changes' | 'archived' | 'any';

export interface BenchKind {
  /** What the suite calls it. */
  readonly title: string;
  readonly crm: Crm;
  readonly catalog: CrmCatalog;
  /** The CRM's names, by the suite's. */
  readonly objects: Readonly<Record<Kind, string>>;
  readonly properties: Readonly<Record<Kind, Readonly<Record<string, string>>>>;
  /** Our name for a property, as this CRM has it: `tandem_seen`. */
  readonly ownName: (word: string) => string;
  /** Well-formed, and nobody's. */
  readonly strangerIds: Readonly<Record<Kind, string>>;
  /** What those are told to be: `rejected` where the CRM would say the same of a record that it does not show us. */
  readonly strangersAre: 'gone' | 'rejected';
  /** Of order to customer. */
  readonly association: AssociationType;
  /** How many rows one call takes; null: rows go by jobs of the CRM's. */
  readonly rowsPerCall: number | null;
  /** How many records a page of changes has. */
  readonly rowsPerPage: number;
  /** Whether deleted and merged records are among the changes. */
  readonly tellsOfDeleted: boolean;
  /** What an account says of itself, but for its id. */
  readonly account: Partial<Account>;
  readonly start: () => Promise<Bench>;
}

export interface Bench extends BenchKind {
  readonly connector: Connector;
  /** What the CRM takes from the connector's first call on. */
  readonly token: string;
  readonly accountId: string;
  /** A second connector to the same account. */
  open(token: AccessToken): Connector;
  /** Another token that the CRM takes too. */
  anotherToken(): Promise<string>;
  now(): Date;
  advance(ms: number): Promise<void>;
  /** Puts records in as an import does, and answers their ids. What the CRM requires beside what is said is added. */
  seed(kind: Kind, rows: readonly Row[]): Promise<readonly string[]>;
  /** A salesperson's change in the CRM's own pages. */
  edit(kind: Kind, id: string, row: Row): Promise<void>;
  /** Merges `other` into the record; answers the id of what is left. */
  merge(kind: 'company' | 'customer', id: string, other: string): Promise<string>;
  remove(kind: Kind, id: string): Promise<void>;
  restore(kind: Kind, id: string): Promise<void>;
  /** Of the records that are not in the recycle bin, what each says of the words asked for. */
  held(kind: Kind, ...words: readonly string[]): Promise<readonly Row[]>;
  /** Ids of the customers that an order is joined to, once for each time. */
  joined(orderId: string): Promise<readonly string[]>;
  /** A salesperson joins an order and a customer, and says what the one is to the other. */
  joinAs(orderId: string, customerId: string, role: string): Promise<void>;
  /** What salespeople have said so of the customers of an order. */
  rolesOf(orderId: string): Promise<readonly string[]>;
  /** The next call of this kind goes wrong so. */
  strike(action: Action, kind: Kind, trouble: Trouble): Promise<void>;
  /** How many HTTP calls the CRM was asked. */
  calls(): Promise<number>;
  close(): Promise<void>;
}

export interface Watched extends CallContext {
  readonly callouts: Callout[];
}

export function watched(bench: Pick<Bench, 'now'>, beforeCall: () => Promise<void> = () => Promise.resolve()): Watched {
  const callouts: Callout[] = [];
  return { callouts, beforeCall, onCallout: (callout) => callouts.push(callout), now: () => bench.now() };
}

/** A row in the CRM's names. */
export function propertiesOf(bench: BenchKind, kind: Kind, row: Row): Properties {
  return Object.fromEntries(Object.entries(row).map(([word, value]) => [propertyOf(bench, kind, word), value]));
}

export function propertyOf(bench: BenchKind, kind: Kind, word: string): string {
  const property = word === 'key' ? bench.catalog.own.key : bench.properties[kind][word];
  if (property === undefined) throw new Error(`${kind} has no ${word}`);
  return property;
}

/** Our unique property, as it is provisioned. */
export const keyOf = ({ catalog }: BenchKind): PropertyDefinition => ({
  name: catalog.own.key,
  label: 'Tandem id',
  description: 'The id of the order system',
  type: 'text',
  unique: true,
});

/** Short for comparing: the value, or the kind of the failure. */
export function kindsOf(outcomes: readonly Outcome<unknown>[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind));
}

export function failureOf(outcome: Outcome<unknown> | undefined): Failure {
  if (outcome === undefined || outcome.ok) throw new Error(`No failure: ${JSON.stringify(outcome)}`);
  return outcome.failure;
}

export function valueOf<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(`No value: ${JSON.stringify(outcome)}`);
  return outcome.value;
}
