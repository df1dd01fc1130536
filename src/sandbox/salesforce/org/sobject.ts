/** One object and its fields, as they are now: fields come and go while the org runs. */
import { toId } from './ids';
import type { Row, Value } from './row';
import type { Field, FieldType, PicklistValue, SObjectType } from './schema';

/** What is said of a field when it is made; the rest follows from its type. */
export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  readonly label?: string;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly required?: boolean;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly externalId?: boolean;
  readonly idLookup?: boolean;
  readonly unique?: boolean;
  readonly caseSensitive?: boolean;
  readonly autoNumber?: boolean;
  readonly autoNumberFormat?: string;
  readonly restricted?: boolean;
  readonly options?: readonly (string | PicklistValue)[];
  readonly defaultValue?: Value;
  readonly referenceTo?: readonly string[];
  readonly relationshipName?: string;
  readonly childRelationshipName?: string;
  readonly cascadeDelete?: boolean;
  /** Calculated from the row's other values by their names; nothing is stored. */
  readonly calculate?: (get: (field: string) => Value) => Value;
}

export interface SObjectSpec {
  readonly name: string;
  readonly label?: string;
  readonly labelPlural?: string;
  readonly keyPrefix: string;
  readonly mergeable?: boolean;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly deletable?: boolean;
  readonly undeletable?: boolean;
  readonly replicateable?: boolean;
  readonly fields: readonly FieldSpec[];
}

const usualLength: Readonly<Partial<Record<FieldType, number>>> = {
  id: 18,
  reference: 18,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  multipicklist: 4_099,
  string: 255,
  textarea: 32_000,
};

export class SObject implements SObjectType {
  readonly name: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly undeletable: boolean;
  readonly mergeable: boolean;
  readonly replicateable: boolean;
  private labels: { readonly one: string; readonly many: string };
  private readonly byName = new Map<string, Field>();
  private readonly specs = new Map<string, FieldSpec>();
  private readonly hidden = new Set<string>();
  private visible: readonly Field[] = [];
  private nextPosition = 0;

  /** `changed` hears of every field that comes, goes, is hidden or shown. */
  constructor(
    spec: SObjectSpec,
    private readonly changed: () => void = () => undefined,
  ) {
    this.name = spec.name;
    const one = spec.label ?? spec.name;
    this.labels = { one, many: spec.labelPlural ?? `${one}s` };
    this.keyPrefix = spec.keyPrefix;
    this.custom = spec.name.endsWith('__c');
    this.createable = spec.createable ?? true;
    this.updateable = spec.updateable ?? true;
    this.deletable = spec.deletable ?? true;
    this.undeletable = spec.undeletable ?? this.deletable;
    this.mergeable = spec.mergeable ?? false;
    this.replicateable = spec.replicateable ?? true;
    for (const field of this.systemFields()) this.byName.set(field.name.toLowerCase(), field);
    for (const field of spec.fields) this.add(field);
    this.see();
  }

  get label(): string {
    return this.labels.one;
  }

  get labelPlural(): string {
    return this.labels.many;
  }

  rename(one: string, many: string): void {
    this.labels = { one, many };
    this.changed();
  }

  get fields(): readonly Field[] {
    return this.visible;
  }

  field(name: string): Field | undefined {
    const key = name.toLowerCase();
    return this.hidden.has(key) ? undefined : this.byName.get(key);
  }

  /** Also one that is hidden. */
  fieldOf(name: string): Field | undefined {
    return this.byName.get(name.toLowerCase());
  }

  /** The hidden ones too: for who looks behind Salesforce's back. */
  everyField(): readonly Field[] {
    return [...this.byName.values()];
  }

  /** A new field is null on every row there is. One that is there already is described anew and keeps its values. */
  add(spec: FieldSpec): Field {
    const key = spec.name.toLowerCase();
    this.specs.set(key, spec);
    const before = this.byName.get(key);
    const stored = spec.calculate === undefined;
    const position = before?.position ?? (stored ? this.nextPosition++ : -1);
    const field = fieldOf(spec, position, this.reader(spec, position));
    this.byName.set(key, field);
    this.see();
    return field;
  }

  /** How a field was described; `undefined` for those that every object has by itself. */
  specOf(name: string): FieldSpec | undefined {
    return this.specs.get(name.toLowerCase());
  }

  /** Its values stay on the rows, out of reach. */
  remove(name: string): void {
    this.specs.delete(name.toLowerCase());
    this.byName.delete(name.toLowerCase());
    this.see();
  }

  /** Field-level security takes it from everybody, or gives it back. */
  setHidden(name: string, hidden: boolean): void {
    if (hidden) this.hidden.add(name.toLowerCase());
    else this.hidden.delete(name.toLowerCase());
    this.see();
  }

  idOf(row: Row): string {
    return toId(this.keyPrefix, row.ordinal);
  }

  /** One on which changes can be tried out: nothing of them is seen here. */
  copy(): SObject {
    const { name, keyPrefix, label, labelPlural, mergeable, createable, updateable } = this;
    const { deletable, undeletable, replicateable } = this;
    const flags = { mergeable, createable, updateable, deletable, undeletable, replicateable };
    const twin = new SObject({ name, keyPrefix, label, labelPlural, ...flags, fields: [] });
    for (const [key, field] of this.byName) twin.byName.set(key, field);
    for (const [key, spec] of this.specs) twin.specs.set(key, spec);
    for (const key of this.hidden) twin.hidden.add(key);
    twin.nextPosition = this.nextPosition;
    twin.see();
    return twin;
  }

  private see(): void {
    this.visible = [...this.byName].filter(([key]) => !this.hidden.has(key)).map(([, field]) => field);
    this.changed();
  }

  private reader({ calculate }: FieldSpec, position: number): (row: Row) => Value {
    if (calculate === undefined) return (row) => row.values[position] ?? null;
    return (row) => calculate((name) => this.byName.get(name.toLowerCase())?.read(row) ?? null);
  }

  private systemFields(): Field[] {
    const own = (spec: FieldSpec, read: (row: Row) => Value): Field =>
      fieldOf({ ...spec, createable: false, updateable: false }, -1, read);
    const user = { type: 'reference', referenceTo: ['User'] } as const;
    return [
      own({ name: 'Id', type: 'id', idLookup: true, required: true, caseSensitive: true }, (row) => this.idOf(row)),
      own({ name: 'IsDeleted', label: 'Deleted', type: 'boolean' }, (row) => row.deletedAt !== null),
      ...(this.mergeable
        ? [
            own(
              {
                name: 'MasterRecordId',
                type: 'reference',
                referenceTo: [this.name],
                relationshipName: 'MasterRecord',
              },
              (row) => row.mergedInto,
            ),
          ]
        : []),
      own({ name: 'CreatedDate', type: 'datetime', required: true }, (row) => row.createdAt),
      own({ name: 'CreatedById', ...user, relationshipName: 'CreatedBy', required: true }, (row) => row.createdBy),
      own({ name: 'LastModifiedDate', type: 'datetime', required: true }, (row) => row.modifiedAt),
      own(
        { name: 'LastModifiedById', ...user, relationshipName: 'LastModifiedBy', required: true },
        (row) => row.modifiedBy,
      ),
      own({ name: 'SystemModstamp', type: 'datetime', required: true }, (row) => row.stampedAt),
    ];
  }
}

function fieldOf(spec: FieldSpec, position: number, read: (row: Row) => Value): Field {
  const { calculate, options, required, restricted, ...told } = spec;
  const written = calculate === undefined && spec.autoNumber !== true;
  const createable = spec.createable ?? written;
  return {
    ...usualField(spec.type),
    relationshipName: spec.type === 'reference' ? relationshipOf(spec.name) : null,
    label: labelOf(spec.name),
    createable,
    updateable: createable,
    idLookup: spec.externalId ?? false,
    ...told,
    nillable: required !== true && spec.type !== 'boolean',
    custom: spec.name.endsWith('__c'),
    calculated: calculate !== undefined,
    restrictedPicklist: restricted ?? false,
    picklistValues: (options ?? []).map((option) =>
      typeof option === 'string' ? { value: option, label: option, active: true, defaultValue: false } : option,
    ),
    position,
    read,
  };
}

/** What holds for a field of this type where nothing else is said. */
function usualField(type: FieldType) {
  return {
    length: usualLength[type] ?? 0,
    precision: type === 'currency' || type === 'double' ? 18 : 0,
    scale: type === 'currency' ? 2 : 0,
    externalId: false,
    unique: false,
    caseSensitive: false,
    autoNumber: false,
    defaultValue: type === 'boolean' ? false : null,
    referenceTo: [] as readonly string[],
    childRelationshipName: null,
    cascadeDelete: false,
  };
}

/** `AccountId` is followed as `Account`, `Merchandise__c` as `Merchandise__r`. */
function relationshipOf(name: string): string {
  return name.endsWith('__c') ? name.replace(/__c$/, '__r') : name.replace(/Id$/, '');
}

/** `FirstName` reads `First Name`, `AccountId` `Account ID`. */
function labelOf(name: string): string {
  return name
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\bId\b/g, 'ID');
}
