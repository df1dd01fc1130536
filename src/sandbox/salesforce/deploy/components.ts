/** What the box makes of the components that it has: objects, their fields, and who may see those. */
import { textIn, elementOf, type Element } from '../http/soap/envelope';
import { isTrue, listOf } from '../org/custom-field-spec';
import type { CustomSchema } from '../org/custom-schema';
import { problem, problemOf, untouched, type Component, type Effect, type Named, type Problem } from './component';

type PermissionHolder = 'PermissionSet' | 'Profile';

const CUSTOM = /__c$/;
/** Components that stand inside an object's file, of types that the box does not have. */
const OTHER_CHILDREN: readonly string[] = [
  'businessProcesses',
  'compactLayouts',
  'fieldSets',
  'indexes',
  'listViews',
  'recordTypes',
  'sharingReasons',
  'validationRules',
  'webLinks',
];

/** Without its fields: each is a component of its own. */
export function objectComponent(named: Named, element: Element): Component {
  const { fullName } = named;
  if (element.customSettingsType !== undefined) return leftOutComponent(named, 'Custom settings');
  const metadata = { ...element, fields: undefined };
  const others = OTHER_CHILDREN.filter((child) => child in element);
  return {
    ...named,
    ...(others.length > 0 && { leftOut: others.join(', ') }),
    perform: (schema) => {
      const before = schema.sObjectType(fullName);
      const labels = labelsOf(before);
      const result =
        before === undefined ? schema.createObject(fullName, metadata) : schema.updateObject(fullName, metadata);
      if (!result.ok) return problemOf(result.errors);
      return done({ created: before === undefined, changed: labelsOf(result.value) !== labels });
    },
  };
}

function labelsOf(type: { readonly label: string; readonly labelPlural: string } | undefined): string {
  return type === undefined ? '' : `${type.label}\n${type.labelPlural}`;
}

export function fieldComponent(named: Named, metadata: Element): Component {
  const { fullName } = named;
  if (!CUSTOM.test(fullName)) return leftOutComponent(named, 'Changes of standard fields');
  return {
    ...named,
    perform: (schema) => {
      const before = schema.field(fullName);
      const told = JSON.stringify(before?.metadata);
      const result =
        before === undefined ? schema.createField(fullName, metadata) : schema.updateField(fullName, metadata);
      if (!result.ok) return problemOf(result.errors);
      const { id, metadata: after } = result.value;
      return { ...done({ created: before === undefined, changed: JSON.stringify(after) !== told }), id };
    },
  };
}

/** Of what they hold, the permissions of custom fields count. */
export function permissionComponent(named: Named, type: PermissionHolder, element: Element): Component {
  const holder = `${type}.${named.fullName}`;
  const given = listOf(element.fieldPermissions).map(elementOf);
  const custom = given.filter(({ field }) => CUSTOM.test(textIn(field)));
  const others = Object.keys(element).filter((name) => /(Permissions|Accesses|Visibilities|Assignments)$/.test(name));
  const leftOut = [
    ...others.filter((name) => name !== 'fieldPermissions'),
    ...(custom.length < given.length ? ['fieldPermissions of standard fields'] : []),
  ];
  return {
    ...named,
    ...(leftOut.length > 0 && { leftOut: leftOut.join(', ') }),
    perform: (schema) => {
      const before = schema.permissionsOf(holder);
      const error = schema.setPermissions(holder, custom);
      if (error !== undefined) return problem(`In field: field - ${error.message}`);
      const after = schema.permissionsOf(holder);
      // Every org has its profiles.
      const created = before === undefined && type === 'PermissionSet';
      return done({ created, changed: created || sorted(before) !== sorted(after) });
    },
  };
}

function sorted(permissions: ReadonlyMap<string, boolean> | undefined): string {
  return [...(permissions ?? [])]
    .map(([field, readable]) => `${field} ${isTrue(readable)}`)
    .sort()
    .join();
}

/** Named in a manifest of what is to go. */
export function removal(named: Named): Component {
  const perform = (schema: CustomSchema): Effect => {
    if (!isThere(schema, named)) return { ...problem(noSuch(named)), warning: true };
    const refusal = remove(schema, named);
    return refusal ?? { ...untouched, changed: true, deleted: true };
  };
  return { ...named, perform };
}

function isThere(schema: CustomSchema, { componentType, fullName }: Named): boolean {
  if (componentType === 'CustomField') return schema.field(fullName) !== undefined;
  if (componentType === 'CustomObject') return schema.sObjectType(fullName) !== undefined;
  return schema.permissionsOf(`${componentType}.${fullName}`) !== undefined;
}

function remove(schema: CustomSchema, { componentType, fullName }: Named): Problem | undefined {
  if (componentType === 'CustomField' || componentType === 'CustomObject') {
    const isField = componentType === 'CustomField';
    const result = isField ? schema.removeField(fullName) : schema.removeObject(fullName);
    return result.ok ? undefined : problemOf(result.errors);
  }
  schema.removePermissions(`${componentType}.${fullName}`);
  return undefined;
}

/** As Salesforce words it (public forum threads; unverified). */
function noSuch({ componentType, fullName }: Named): string {
  return `No ${componentType} named: ${fullName} found`;
}

/** Accepted, so that packages can be deployed that hold more than the box is about. */
export function leftOutComponent(named: Named, what: string): Component {
  return { ...named, leftOut: what, perform: () => untouched };
}

function done({ created, changed }: { readonly created: boolean; readonly changed: boolean }): Effect & { ok: true } {
  return { ...untouched, created, changed };
}
