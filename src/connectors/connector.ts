/**
 * The port to a CRM. A connector speaks the CRM's language (object names, property names, property strings, record ids)
 * and knows nothing of the engine, the database or other connectors. It splits work into calls at the CRM's own limits,
 * answers with one outcome per row, in the order of the rows, and never lets one bad row sink its neighbours: a batch
 * that is rejected whole is halved until each row has its own verdict.
 */
import type { Failure, Outcome } from '../core/failure';
import type { PropertyDescription } from '../core/property-description';
import type { NeededOption, Picklist, PicklistNeed, Unfit } from '../core/provision-plan';
import type { DayLimit } from '../core/quota-standing';
import type { Properties, RemoteRecord } from '../core/record';

export type { Properties, PropertyValue, RemoteRecord } from '../core/record';

/** One row of an update. `id` is the CRM's record id. */
export interface Update {
  readonly id: string;
  readonly properties: Properties;
}

/** One row of an upsert by our key property: created when no record holds the key, else updated. */
export interface Upsert {
  readonly key: string;
  readonly properties: Properties;
  /** Said only of a record that is created: what cannot be changed later (the order of an order line). */
  readonly onCreate?: Properties;
}

/** What an upsert made: `created` is false when the key was there already (an answer of ours had been lost). */
export interface Upserted extends RemoteRecord {
  readonly created: boolean;
}

/** A pair of CRM record ids to join or part. */
export interface Pair {
  readonly fromId: string;
  readonly toId: string;
  /** Of a pair to join: its `fromId` was created a moment ago, so nobody has joined it yet, and it need not be asked. */
  readonly fromIsNew?: true;
}

/** Both ends of an association, in the CRM's names: `{ from: 'deals', to: 'contacts' }`. */
export interface AssociationType {
  readonly from: string;
  readonly to: string;
}

/** What an answer says is left of one of the CRM's limits. */
export type QuotaLeft = BurstLeft | DayLeft;

interface Left {
  /** Calls that are left. */
  readonly remaining: number;
  /** Null when the answer does not say. */
  readonly limit: number | null;
}

/** Of the seconds that the CRM counts together. */
export interface BurstLeft extends Left {
  readonly window: 'burst';
  /** How long they are; null when the answer does not say. */
  readonly windowMs: number | null;
}

/** Until the account's midnight, or of the last 24 hours. */
export interface DayLeft extends Left {
  readonly window: 'day';
  readonly kind: DayLimit['kind'];
}

/** The calls of the account's day, all programs' together, as the CRM tells whoever asks. */
export interface Usage {
  readonly limit: number;
  readonly used: number;
  readonly kind: DayLimit['kind'];
  /** When all of it is given back; null where calls are given back one by one, or when it is not said. */
  readonly resetsAt: Date | null;
}

/** One HTTP call that was made, for the callout log. Holds no values of records. */
export interface Callout {
  readonly at: Date;
  readonly method: string;
  /** The route with ids taken out: `/crm/v3/objects/contacts/batch/upsert`. */
  readonly endpoint: string;
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  /** How many rows the call carried. */
  readonly rows: number;
  /** The CRM's id of this call, for its support desk. */
  readonly correlationId: string | null;
  /** Null when the call succeeded as a whole. */
  readonly failure: string | null;
  /** Empty when the answer does not say. */
  readonly quota: readonly QuotaLeft[];
}

/** Calls that an account limits by themselves as well. */
export type CallKind = 'search';

/** What surrounds a call: made by the engine, used by every method of a connector. */
export interface CallContext {
  /**
   * Awaited before each HTTP call leaves. It throws when the worker may no longer write (its lease is over), and then
   * the connector sends nothing more and lets the error pass. A `CallFailure` says that the account has no call for it
   * now: that is answered as if the CRM had said so.
   */
  readonly beforeCall: (kind?: CallKind) => Promise<void>;
  /** Told of each HTTP call after it ended, well or badly. */
  readonly onCallout: (callout: Callout) => void;
  /** The present, for `throttled.until` and for callouts; virtual in tests. */
  readonly now: () => Date;
  /** Absent where nothing outlives the call: then no long job is begun. */
  readonly checkpoint?: Checkpoint;
  /** What may wait leaves a call in flight free to what may not. Absent: it may not. */
  readonly mayWait?: boolean;
}

/**
 * Keeps, for one stream, what has to outlive the process: which long jobs of the CRM are under way. What is kept is the
 * connector's own words.
 */
export interface Checkpoint {
  read(): Promise<string | null>;
  /** Kept for sure once it answers; null: nothing is under way any more. */
  keep(note: string | null): Promise<void>;
}

/** How many rows at a time a connector works best with. */
export interface BatchSizes {
  /** Full calls: a multiple of what one takes. */
  readonly rows: number;
  /** When so many rows of one object are due, they go in one piece of so many at most; null when no job of the CRM's takes them. */
  readonly bulk: { readonly from: number; readonly rows: number } | null;
}

/** What a method of a connector is to be asked for, all of it at once. */
export type Work =
  | ({ readonly method: 'find' } & FindQuery)
  | ({ readonly method: 'read' } & ReadQuery)
  | { readonly method: 'update'; readonly object: string; readonly rows: readonly Update[] }
  | { readonly method: 'upsert'; readonly object: string; readonly rows: readonly Upsert[] }
  | { readonly method: 'associate' | 'dissociate'; readonly type: AssociationType; readonly pairs: readonly Pair[] }
  | { readonly method: 'archive'; readonly object: string; readonly ids: readonly string[] };

/** So many calls of an endpoint, which is named with its method: `POST /crm/v3/objects/contacts/batch/upsert`. */
export interface Price {
  readonly endpoint: string;
  readonly calls: number;
}

export interface FindQuery {
  readonly object: string;
  readonly property: string;
  readonly values: readonly string[];
  readonly properties: readonly string[];
  readonly skipsKeyed?: boolean;
}

export interface ReadQuery {
  readonly object: string;
  readonly by: 'id' | 'key';
  readonly ids: readonly string[];
  readonly properties: readonly string[];
  /**
   * Says of these properties who set their values and when, where the CRM keeps that; it may take more calls. A CRM that
   * keeps it of records alone says `isLastOurs`, and of properties only what is sure: that we are not who set one.
   */
  readonly writers?: WritersQuery;
}

/** A call that failed as a whole, where there are no rows to answer for: `account`, `provision`, `describe`, a page. */
export class CallFailure extends Error {
  constructor(readonly failure: Failure) {
    super(`${failure.kind}: ${failure.message} (${failure.code})`);
    this.name = 'CallFailure';
  }
}

/** A property that provisioning makes sure of. */
export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'url' | 'list';
  /** Of a list, which is made with them alone. */
  readonly options?: readonly string[];
  /** Of a number: it has no fraction. */
  readonly whole?: boolean;
  /** The CRM refuses a second record with the same value. Can be set only when the property is created. */
  readonly unique: boolean;
}

/** Which properties would be created, and which a person has to see to first. */
export interface Examined {
  readonly missing: readonly string[];
  readonly unfit: readonly Unfit[];
}

export type PicklistQuery = Pick<PicklistNeed, 'object' | 'property' | 'given'>;

export interface Account {
  /** The CRM's id of it, in the longest of its forms where there are several. */
  readonly accountId: string;
  /** Whether real customers are in it. What the CRM does not say for sure counts as production. */
  readonly kind: 'production' | 'test';
  readonly timeZone: string;
  readonly currency: string | null;
  /** What it has that not every account of this CRM has, in the words of the mappings' `needs`; absent: nothing. */
  readonly features?: readonly string[];
}

/** A record that was changed, without its values. */
export interface ChangedRecord {
  readonly id: string;
  /** By the CRM's clock, as far as the CRM says; null when it does not. */
  readonly modifiedAt: Date | null;
  /** Ids of the records that were merged into it. */
  readonly formerIds: readonly string[];
}

export interface ArchivedRecord {
  readonly id: string;
  readonly archivedAt: Date | null;
}

export interface Page<T> {
  readonly records: readonly T[];
  /** Where the next page begins, in the connector's own words; null on the last. */
  readonly next: string | null;
}

export interface WritersQuery {
  readonly of: readonly string[];
  /** A property that nobody but us writes: whoever set it last is us. */
  readonly ours: string;
}

export interface Connector {
  readonly batches: BatchSizes;
  /** Whether the answer to a write holds what was written; else a later look reads the record. */
  readonly answersValues: boolean;

  /**
   * The calls that this work takes when nothing goes wrong, by the rules and the sizes by which it would be done. Makes none
   * but to learn, once, how the CRM describes its objects, where calls depend on that. Throws `CallFailure`.
   */
  price(context: CallContext, work: Work): Promise<readonly Price[]>;

  /**
   * Waits for the jobs that the checkpoint says an earlier process has left under way, and gives up those that were not
   * handed over yet; then the checkpoint is empty. What came of them is for reads to tell. Throws `CallFailure`: they are
   * still under way, or nobody can say.
   */
  resume(context: CallContext, object: string): Promise<void>;

  /** Who the token belongs to; the connection test. Throws `CallFailure`. */
  account(context: CallContext): Promise<Account>;

  /** One call. Null where the CRM does not tell a token like ours. Throws `CallFailure`. */
  usage(context: CallContext): Promise<Usage | null>;

  /**
   * Makes sure the properties exist on the CRM object, creating what is missing. May be repeated.
   * Answers the names it created. Throws `CallFailure` (kind `rejected`) when one exists with another type or without
   * the uniqueness we need.
   */
  provision(
    context: CallContext,
    object: string,
    properties: readonly PropertyDefinition[],
  ): Promise<readonly string[]>;

  /** What `provision` would do about them; nothing is written. Throws `CallFailure`. */
  examine(context: CallContext, object: string, properties: readonly PropertyDefinition[]): Promise<Examined>;

  /**
   * Throws `CallFailure` (kind `rejected`) when we may not write one of these properties, naming all of them; where the CRM
   * tells only of records that are written, it answers.
   */
  checkWritable(context: CallContext, object: string, properties: readonly string[]): Promise<void>;

  /**
   * What the CRM says now of every property of the object that we may see: asked anew each time, in one call, or two where
   * stages are kept elsewhere. What the connector itself writes under another name, or by itself, is described as it takes
   * it. Throws `CallFailure`.
   */
  describe(context: CallContext, object: string): Promise<readonly PropertyDescription[]>;

  /** The values that a picklist-like property takes, and what people read; of a stage, those of its pipeline. Throws `CallFailure`. */
  picklist(context: CallContext, query: PicklistQuery): Promise<Picklist>;

  /**
   * Adds options to such a property; those that are there stay as they are. Where they are stages of a pipeline that is not
   * there, it is made with them. Which values they get is the CRM's choice: `picklist` says it. Throws `CallFailure` (kind
   * `rejected`) when a person has to do it.
   */
  addOptions(context: CallContext, query: PicklistQuery, options: readonly NeededOption[]): Promise<void>;

  /**
   * First contact: which records hold one of these values in `property`? One outcome per value, in order, each with
   * zero, one or several records. Values are in normal form (lower case).
   * @param query.skipsKeyed records that carry a key of ours may be left out, where they are more to read than all others
   */
  find(context: CallContext, query: FindQuery): Promise<readonly Outcome<readonly RemoteRecord[]>[]>;

  /**
   * Reads records by CRM id, or by our key property when `by` is `key`. One outcome per id, in order. A record that is
   * not there is `null` when asked by key, and a failure of kind `gone` when asked by id; where it may as well be kept from our
   * user, it is `notShown` instead. A record that was merged away answers as its survivor (`value.id` differs from the id asked for).
   */
  read(context: CallContext, query: ReadQuery): Promise<readonly Outcome<RemoteRecord | null>[]>;

  /**
   * A page of the records that were changed at or after `since`, by anybody. Pages are in an order in which any number of
   * records may share a time, and may go on as long as there are records. One call. What the CRM has not indexed yet is
   * missing; what is there may have been changed again, or before. Deleted and merged records may be among them. Throws
   * `CallFailure`.
   * @param query.skipsOwn records that nobody but us changed last may be left out
   */
  changedSince(
    context: CallContext,
    query: {
      readonly object: string;
      readonly since: Date;
      readonly after: string | null;
      readonly skipsOwn?: boolean;
    },
  ): Promise<Page<ChangedRecord>>;

  /**
   * A page of the records in the recycle bin: of those that were archived at or after `since` all, of others any. One call.
   * Throws `CallFailure`.
   */
  archivedPage(
    context: CallContext,
    query: { readonly object: string; readonly since: Date; readonly after: string | null },
  ): Promise<Page<ArchivedRecord>>;

  /** Updates by record id. One outcome per row, in order; ids must be distinct. */
  update(context: CallContext, object: string, rows: readonly Update[]): Promise<readonly Outcome<RemoteRecord>[]>;

  /** Creates or updates by our key property, which is how a create may be repeated. Keys must be distinct. */
  upsert(context: CallContext, object: string, rows: readonly Upsert[]): Promise<readonly Outcome<Upserted>[]>;

  /**
   * Joins pairs with the CRM's main type for the two objects. May be repeated: what people have said of a pair that is joined
   * already stays. One outcome per pair, in order.
   */
  associate(context: CallContext, type: AssociationType, pairs: readonly Pair[]): Promise<readonly Outcome<null>[]>;

  /** Parts pairs. A pair that is not joined is no failure. */
  dissociate(context: CallContext, type: AssociationType, pairs: readonly Pair[]): Promise<readonly Outcome<null>[]>;

  /** Moves records to the CRM's recycle bin. One that is gone already is no failure. */
  archive(context: CallContext, object: string, ids: readonly string[]): Promise<readonly Outcome<null>[]>;

  /** Closes idle connections. */
  close(): void;
}
