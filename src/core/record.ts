/**
 * What a record is made of. The order system's **last word** about a company, customer or order is a set of fields in
 * normal form; a CRM speaks in properties, which are strings. `null` is a value ("blank"); `undefined`, an absent key,
 * means "not in this record". The two are never mixed: that is how an unread field erases a real one.
 */

export const objectTypes = ['company', 'customer', 'order'] as const;
/** Always the order system's name, in every folder: what a CRM calls a deal or an opportunity is an `order` here. Parents stand before children. */
export type ObjectType = (typeof objectTypes)[number];

/** In paths, and where many are told of. */
export const plurals = { company: 'companies', customer: 'customers', order: 'orders' } as const satisfies Readonly<
  Record<ObjectType, string>
>;

export const eachType = <T>(of: (object: ObjectType) => T): Readonly<Record<ObjectType, T>> => ({
  company: of('company'),
  customer: of('customer'),
  order: of('order'),
});

/** Of all types together. */
export const totalOf = (counts: Readonly<Record<ObjectType, number>>): number =>
  objectTypes.reduce((sum, object) => sum + counts[object], 0);

/** One value in normal form. Lists are multi-selects, compared as sets. */
export type Value = string | number | boolean | null | readonly string[];

/** Canonical fields by name; custom fields are named `custom.<key>`. */
export type Fields = Readonly<Record<string, Value>>;

/** One line of an order; `lineId` is the order system's and unique in its order. */
export interface OrderLine {
  readonly lineId: string;
  readonly sku: string | null;
  readonly name: string | null;
  readonly quantity: number | null;
  readonly unitPriceMinor: number | null;
}

/** The order system's last word about one record. */
export interface SourceRecord {
  readonly object: ObjectType;
  readonly sourceId: string;
  readonly fields: Fields;
  /** Orders only; `undefined` when the order system does not hold lines. */
  readonly lines?: readonly OrderLine[];
  /** The order system's version: a write that is not newer changes nothing (architecture 5.1, rule 5). */
  readonly updatedAt: Date;
  /**
   * Per field, the `updatedAt` of the write that last changed it. A field that is not named here changed with `updatedAt`,
   * so that the first word of a record, which is most of what is ever stored, carries no times twice.
   */
  readonly fieldAt: Readonly<Record<string, string>>;
  /** The order system's request that said the present version, as far as it is known (`said-in`). */
  readonly requestId?: string;
  /** By version, those of earlier ones that a field is of still. */
  readonly requests?: Readonly<Record<string, string>>;
  readonly deletedAt: Date | null;
  /** Since when it is erased for privacy; it has no values, and is deleted too. Absent: it is not. */
  readonly erasedAt?: Date;
  /** Counts the accepted writes; 1 is the first. */
  readonly revision: number;
}

/** Property values on a CRM's wire. Some CRMs answer strings or null alone. */
export type PropertyValue = string | number | boolean | null;
export type Properties = Readonly<Record<string, PropertyValue>>;

/** The CRM's record. */
export interface RemoteRecord {
  readonly id: string;
  /** Only what was asked for, or what the answer to a write holds. An absent key says nothing about the record. */
  readonly properties: Properties;
  /** By property, further values by which the CRM knows it as well: whoever writes one of them takes the place of the first. */
  readonly alsoHolds?: Readonly<Record<string, readonly PropertyValue[]>>;
  /** When it was changed last, by the CRM's clock; absent when the CRM does not say. */
  readonly modifiedAt?: Date;
  /** In the answer to a write: the CRM's id of the call, for its support desk. */
  readonly requestId?: string;
  /** By property, who set its value and when, as far as it was asked for and the CRM says. */
  readonly writers?: Readonly<Record<string, Writer>>;
  /** It was our app that changed the record last, where the CRM keeps that of records alone; absent: it does not say. */
  readonly isLastOurs?: boolean;
}

export interface Writer {
  readonly at: Date | null;
  /** It was our app. */
  readonly isOurs: boolean;
  /** The value that it took the place of. */
  readonly before?: { readonly value: PropertyValue } & Pick<Writer, 'at' | 'isOurs'>;
}
