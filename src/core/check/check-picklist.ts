/** Tables of options, there and back. */
import { kindOf } from '../compile-mapping';
import { converterNameOf, valuesByOption } from '../field-converters';
import type { FieldDocument } from '../mapping-document';
import { didYouMean } from '../nearest';
import { normalForm, type FieldKind } from '../values';
import { isReadBack, type Say, type Scope } from './scope';

export function checkPicklist(line: FieldDocument, scope: Scope, say: Say): void {
  const kind = line.field === undefined ? undefined : kindOf(scope.kinds, line.field);
  const name = converterNameOf(line, kind);
  if (name !== 'picklist') {
    for (const key of ['options', 'inverse'] as const) {
      if (line[key] !== undefined)
        say(key, `mean${key === 'options' ? '' : 's'} nothing to converter ${name}: say converter "picklist"`);
    }
    return;
  }
  const { options = {} } = line;
  if (Object.keys(options).length === 0) {
    say('options', 'are missing: say for each of your values the option of the CRM, {"paid": "closedwon"}');
    return;
  }
  checkValues(options, kind, say);
  checkInverse(line, options, say);
  if (isReadBack(line)) checkAmbiguous(line, say);
}

function checkValues(options: Readonly<Record<string, string>>, kind: FieldKind | undefined, say: Say): void {
  const known = new Map<string, string>();
  for (const [value, option] of Object.entries(options)) {
    const place = `options.${value}`;
    const twin = known.get(value.toLowerCase());
    known.set(value.toLowerCase(), twin ?? value);
    if (twin !== undefined) say(place, `differs from "${twin}" in case alone, which does not count: keep one of them`);
    if (value.trim() !== value || value === '')
      say(place, 'is a value with blanks at its ends, or none at all, which no record has: correct it');
    else if (!isOfKind(value, kind))
      say(place, `is no value that the field has, which is of kind ${String(kind)}: correct it`);
    else if (!isInForm(value, kind))
      say(place, `is never compared so: in normal form it is "${formOf(value, kind)}", which is what is to stand here`);
    if (option.trim() === '') say(place, 'leads to a blank: name an option of the CRM, or leave the value out');
  }
}

function isOfKind(value: string, kind: FieldKind | undefined): boolean {
  if (kind === 'boolean') return /^(?:true|false)$/i.test(value);
  if (kind !== 'integer' && kind !== 'number') return true;
  return value === String(Number(value)) && Number.isFinite(Number(value));
}

/** Records are brought to it before their values are looked up. */
const formOf = (value: string, kind: FieldKind | undefined): string => String(normalForm(kind ?? 'text', value) ?? '');

const isInForm = (value: string, kind: FieldKind | undefined): boolean =>
  formOf(value, kind).toLowerCase() === value.toLowerCase();

function checkInverse({ inverse = {} }: FieldDocument, options: Readonly<Record<string, string>>, say: Say): void {
  const byValue = new Map(Object.entries(options).map(([value, option]) => [value.toLowerCase(), option]));
  const sent = new Set(Object.values(options));
  for (const [option, value] of Object.entries(inverse)) {
    const place = `inverse.${option}`;
    const goesTo = byValue.get(value.toLowerCase());
    if (!sent.has(option)) {
      say(
        place,
        `is an option that no value is sent as${didYouMean(option, sent)}: add a value for it, or leave it out`,
      );
    } else if (goesTo === undefined) {
      say(
        place,
        `comes back as "${value}", which is no value of options${didYouMean(value, Object.keys(options))}: name one that is sent as ${option}`,
      );
    } else if (goesTo !== option) {
      say(place, `comes back as "${value}", which is sent as ${goesTo}: name one that is sent as ${option}`);
    }
  }
}

function checkAmbiguous(line: FieldDocument, say: Say): void {
  for (const [option, values] of valuesByOption(line)) {
    if (values.length < 2 || Object.hasOwn(line.inverse ?? {}, option)) continue;
    say(
      `inverse.${option}`,
      `is missing: ${values.join(', ')} are all sent as ${option}; say as which of them it comes back`,
    );
  }
}
