/**
 * A record may answer to more values than the property says: a contact to its additional addresses, a company to the domains
 * of those that were merged into it. They stand in a list of their own, joined by `;` (HubSpot docs, 2026-03).
 */
import type { RemoteRecord } from '../connector';
import { asText, isPresent } from '../json';
import type { AnsweredRecord } from './answer';
import { folded } from './batch';

/** The property that holds the further values of this one; null: there is none. */
export function listOf(object: string, property: string): string | null {
  if (object === 'contacts' && property === 'email') return 'hs_additional_emails';
  return object === 'companies' && property === 'domain' ? 'hs_additional_domains' : null;
}

interface Asked {
  readonly object: string;
  readonly properties: readonly string[];
}

/** What is read along with these properties. */
export const listsOf = ({ object, properties }: Asked): readonly string[] =>
  properties.map((property) => listOf(object, property)).filter(isPresent);

/** Of the properties that were asked for; nothing where there are none. */
export function furtherValues(record: AnsweredRecord, { object, properties }: Asked): Pick<RemoteRecord, 'alsoHolds'> {
  const alsoHolds: Record<string, readonly string[]> = {};
  for (const property of properties) {
    const list = listOf(object, property);
    const values = list === null ? [] : valuesListed(record, list);
    if (values.length > 0) alsoHolds[property] = values;
  }
  return Object.keys(alsoHolds).length > 0 ? { alsoHolds } : {};
}

/** Folded. */
export function valuesListed({ properties }: Pick<AnsweredRecord, 'properties'>, list: string): readonly string[] {
  const listed = (asText(properties[list]) ?? '').split(';');
  return listed.map((value) => folded(value.trim())).filter((value) => value !== '');
}
