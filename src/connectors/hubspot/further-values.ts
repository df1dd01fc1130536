/**
 * A record may answer to more values than the property says: a contact to its additional addresses, a company to the domains
 * of those that were merged into it. They stand in a list of their own, joined by `;` (HubSpot docs, 2026-03).
 */
import { asText } from '../json';
import type { AnsweredRecord } from './answer';
import { folded } from './batch';

/** The property that holds the further values of this one; null: there is none. */
export function listOf(object: string, property: string): string | null {
  if (object === 'contacts' && property === 'email') return 'hs_additional_emails';
  return object === 'companies' && property === 'domain' ? 'hs_additional_domains' : null;
}

/** Folded. */
export function valuesListed({ properties }: Pick<AnsweredRecord, 'properties'>, list: string): readonly string[] {
  const listed = (asText(properties[list]) ?? '').split(';');
  return listed.map((value) => folded(value.trim())).filter((value) => value !== '');
}
