/** Which properties of a tenant's own a connection has made in its CRM. */
import type { CustomField } from './custom-fields';
import type { FieldDocument, SavedMapping } from './mapping-document';
import { objectTypes, type ObjectType } from './record';

/** The properties that provisioning makes: those of the connection's document, or without one its custom fields. */
export function customFieldsOf(settings: {
  readonly customFields: readonly CustomField[];
  readonly mapping?: SavedMapping | undefined;
}): readonly CustomField[] {
  const { mapping, customFields } = settings;
  if (!mapping) return customFields;
  const { objects } = mapping.document;
  return objectTypes.flatMap((object) => (objects[object]?.fields ?? []).flatMap((line) => madeBy(object, line)));
}

function madeBy(object: ObjectType, { field, property, create }: FieldDocument): readonly CustomField[] {
  if (!create) return [];
  const name = field?.replace(/^custom\./, '') ?? property;
  const { label, type, unique = false, options } = create;
  return [{ object, name, property, label, type, unique, ...(options && { options }) }];
}
