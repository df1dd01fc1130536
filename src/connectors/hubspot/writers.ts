/** Who set a property's value, from `propertiesWithHistory`: versions with their source, the newest first (HubSpot docs 2026-03). */
import type { Writer } from '../../core/record';
import type { WritersQuery } from '../connector';
import { asDate, asJson, asList, asText, isPresent } from '../json';
import type { AnsweredRecord } from './answer';

type Writers = Readonly<Record<string, Writer>>;

/**
 * An app's own write has the source type INTEGRATION and the app's id (recorded 2025-03), and two tokens of one app cannot be
 * told apart. Which app is ours is read from a property that only we write: who set it last has our source.
 */
export function readWriters({ history }: AnsweredRecord, { of, ours }: WritersQuery): Writers {
  const byProperty = asJson(history) ?? {};
  const us = sourceOf(versionsOf(byProperty[ours])[0]);
  const said = (version: Version): Pick<Writer, 'at' | 'isOurs'> => ({
    at: asDate(version['timestamp']),
    isOurs: us !== null && sourceOf(version) === us,
  });
  const writers: Record<string, Writer> = {};
  for (const property of of) {
    const [version, former] = versionsOf(byProperty[property]);
    if (!version) continue;
    const before = former && { value: asText(former['value']), ...said(former) };
    writers[property] = { ...said(version), ...(before && { before }) };
  }
  return writers;
}

type Version = Readonly<Record<string, unknown>>;

const versionsOf = (versions: unknown): readonly Version[] => asList(versions).map(asJson).filter(isPresent);

function sourceOf(version: Version | undefined): string | null {
  const type = asText(version?.['sourceType']);
  const id = asText(version?.['sourceId']);
  return type === 'INTEGRATION' && id !== null ? id : null;
}
