/** The fields that a connection can say something of. */
import { catalogs } from '../catalog/catalog';
import { urlField } from '../core/mapping';
import type { ObjectType } from '../core/record';

/** Of every CRM; custom fields are the connection's own. */
export const fieldNames = (object: ObjectType): readonly string[] =>
  Object.values(catalogs).flatMap(({ mappings }) =>
    mappings[object].fields.map(({ field }) => field).filter((field) => field !== urlField),
  );

/** `custom.<name>`, of which a connection says whether it flows. */
export const isCustomField = (field: string): boolean => /^custom\.[A-Za-z]\w{0,63}$/.test(field);

/** Whether a record of this type can have a field of this name, also one that flows nowhere. */
export const isFieldOf = (object: ObjectType, field: string): boolean =>
  isCustomField(field) ||
  Object.values(catalogs).some(({ mappings }) => Object.hasOwn(mappings[object].definition.kinds, field));
