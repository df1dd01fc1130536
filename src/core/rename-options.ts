/** A mapping whose options are called otherwise: by what the CRM has made of their labels, or in another account. */
import type { FieldDocument, MappingDocument, ObjectDocument } from './mapping-document';
import { objectTypes, type ObjectType } from './record';

/** What a line's property is to call this option; the same when it is called so already. */
export type RenameOption = (object: ObjectType, property: string, option: string) => string;

/** The order of lines stays, and what is not renamed is the very same. */
export function renameOptions(document: MappingDocument, rename: RenameOption): MappingDocument {
  const objects = objectTypes.map((object) => [object, renamed(object, document.objects[object], rename)] as const);
  return { ...document, objects: Object.fromEntries(objects.filter(([, one]) => one !== undefined)) };
}

function renamed(
  object: ObjectType,
  document: ObjectDocument | undefined,
  rename: RenameOption,
): ObjectDocument | undefined {
  if (!document?.fields) return document;
  return {
    ...document,
    fields: document.fields.map((line) => renamedLine(line, (name) => rename(object, line.property, name))),
  };
}

function renamedLine(line: FieldDocument, rename: (option: string) => string): FieldDocument {
  const { options, inverse, constant } = line;
  return {
    ...line,
    ...(options && { options: entriesOf(options, ([value, option]) => [value, rename(option)]) }),
    ...(inverse && { inverse: entriesOf(inverse, ([option, value]) => [rename(option), value]) }),
    ...(typeof constant === 'string' && { constant: rename(constant) }),
  };
}

function entriesOf(
  table: Readonly<Record<string, string>>,
  change: (entry: readonly [string, string]) => readonly [string, string],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(table).map(change));
}
