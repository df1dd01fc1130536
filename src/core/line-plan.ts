/** What is owed to the lines of an order: only those that changed are sent, those that were removed are archived. */
import { linesInDoubt } from './hanging';
import type { Link } from './link';
import { computedFields, toProperties, type LineMapping, type ObjectMapping } from './mapping';
import { lineKey } from './record-key';
import type { Fields, OrderLine, Properties, SourceRecord } from './record';
import { normalFields, sameValue } from './values';

export interface LineUpsert {
  readonly lineId: string;
  readonly key: string;
  readonly properties: Properties;
  readonly base: Fields;
  /** The line is not known to be joined to its order. */
  readonly joins: boolean;
}

export interface LineArchive {
  readonly lineId: string;
  readonly key: string;
  /** Null when the answer of its create was lost: the CRM is asked for it by key. */
  readonly externalId: string | null;
}

export interface LinesPlan {
  readonly upsert: readonly LineUpsert[];
  readonly archive: readonly LineArchive[];
}

const nothing: LinesPlan = { upsert: [], archive: [] };

/** A record that does not hold lines (`undefined`) owes none and removes none. */
export function planLines(mapping: ObjectMapping, record: SourceRecord, link: Link): LinesPlan {
  const { lines } = record;
  const lineMapping = mapping.lines;
  if (!lineMapping || lines === undefined) return nothing;

  const doubt = linesInDoubt(link);
  const upsert = lines.flatMap((line): LineUpsert[] => {
    const { lineId } = line;
    const local = lineFields(lineMapping, line, record);
    const part = Object.hasOwn(link.parts, lineId) ? link.parts[lineId] : undefined;
    const moved = Object.keys(local).filter((name) => !sameValue(local[name], part?.base[name]));
    const inDoubt = doubt.has(lineId);
    if (part && moved.length === 0 && !inDoubt) return [];
    const wanted = new Set(inDoubt || moved.includes('currency') ? Object.keys(local) : moved);
    const { properties } = toProperties(lineMapping.fields, local, wanted);
    return [{ lineId, key: lineKey(record.sourceId, lineId), properties, base: local, joins: !part || inDoubt }];
  });
  const kept = new Set(lines.map((line) => line.lineId));
  const archive = [...new Set([...Object.keys(link.parts), ...doubt])]
    .filter((lineId) => !kept.has(lineId))
    .map((lineId): LineArchive => {
      const part = Object.hasOwn(link.parts, lineId) ? link.parts[lineId] : undefined;
      return { lineId, key: lineKey(record.sourceId, lineId), externalId: part?.externalId ?? null };
    });
  return { upsert, archive };
}

/** A line's fields in normal form; its price is in the order's currency. */
function lineFields({ fields }: LineMapping, line: OrderLine, order: SourceRecord): Fields {
  const { sku, name, quantity, unitPriceMinor } = line;
  const said = { sku, name, quantity, unitPriceMinor, currency: order.fields['currency'] ?? null };
  const local = normalFields({ currency: 'currency' }, said);
  return { ...local, ...computedFields(fields, local) };
}
