/** A value that is said of every record has to be one that the property takes. */
import type { Comparable } from '../condition';
import { didYouMean } from '../nearest';
import type { PropertyDescription } from '../property-description';
import type { Say } from './scope';

export function checkConstant(constant: Comparable, description: PropertyDescription, say: Say): void {
  const { name, maxLength, options, unique, digits } = description;
  const text = String(constant).trim();
  if (maxLength !== null && text.length > maxLength) {
    say('constant', `has ${text.length} characters, and ${name} takes ${maxLength}: shorten it`);
  }
  if (options && !partsOf(text, description).every((part) => options.includes(part))) {
    say('constant', `is no option of ${name}${didYouMean(text, options)}: correct it, or add it in the CRM`);
  }
  if (unique) say('constant', `would be said of every record, and ${name} is unique in the CRM: name another property`);
  if (digits && typeof constant === 'number' && !isWithin(constant, digits)) {
    say(
      'constant',
      `has more digits than ${name} takes (${digits.whole} before the point, ${digits.fraction} after): shorten it`,
    );
  }
}

const partsOf = (text: string, { type }: PropertyDescription): readonly string[] =>
  type === 'options' ? text.split(';') : [text];

function isWithin(value: number, { whole, fraction }: NonNullable<PropertyDescription['digits']>): boolean {
  return Math.abs(value) < 10 ** whole && Number(value.toFixed(Math.min(fraction, 100))) === value;
}
