/** Which converter a line of a mapping document names, and which goes without saying. */
import { boolean, date, datetime, integer, list, money, number, picklist, text, type Converter } from './converters';
import type { CustomType } from './custom-fields';
import type { ConverterName, FieldDocument } from './mapping-document';
import type { FieldKind } from './values';

const plain: Readonly<Record<Exclude<ConverterName, 'money' | 'picklist'>, Converter>> = {
  text,
  integer,
  number,
  boolean,
  date,
  datetime,
  list,
};

const byKind: Readonly<Record<FieldKind, ConverterName>> = {
  text: 'text',
  email: 'text',
  phone: 'text',
  domain: 'text',
  country: 'text',
  currency: 'text',
  url: 'text',
  reference: 'text',
  datetime: 'datetime',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
};

/** A custom number is written as it is said, and has been from the first: there is no kind that it must be of. */
const byType: Readonly<Record<CustomType, ConverterName>> = {
  text: 'text',
  number: 'integer',
  boolean: 'boolean',
  datetime: 'datetime',
  list: 'list',
};

/** What a line without a converter is converted by. @param kind of its field; undefined: none is known */
export function usualConverter(line: FieldDocument, kind: FieldKind | undefined): ConverterName {
  if (typeof line.constant === 'number') return 'number';
  if (typeof line.constant === 'boolean') return 'boolean';
  if (line.field === undefined) return 'text';
  if (kind !== undefined) return byKind[kind];
  return byType[line.create?.type ?? 'text'];
}

export const converterNameOf = (line: FieldDocument, kind: FieldKind | undefined): ConverterName =>
  line.converter ?? usualConverter(line, kind);

export const currencyOf = ({ currency }: FieldDocument): string => currency ?? 'currency';

export function converterOf(line: FieldDocument, kind: FieldKind | undefined): Converter {
  const name = converterNameOf(line, kind);
  if (name === 'money') return money(currencyOf(line));
  if (name === 'picklist') return ofKind(kind, picklist(line.options ?? {}, inverseOf(line)));
  return plain[name];
}

/** The values by the option that they share. */
export function valuesByOption({
  options = {},
}: Pick<FieldDocument, 'options'>): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const [value, option] of Object.entries(options)) values.set(option, [...(values.get(option) ?? []), value]);
  return values;
}

/** The way back: what is declared, and each option that has one value. */
export function inverseOf(line: Pick<FieldDocument, 'options' | 'inverse'>): Readonly<Record<string, string>> {
  const single = [...valuesByOption(line)].flatMap(([option, [value, ...others]]) =>
    value !== undefined && others.length === 0 ? [[option, value] as const] : [],
  );
  return { ...Object.fromEntries(single), ...line.inverse };
}

/** The keys of a picklist are texts; what comes back has to be what the field holds. */
function ofKind(kind: FieldKind | undefined, converter: Converter): Converter {
  const typed = kind === undefined ? undefined : fromText[kind];
  if (!typed) return converter;
  return {
    ...converter,
    toLocal: (value, fields) => {
      const local = converter.toLocal(value, fields);
      return typeof local === 'string' ? typed(local) : local;
    },
  };
}

const numeric = (text: string): number | undefined => (Number.isFinite(Number(text)) ? Number(text) : undefined);
const fromText: { readonly [K in FieldKind]?: (text: string) => number | boolean | undefined } = {
  boolean: (text) => text.toLowerCase() === 'true',
  integer: numeric,
  number: numeric,
};
