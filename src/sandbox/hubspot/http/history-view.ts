/** `propertiesWithHistory` on the wire, newest first (HubSpot docs 2026-03). */
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { PropertyVersion } from '../portal/property-history';
import { recordValue } from '../portal/record-values';
import type { StoredRecord } from '../portal/stored-record';

/** Nothing when no history was asked for; names that are not defined are left out, as in `properties`. */
export function historyView(portal: Portal, type: ObjectType, record: StoredRecord, names: readonly string[]): object {
  if (names.length === 0) return {};
  const defined = names.filter((name) => portal.catalog.find(type.id, name) !== undefined);
  const histories = defined.map((name) => [name, versionsOf(type, record, name).map(versionView)] as const);
  return { propertiesWithHistory: Object.fromEntries(histories) };
}

/** What the record itself says (its id, its dates) has one version. */
function versionsOf(type: ObjectType, record: StoredRecord, name: string): PropertyVersion[] {
  const versions = record.versions(name);
  const value = recordValue(type, record, name);
  if (versions.length > 0 || value === null) return versions;
  const at = name === type.modifiedProperty ? record.updatedAt : record.createdAt;
  return [{ value, at, source: record.source }];
}

/** A cleared value is an empty text, not null (unverified). */
function versionView({ value, at, source }: PropertyVersion): object {
  const user = /^userId:(\d+)$/.exec(source.id)?.[1];
  return {
    value: value ?? '',
    timestamp: new Date(at).toISOString(),
    sourceType: source.type,
    sourceId: source.id,
    ...(user === undefined ? {} : { updatedByUserId: Number(user) }),
  };
}
