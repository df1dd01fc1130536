/** What a record goes through of its mapping, in words: which end, which options, what is said and what is blank, which parents. */
import type { ParentView } from './look';
import type { ObjectMapping } from './mapping';
import type { PlannedEnd } from './migration-plan';
import type { Fields, SourceRecord } from './record';

export function branchesOf(
  mapping: ObjectMapping,
  {
    end,
    record,
    local,
    parents,
  }: {
    readonly end: PlannedEnd;
    readonly record: SourceRecord;
    /** What its fields are in normal form, computed ones too. */
    readonly local: Fields;
    readonly parents: Readonly<Record<string, ParentView>>;
  },
): readonly string[] {
  return [
    end,
    ...mapping.fields.flatMap(({ field, options }) => {
      const value = local[field] ?? null;
      if (value === null || value === '') return [`${field} blank`];
      return options ? [`${field} said`, `${field}=${String(value)}`] : [`${field} said`];
    }),
    ...mapping.definition.references.map(({ field }) => `${parents[field] ? 'with' : 'without'} ${field}`),
    ...(mapping.lines ? [linesOf(record)] : []),
  ];
}

function linesOf({ lines = [] }: SourceRecord): string {
  if (lines.length === 0) return 'no lines';
  return lines.length === 1 ? 'one line' : 'many lines';
}
