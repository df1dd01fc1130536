/** What is said of a value or a record that HubSpot will not take, in our words: its own are localised and quote the value. */
import type { Failure } from '../../core/failure';
import type { Owner } from '../../core/owner';
import type { Problem } from './answer';

/** The text, when it looks like what it should be: no value ever slips through. */
export function plain(text: string | null, shape: RegExp): string | null {
  return text !== null && shape.test(text) ? text : null;
}

export function missingScopes(problem: Problem): string {
  const scopes = (problem.context['requiredGranularScopes'] ?? []).filter((scope) => /^[\w.-]+$/.test(scope));
  return scopes.length === 0
    ? 'HubSpot does not let this access token do this.'
    : `The access token lacks the scopes ${scopes.join(', ')}.`;
}

export function valueRefused(problem: Problem, code: string): Failure {
  const property = plain(problem.property, /^\w+$/);
  const named = property === null ? 'a property' : `property "${property}"`;
  return {
    kind: 'rejected',
    code,
    message: `HubSpot does not take the value of ${named} (${code}).`,
    ...(property === null ? {} : { property }),
  };
}

/**
 * The property by which a call was to tell records apart, and which is archived, or was made again without unique values:
 * HubSpot says so in its text alone (`Unable to perform upsert by non-unique 0-1 property tandem_id`, nodejs #548). What it
 * says of an archived one is unverified.
 */
export function keyLost({ code, property, text }: Problem, keyProperty: string): string | null {
  if (code === 'PROPERTY_DOESNT_EXIST' && property === keyProperty) return keyProperty;
  return /by non-unique \S+ property (\w+)/i.exec(text)?.[1] ?? null;
}

export const notUnique = (property: string): Failure => ({
  kind: 'rejected',
  code: 'PROPERTY_NOT_UNIQUE',
  message:
    `HubSpot tells no records apart by property "${property}": it is archived, or was made again without unique values. ` +
    'Bring it back: `tandem provision` does, or says what stands in the way.',
  property,
  properties: [property],
});

/** What the account lacks, rather than what the value is like. `READ_ONLY_VALUE` is unverified. */
const lacks: readonly (string | null)[] = ['PROPERTY_DOESNT_EXIST', 'INVALID_OPTION', 'READ_ONLY_VALUE'];

export const ownerOfValue = ({ code }: Problem): Owner => (lacks.includes(code) ? 'crm-administrator' : 'data-steward');

/** Named in the context of a 207 item, in the text of a 409: `Contact already exists. Existing ID: 123`. */
export function existing(problem: Problem): { readonly existingId?: string } {
  const named = plain(problem.context['existingId']?.[0] ?? null, /^\d+$/);
  const existingId = named ?? /Existing ID: (\d+)/.exec(problem.text)?.[1];
  return existingId === undefined ? {} : { existingId };
}
