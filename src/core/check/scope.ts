/** What the lines of one list of a document are checked against. */
import type { FieldMapping, ObjectMapping, OwnProperties } from '../mapping';
import type { FieldDocument } from '../mapping-document';
import type { WholeDocument } from '../document-of';
import type { PropertyDescription } from '../property-description';
import type { ObjectType } from '../record';
import type { FieldKind } from '../values';

/** One thing that is wrong with a document: where it stands in it, and what to do. */
export interface Mistake {
  /** `objects.order.fields[3].inverse.closedwon` */
  readonly at: string;
  readonly reason: string;
}

/** Told of a mistake, with its place below the one that is looked at. */
export type Say = (place: string, reason: string) => void;

export interface Ground {
  readonly catalog: {
    readonly own: OwnProperties;
    readonly newProperty: { readonly pattern: RegExp; readonly rule: string };
    readonly mappings: Readonly<Record<ObjectType, ObjectMapping>>;
  };
  /** By the CRM's name of an object, what it says of its properties. Of objects that are absent nothing is known. */
  readonly properties?: Readonly<Record<string, readonly PropertyDescription[]>> | undefined;
  /** What the account has that not every one has. */
  readonly features?: readonly string[] | undefined;
  /** Of a connection that is there: its whole document so far, and the types of which it has linked records. */
  readonly live?: { readonly before: WholeDocument; readonly linked: readonly ObjectType[] } | undefined;
}

export interface Scope {
  readonly object: ObjectType;
  /** Whether these are the fields of a record, or of an order's lines. */
  readonly part: 'record' | 'line';
  readonly kinds: Readonly<Record<string, FieldKind>>;
  /** The catalogue's own lines. */
  readonly known: readonly FieldMapping[];
  readonly remoteObject: string;
  /** Null: the CRM has not said. */
  readonly properties: ReadonlyMap<string, PropertyDescription> | null;
  readonly ground: Ground;
}

export const scopeOf = (
  ground: Ground,
  from: Pick<Scope, 'object' | 'part' | 'kinds' | 'known' | 'remoteObject'>,
): Scope => {
  const described = ground.properties?.[from.remoteObject];
  return { ...from, ground, properties: described ? new Map(described.map((one) => [one.name, one])) : null };
};

/** The catalogue's own line of this field and property. */
export const catalogueLine = (line: FieldDocument, { known }: Scope): FieldMapping | undefined =>
  known.find(({ field, property }) => field === line.field && property === line.property);

export const isSent = ({ direction }: Pick<FieldDocument, 'direction'>): boolean => direction !== 'pull';
export const isReadBack = ({ direction }: Pick<FieldDocument, 'direction'>): boolean =>
  direction === 'both' || direction === 'pull';
