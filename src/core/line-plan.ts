/** What is owed to the lines of an order: only those that changed are sent, those that were removed are archived. */
import type { Link } from './link';
import { toProperties, type ObjectMapping } from './mapping';
import { lineKey } from './record-key';
import type { Fields, OrderLine, Properties, SourceRecord } from './record';
import { normalFields, sameValue } from './values';

export interface LineUpsert {
  readonly lineId: string;
  readonly key: string;
  readonly properties: Properties;
  readonly base: Fields;
  /** The line is not joined to its order yet. */
  readonly isNew: boolean;
}

export interface LinesPlan {
  readonly upsert: readonly LineUpsert[];
  readonly archive: readonly { readonly lineId: string; readonly externalId: string }[];
}

const nothing: LinesPlan = { upsert: [], archive: [] };

/** A record that does not hold lines (`undefined`) owes none and removes none. */
export function planLines(mapping: ObjectMapping, record: SourceRecord, link: Link): LinesPlan {
  const { lines } = record;
  const lineMapping = mapping.lines;
  if (!lineMapping || lines === undefined) return nothing;

  const upsert = lines.flatMap((line): LineUpsert[] => {
    const local = lineFields(line, record);
    const part = Object.hasOwn(link.parts, line.lineId) ? link.parts[line.lineId] : undefined;
    const moved = Object.keys(local).filter((name) => !sameValue(local[name], part?.base[name]));
    if (part && moved.length === 0) return [];
    const wanted = new Set(moved.includes('currency') ? Object.keys(local) : moved);
    const { properties } = toProperties(lineMapping.fields, local, wanted);
    return [{ lineId: line.lineId, key: lineKey(record.sourceId, line.lineId), properties, base: local, isNew: !part }];
  });
  const kept = new Set(lines.map((line) => line.lineId));
  const archive = Object.entries(link.parts)
    .filter(([lineId]) => !kept.has(lineId))
    .map(([lineId, part]) => ({ lineId, externalId: part.externalId }));
  return { upsert, archive };
}

/** A line's fields in normal form; its price is in the order's currency. */
function lineFields(line: OrderLine, order: SourceRecord): Fields {
  const { sku, name, quantity, unitPriceMinor } = line;
  const said = { sku, name, quantity, unitPriceMinor, currency: order.fields['currency'] ?? null };
  return normalFields({ currency: 'currency' }, said);
}
