/** A confirmation belongs to an address: of another one nobody has said that it was confirmed. */
import type { Fields } from './record';
import { normalForm, sameValue } from './values';

/** The field that says of an e-mail field whether its address was confirmed. */
export const confirmationOf = (field: string): string => `${field}Confirmed`;

const field = 'email';
const confirmation = confirmationOf(field);

/**
 * The fields of a record with what has become of its confirmation. Who says it, says it of the address that stands then. Who does
 * not, and says another address, takes it back; and a put that leaves it out leaves the confirmation of the same address alone, as
 * it may have come by itself.
 * @param before the record's fields before
 * @param said the fields that are said now
 * @param after the record's fields as they would be
 */
export function keepConfirmation(before: Fields, said: Fields, after: Fields): Fields {
  if (before[confirmation] !== true || confirmation in said) return after;
  if (isSameAddress(before, after)) return { ...after, [confirmation]: true };
  return confirmation in after ? { ...after, [confirmation]: false } : after;
}

const isSameAddress = (before: Fields, after: Fields): boolean =>
  sameValue(addressOf(before), addressOf(after)) && addressOf(after) !== null;

export const addressOf = (fields: Fields): string | null => {
  const address = normalForm('email', fields[field] ?? null);
  return typeof address === 'string' ? address : null;
};
