/** What a mapping would send for a record, were it sent anew: for a person who is about to change the mapping. Pure. */
import { reasonToSkip } from './flowing';
import { planLines } from './line-plan';
import { newLink, type LinkReason } from './link';
import { ruleOf, toProperties, type ObjectMapping } from './mapping';
import type { Properties, SourceRecord } from './record';
import { localFields } from './seen';

export interface Preview {
  /** Null: it flows. */
  readonly skipped: LinkReason | null;
  /** None of a record that does not flow. */
  readonly properties: Properties;
  readonly lines: readonly { readonly lineId: string; readonly properties: Properties }[];
  readonly problems: readonly PreviewProblem[];
}

/** Without a value of the record. */
export interface PreviewProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export function previewRecord(mapping: ObjectMapping, record: SourceRecord, url: string | null): Preview {
  const skipped = reasonToSkip(mapping, record);
  if (skipped) return { skipped, properties: {}, lines: [], problems: [] };
  const local = localFields(mapping, record, url);
  const sent = mapping.fields.filter((line) => ruleOf(line).direction !== 'pull');
  const { properties, problems } = toProperties(sent, local, new Set(sent.map(({ field }) => field)));
  const lines = planLines(mapping, record, newLink(record.sourceId)).upsert;
  return {
    skipped: null,
    properties,
    lines: lines.map((line) => ({ lineId: line.lineId, properties: line.properties })),
    problems: problems.map(({ field, code, message }) => ({ field, code, message })),
  };
}
