/** Whether the CRM is to be asked about a record before anything can be planned for it. */
import { reasonToSkip } from './flowing';
import type { Link } from './link';
import { isRead, ruleOf, toFields, type ObjectMapping } from './mapping';
import type { Look } from './look';
import { followsMerge, isBuried } from './plan';
import { archiveNeed, isWorthALook } from './plan-archive';
import type { SourceRecord, Value } from './record';
import { localFields } from './seen';
import type { Standing } from './standing';
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
  return (
    link.intents.length > 0 || followsMerge(link) || isUnheard(mapping, link) || mayOverwrite(mapping, look, record)
  );
}

/**
 * While it did not flow, or the order system had deleted it, nobody looked at what the CRM says. And of a look that came to
 * nothing, what it had read is not remembered.
 */
function isUnheard({ fields }: ObjectMapping, { state }: Link): boolean {
  if (state === 'skipped' || state === 'gone') return true;
  return (state === 'pending' || state === 'parked') && fields.some(isRead);
}

/** What is about to be written could take the place of a word of the CRM's that nobody has seen, or one stands and is weighed. */
function mayOverwrite(
  mapping: ObjectMapping,
  { link, resolutions = {} }: Pick<Look, 'link' | 'resolutions'>,
  record: SourceRecord,
): boolean {
  const fields = mapping.fields.filter(isRead).map(({ field }) => field);
  const isOpen = ({ refused, asked }: Standing): boolean => refused !== undefined || asked === true;
  if (fields.some((field) => resolutions[field] !== undefined || isOpen(link.standings[field] ?? {}))) return true;
  const { kinds } = mapping.definition;
  const country = record.fields['country'] ?? null;
  const localOf = (field: string): Value => normalForm(kinds[field] ?? 'text', record.fields[field] ?? null, country);
  return fields.some((field) => field in record.fields && !sameValue(localOf(field), link.localBase[field]));
}

/** Whether it decides something at first contact who has set the CRM's values, and when: no search for a record says that. */
export function needsTimes(mapping: ObjectMapping, { record, match, url }: Look): boolean {
  const timed = mapping.fields.filter((line) => line.direction === 'both' && line.policy === 'newest');
  if (!record || match?.kind !== 'adopt' || timed.length === 0) return false;
  const local = localFields(mapping, record, url);
  const remote = toFields(mapping, match.record.properties, local);
  return timed.some((line) => {
    const { clear } = ruleOf(line);
    const [ours, theirs] = [local[line.field], remote[line.field]];
    return ours !== undefined && !sameValue(ours, theirs) && (clear || (ours !== null && theirs !== null));
  });
}
