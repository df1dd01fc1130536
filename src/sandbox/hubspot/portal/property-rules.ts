/** Judges changes to property definitions (HubSpot docs 2026-03; texts are unverified unless said). */
import { DAY_MS } from '../../common/clock';
import { firstRepeated } from './first-repeated';
import type { Mutation } from './mutations';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import type { PropertyDefinition, PropertyOption } from './property-definition';
import { fieldTypesOf, propertyTypes } from './property-definition';
import type { Refusal } from './refusal';

export interface PropertyDraft {
  readonly name: string | undefined;
  readonly label: string | undefined;
  readonly type: string | undefined;
  readonly fieldType: string | undefined;
  readonly groupName: string | undefined;
  readonly description: string | undefined;
  readonly options: readonly PropertyOption[] | undefined;
  readonly displayOrder: number | undefined;
  readonly hasUniqueValue: boolean | undefined;
  readonly hidden: boolean | undefined;
  readonly formField: boolean | undefined;
}

export type PropertyOutcome =
  | { readonly property: PropertyDefinition; readonly mutation: Mutation & { readonly kind: 'property' } }
  | { readonly refusal: Refusal };

/** HubSpot docs 2026-03: properties of unique values per object type. */
const UNIQUE_MAX = 10;
const NAME = /^[a-z][a-z0-9_]*$/;
/** HubSpot docs 2026-03: an archived property is purged after 90 days; until then its name is reserved. */
const PURGED_AFTER_MS = 90 * DAY_MS;

export function isPurged(property: PropertyDefinition, now: number): boolean {
  return property.archivedAt !== null && now - property.archivedAt >= PURGED_AFTER_MS;
}

/** A property by itself is judged as a batch of one. */
export function createProperty(portal: Portal, type: ObjectType, draft: PropertyDraft): PropertyOutcome {
  return createProperties(portal, type, [draft])[0] as PropertyOutcome;
}

/** One call's properties: those whose names are taken fail by themselves, anything else refuses them all. */
export function createProperties(
  portal: Portal,
  type: ObjectType,
  drafts: readonly PropertyDraft[],
): PropertyOutcome[] {
  const names = new Set<string>();
  const outcomes = drafts.map((draft): PropertyOutcome => {
    const name = draft.name ?? '';
    if (names.has(name)) return taken(name);
    names.add(name);
    return madeOrRestored(portal, type, draft);
  });
  const coming = outcomes.filter((outcome) => 'property' in outcome && outcome.property.hasUniqueValue);
  // An archived property leaves its place to another, and needs one again to be restored (unverified).
  const there = portal.catalog
    .list(type.id)
    .filter(({ hasUniqueValue, archivedAt }) => hasUniqueValue && archivedAt === null);
  if (coming.length > 0 && coming.length + there.length > UNIQUE_MAX) {
    return [no(`There can be at most ${UNIQUE_MAX} properties with unique values`)];
  }
  return outcomes;
}

/** Creating an archived property anew restores it, values and all, until it is purged. */
function madeOrRestored(portal: Portal, type: ObjectType, draft: PropertyDraft): PropertyOutcome {
  const name = draft.name ?? '';
  const before = portal.catalog.findAny(type.id, name);
  if (before?.archivedAt === null) return taken(name);
  const now = portal.clock.now();
  const purged = before !== undefined && isPurged(before, now);
  if (before !== undefined && !purged) return changed(portal, type, { ...before, archivedAt: null });
  if (!NAME.test(name)) return no(`'${name}' is not a valid property name`);
  const outcome = judged(portal, type, { ...blank, ...given(draft), name, createdAt: now });
  if ('refusal' in outcome || !purged) return outcome;
  return { ...outcome, mutation: { ...outcome.mutation, anew: true } };
}

function taken(name: string): PropertyOutcome {
  return { refusal: { kind: 'exists', message: `A property named '${name}' already exists.`, name } };
}

/** What a request leaves out when it creates a property. The first four are required, and no value is none. */
const blank: Omit<PropertyDefinition, 'name' | 'createdAt'> = {
  label: '',
  type: '' as PropertyDefinition['type'],
  fieldType: '',
  groupName: '',
  description: '',
  options: [],
  displayOrder: -1,
  hasUniqueValue: false,
  hidden: false,
  formField: false,
  readOnly: false,
  hubspotDefined: false,
  externalOptions: false,
  updatedAt: 0,
  archivedAt: null,
};

/** The keys that the request had. */
function given(draft: PropertyDraft): Partial<PropertyDefinition> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}

/** `options` replaces the whole list; uniqueness is for ever, and name too. */
export function updateProperty(
  portal: Portal,
  type: ObjectType,
  before: PropertyDefinition,
  draft: PropertyDraft,
): PropertyOutcome {
  const retyped = draft.type !== undefined && draft.type !== before.type;
  if (retyped && (before.hasUniqueValue || before.hubspotDefined)) {
    return no(`The type of property '${before.name}' cannot be changed`);
  }
  return judged(portal, type, {
    ...before,
    ...given(draft),
    name: before.name,
    hasUniqueValue: before.hasUniqueValue,
  });
}

export function archiveProperty(portal: Portal, type: ObjectType, before: PropertyDefinition): PropertyOutcome {
  if (before.hubspotDefined) return no(`Property '${before.name}' is defined by HubSpot and cannot be archived`);
  if (before.inUse === true) {
    const subCategory = 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE';
    return no(`Property '${before.name}' is in use and cannot be archived`, subCategory);
  }
  return changed(portal, type, { ...before, archivedAt: portal.clock.now() });
}

/** What the account's workflows and forms need, and its administrators' rules, is nothing that the API tells or changes. */
export function markProperty(
  portal: Portal,
  type: ObjectType,
  before: PropertyDefinition,
  marks: Pick<PropertyDefinition, 'inUse' | 'required'>,
): Mutation {
  return { kind: 'property', object: type.id, property: { ...before, ...marks, updatedAt: portal.clock.now() } };
}

function judged(portal: Portal, type: ObjectType, property: PropertyDefinition): PropertyOutcome {
  if (property.label === '') return no('A property needs a label');
  if (!propertyTypes.includes(property.type)) return no(`'${property.type}' is not a property type`);
  if (!fieldTypesOf[property.type].includes(property.fieldType)) {
    return no(`Field type '${property.fieldType}' cannot be used with type '${property.type}'`);
  }
  if (portal.catalog.findGroup(type.id, property.groupName) === undefined) {
    return no(`Property group '${property.groupName}' does not exist`);
  }
  const problem = optionsProblem(property);
  if (problem !== undefined) return no(problem);
  return changed(portal, type, property);
}

function optionsProblem({ type, fieldType, options }: PropertyDefinition): string | undefined {
  for (const key of ['label', 'value'] as const) {
    const twice = firstRepeated(options.map((option) => option[key]));
    if (twice !== undefined) return `Two options have the ${key} '${twice}'`;
  }
  const yesOrNo = options.length === 2 && options.every(({ value }) => value === 'true' || value === 'false');
  if (type === 'enumeration' && fieldType === 'booleancheckbox' && !yesOrNo) {
    return `A booleancheckbox needs the options 'true' and 'false'`;
  }
  return undefined;
}

function changed(portal: Portal, type: ObjectType, property: PropertyDefinition): PropertyOutcome {
  const stamped = { ...property, updatedAt: portal.clock.now() };
  return { property: stamped, mutation: { kind: 'property', object: type.id, property: stamped } };
}

function no(message: string, subCategory?: string): PropertyOutcome & { readonly refusal: Refusal } {
  return { refusal: { kind: 'invalid', message, ...(subCategory !== undefined && { subCategory }) } };
}
