/** Who set a property's value, from `propertiesWithHistory`: versions with their source, the newest first (HubSpot docs 2026-03). */
import type { RemoteRecord, WritersQuery } from '../connector';
import { asDate, asJson, asList, asText, type AnsweredRecord } from './answer';

type Writers = NonNullable<RemoteRecord['writers']>;

/**
 * An app's own write has the source type INTEGRATION and the app's id (recorded 2025-03), and two tokens of one app cannot be
 * told apart. Which app is ours is read from a property that only we write: who set it last has our source.
 */
export function readWriters({ history }: AnsweredRecord, { of, ours }: WritersQuery): Writers {
  const byProperty = asJson(history) ?? {};
  const us = sourceOf(newest(byProperty[ours]));
  const writers: Record<string, Writers[string]> = {};
  for (const property of of) {
    const version = newest(byProperty[property]);
    if (version === null) continue;
    const source = sourceOf(version);
    writers[property] = { at: asDate(version['timestamp']), isOurs: source !== null && source === us };
  }
  return writers;
}

type Version = Readonly<Record<string, unknown>>;

const newest = (versions: unknown): Version | null => asJson(asList(versions)[0]);

function sourceOf(version: Version | null): string | null {
  const type = asText(version?.['sourceType']);
  const id = asText(version?.['sourceId']);
  return type === 'INTEGRATION' && id !== null ? id : null;
}
