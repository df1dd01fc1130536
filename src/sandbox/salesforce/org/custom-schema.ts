/** Custom fields and objects: made, changed and removed while the org runs, and who may see them (contract 8.5). */
import {
  customFieldMetadata,
  firstTwice,
  isCustomFieldName,
  isTrue,
  listOf,
  readCustomField,
  textOf,
  wrong,
} from './custom-field-spec';
import type { Metadata } from './custom-field-spec';
import { parseId, toId } from './ids';
import type { RecordError } from './refused';
import { recordError } from './refused';
import { DraftHost, type SchemaHost } from './schema-draft';
import type { Field } from './schema';
import type { FieldSpec, SObject } from './sobject';

export interface CustomField {
  /** `00N…` */
  readonly id: string;
  readonly type: SObject;
  readonly field: Field;
  /** `Order.Order_System_Id__c` */
  readonly fullName: string;
  readonly metadata: Metadata;
}

type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly RecordError[] };

interface Plan {
  readonly type: SObject;
  readonly spec: FieldSpec;
  readonly isNew: boolean;
}

const FIELD_PREFIX = '00N';
/** Unverified (contract 8.5). */
const MAX_EXTERNAL_IDS = 25;

export class CustomSchema {
  /**
   * Whether new fields are seen at once. In a real org nobody sees one before field-level security grants it (unverified,
   * well-known): with `false` they are hidden until `grant` or until a profile or permission set names them.
   */
  fieldsVisible = true;
  /** Numbers of the fields, in the order in which they were first spoken of. */
  private readonly numbers: string[] = [];
  /** By the name of the profile or permission set. */
  private readonly grants = new Map<string, ReadonlyMap<string, boolean>>();

  constructor(private readonly host: SchemaHost) {}

  /** Things as they are, to try changes on: nothing of them is seen in the org. */
  draft(): CustomSchema {
    const draft = new CustomSchema(new DraftHost(this.host));
    draft.fieldsVisible = this.fieldsVisible;
    draft.numbers.push(...this.numbers);
    for (const [holder, granted] of this.grants) draft.grants.set(holder, granted);
    return draft;
  }

  sObjectType(name: string): SObject | undefined {
    return this.host.sObjectType(name);
  }

  field(fullName: string): CustomField | undefined {
    const [typeName = '', name = ''] = fullName.split('.');
    const type = this.host.sObjectType(typeName);
    const field = type?.fieldOf(name);
    if (type === undefined || field?.custom !== true) return undefined;
    const whole = `${type.name}.${field.name}`;
    return { id: this.idOf(whole), type, field, fullName: whole, metadata: customFieldMetadata(field) };
  }

  fieldById(id: string): CustomField | undefined {
    const parsed = parseId(id);
    const fullName = parsed?.keyPrefix === FIELD_PREFIX ? this.numbers[parsed.ordinal - 1] : undefined;
    return fullName === undefined ? undefined : this.field(fullName);
  }

  createField(fullName: string, metadata: Metadata): Result<CustomField> {
    const planned = this.planNew(fullName, metadata);
    return planned.ok ? this.apply(planned.value) : planned;
  }

  /** What the new description leaves out is as in a new field. */
  updateField(fullName: string, metadata: Metadata): Result<CustomField> {
    const planned = this.planChange(fullName, metadata);
    return planned.ok ? this.apply(planned.value) : planned;
  }

  removeField(fullName: string): Result<undefined> {
    const known = this.field(fullName);
    if (known === undefined) return failed(noSuch('CustomField', fullName));
    known.type.setHidden(known.field.name, false);
    known.type.remove(known.field.name);
    return { ok: true, value: undefined };
  }

  /** All or nothing: an object whose field is refused is not made. */
  createObject(fullName: string, metadata: Metadata): Result<SObject> {
    if (this.host.sObjectType(fullName) !== undefined)
      return failed(recordError('DUPLICATE_DEVELOPER_NAME', `The object name is already used: ${fullName}`));
    if (!isCustomFieldName(fullName)) return failed(wrong(`Not a name for a custom object: ${fullName}`));
    for (const needed of ['label', 'pluralLabel', 'nameField'])
      if (metadata[needed] === undefined) return failed(wrong(`Must specify '${needed}' for a CustomObject`));
    const type = this.host.addCustomObject({
      name: fullName,
      label: textOf(metadata.label) ?? fullName,
      labelPlural: textOf(metadata.pluralLabel) ?? fullName,
      fields: [
        nameField(metadata.nameField as Metadata),
        { name: 'OwnerId', type: 'reference', referenceTo: ['User'] },
      ],
    });
    for (const one of listOf(metadata.fields) as readonly Metadata[]) {
      const made = this.createField(`${fullName}.${textOf(one.fullName) ?? ''}`, one);
      if (made.ok) continue;
      this.host.removeObject(type);
      return made;
    }
    return { ok: true, value: type };
  }

  /** Its labels, and the fields that are described: all of them or none. */
  updateObject(fullName: string, metadata: Metadata): Result<SObject> {
    const type = this.host.sObjectType(fullName);
    if (type === undefined) return failed(noSuch('CustomObject', fullName));
    const plans = (listOf(metadata.fields) as readonly Metadata[]).map((one) => {
      const whole = `${type.name}.${textOf(one.fullName) ?? ''}`;
      return this.field(whole) === undefined ? this.planNew(whole, one) : this.planChange(whole, one);
    });
    for (const planned of plans) if (!planned.ok) return planned;
    for (const planned of plans) if (planned.ok) this.apply(planned.value);
    type.rename(textOf(metadata.label) ?? type.label, textOf(metadata.pluralLabel) ?? type.labelPlural);
    return { ok: true, value: type };
  }

  fieldsOf(type: SObject): readonly CustomField[] {
    return type.everyField().flatMap(({ name }) => this.field(`${type.name}.${name}`) ?? []);
  }

  removeObject(fullName: string): Result<undefined> {
    const type = this.host.sObjectType(fullName);
    if (type?.custom !== true) return failed(noSuch('CustomObject', fullName));
    for (const other of this.host.allTypes())
      if (other !== type && other.everyField().some(({ referenceTo }) => referenceTo.includes(type.name)))
        return failed(recordError('DEPENDENCY_EXISTS', `${fullName} is referenced by ${other.name}`));
    this.host.removeObject(type);
    return { ok: true, value: undefined };
  }

  /** To everybody, as field-level security would. */
  grant(fullName: string): void {
    const known = this.field(fullName);
    known?.type.setHidden(known.field.name, false);
  }

  /**
   * Of a profile or a permission set, which counts as everybody's here. Reading is what is granted; that a field may be
   * read but not edited is left out.
   */
  setPermissions(holder: string, fieldPermissions: unknown): RecordError | undefined {
    const granted = new Map<string, boolean>();
    for (const one of listOf(fieldPermissions) as readonly Metadata[]) {
      const known = this.field(textOf(one.field) ?? '');
      if (known === undefined) return noSuch('CustomField', textOf(one.field) ?? '');
      granted.set(known.fullName.toLowerCase(), isTrue(one.readable) || isTrue(one.editable));
    }
    this.grants.set(holder, granted);
    for (const fullName of granted.keys()) {
      const known = this.field(fullName);
      known?.type.setHidden(known.field.name, !this.isGranted(fullName));
    }
    return undefined;
  }

  permissionsOf(holder: string): ReadonlyMap<string, boolean> | undefined {
    return this.grants.get(holder);
  }

  /** What only it granted is hidden again. False: nobody has it. */
  removePermissions(holder: string): boolean {
    const granted = this.grants.get(holder);
    if (granted === undefined) return false;
    this.grants.delete(holder);
    for (const [fullName, readable] of granted) {
      const known = this.field(fullName);
      if (readable && !this.fieldsVisible) known?.type.setHidden(known.field.name, !this.isGranted(fullName));
    }
    return true;
  }

  private planNew(fullName: string, metadata: Metadata): Result<Plan> {
    const known = this.field(fullName);
    if (known !== undefined) return failed(taken(known.field.name, known.type.name));
    const [typeName = '', name = ''] = fullName.split('.');
    const type = this.host.sObjectType(typeName);
    if (type === undefined) return failed(noSuchEntity(typeName));
    const spec = this.specOf(type, name, metadata);
    return 'code' in spec ? failed(spec) : { ok: true, value: { type, spec, isNew: true } };
  }

  private planChange(fullName: string, metadata: Metadata): Result<Plan> {
    const known = this.field(fullName);
    if (known === undefined) return failed(noSuch('CustomField', fullName));
    const { type, field } = known;
    const spec = this.specOf(type, field.name, metadata, field);
    if ('code' in spec) return failed(spec);
    // A real org can change some types into others; here none.
    if (spec.type !== field.type) return failed(wrong(`The type of ${fullName} cannot be changed`));
    const twice = spec.unique === true && !field.unique ? firstTwice(field, this.host.rows(type)) : null;
    if (twice !== null) return failed(recordError('DUPLICATE_VALUE', `duplicate value found: ${String(twice)}`));
    return { ok: true, value: { type, spec, isNew: false } };
  }

  private apply({ type, spec, isNew }: Plan): Result<CustomField> {
    const fullName = `${type.name}.${spec.name}`;
    type.add(spec);
    // What must be given is seen by all who may write.
    const hides = isNew && !this.fieldsVisible && spec.required !== true && !this.isGranted(fullName);
    if (hides) type.setHidden(spec.name, true);
    const made = this.field(fullName);
    if (made === undefined) throw new Error(`No field ${fullName}`);
    return { ok: true, value: made };
  }

  private isGranted(fullName: string): boolean {
    return [...this.grants.values()].some((granted) => granted.get(fullName.toLowerCase()) === true);
  }

  private specOf(type: SObject, name: string, metadata: Metadata, before?: Field): FieldSpec | RecordError {
    if (!isCustomFieldName(name)) return wrong(`Not a name for a custom field: ${name}`);
    const spec = readCustomField(name, metadata);
    if ('code' in spec) return spec;
    const parent = spec.referenceTo?.[0];
    if (parent !== undefined && this.host.sObjectType(parent) === undefined) return noSuch('CustomObject', parent);
    const externalIds = type.everyField().filter(({ externalId }) => externalId).length;
    if (spec.externalId === true && before?.externalId !== true && externalIds >= MAX_EXTERNAL_IDS)
      return recordError('LIMIT_EXCEEDED', `${type.name} can have ${MAX_EXTERNAL_IDS} external ids`);
    return spec;
  }

  private idOf(fullName: string): string {
    const at = this.numbers.indexOf(fullName);
    return toId(FIELD_PREFIX, at === -1 ? this.numbers.push(fullName) : at + 1);
  }
}

function nameField(metadata: Metadata): FieldSpec {
  const numbered = metadata.type === 'AutoNumber';
  const label = textOf(metadata.label);
  return {
    name: 'Name',
    type: 'string',
    length: 80,
    ...(label !== undefined && { label }),
    ...(numbered && { autoNumber: true, autoNumberFormat: textOf(metadata.displayFormat) ?? '{0}' }),
  };
}

function failed(error: RecordError): { readonly ok: false; readonly errors: readonly RecordError[] } {
  return { ok: false, errors: [error] };
}

function taken(name: string, type: string): RecordError {
  return recordError('DUPLICATE_DEVELOPER_NAME', `There is already a field named ${name} on ${type}.`, [
    'DeveloperName',
  ]);
}

function noSuchEntity(name: string): RecordError {
  const message = `Entity Enumeration Or ID: bad value for restricted picklist field: ${name}`;
  return recordError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['TableEnumOrId']);
}

function noSuch(kind: string, fullName: string): RecordError {
  return recordError('INVALID_CROSS_REFERENCE_KEY', `no ${kind} named ${fullName} found`);
}
