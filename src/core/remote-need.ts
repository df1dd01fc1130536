/** Whether the CRM is to be asked about a record before anything can be planned for it. */
import { reasonToSkip } from './flowing';
import type { Link } from './link';
import { isRead, type ObjectMapping } from './mapping';
import type { Look } from './look';
import { followsMerge, isBuried } from './plan';
import { archiveNeed, isWorthALook } from './plan-archive';
import type { SourceRecord, Value } from './record';
import { normalForm, sameValue } from './values';

/**
 * Which look at the CRM a link needs before anything can be planned.
 * @param signalled the CRM says that something changed there
 */
export function remoteNeed(
  mapping: ObjectMapping,
  look: Pick<Look, 'record' | 'link' | 'resolutions'>,
  signalled = false,
): 'none' | 'read-by-id' | 'read-by-key' | 'match' {
  const { record, link } = look;
  if (!record) return 'none';
  if (reasonToSkip(mapping, record)) return skippedNeed(record, link);
  if (record.deletedAt) return archiveNeed(mapping, link);
  if (isBuried(link)) return isWorthALook(link, signalled) ? 'read-by-id' : 'none';
  if (link.externalId === null) return link.intents.length > 0 ? 'read-by-key' : 'match';
  return signalled || needsRead(mapping, look, record) ? 'read-by-id' : 'none';
}

/** What is on its way to a record that does not flow is settled first. */
function skippedNeed(record: SourceRecord, link: Link): 'none' | 'read-by-id' | 'read-by-key' {
  if (record.deletedAt || isBuried(link)) return 'none';
  if (link.externalId === null) return link.intents.length > 0 ? 'read-by-key' : 'none';
  return link.intents.length > 0 || followsMerge(link) ? 'read-by-id' : 'none';
}

function needsRead(mapping: ObjectMapping, look: Pick<Look, 'link' | 'resolutions'>, record: SourceRecord): boolean {
  const { link } = look;
  return link.intents.length > 0 || followsMerge(link) || wasSkipped(link) || mayOverwrite(mapping, look, record);
}

/** While it did not flow, nobody looked at what the CRM says. */
const wasSkipped = ({ state }: Link): boolean => state === 'skipped';

/** What is about to be written could take the place of a word of the CRM's that nobody has seen, or puts one right. */
function mayOverwrite(
  mapping: ObjectMapping,
  { link, resolutions = {} }: Pick<Look, 'link' | 'resolutions'>,
  record: SourceRecord,
): boolean {
  const fields = mapping.fields.filter(isRead).map(({ field }) => field);
  if (fields.some((field) => resolutions[field] !== undefined || link.standings[field]?.refused !== undefined)) {
    return true;
  }
  const { kinds } = mapping.definition;
  const country = record.fields['country'] ?? null;
  const localOf = (field: string): Value => normalForm(kinds[field] ?? 'text', record.fields[field] ?? null, country);
  return fields.some((field) => field in record.fields && !sameValue(localOf(field), link.localBase[field]));
}
