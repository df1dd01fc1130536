/**
 * Values made from the schemas of the document: such that fit, and such that were broken in one place. What a schema
 * cannot say (an address that leads somewhere, lines that are told apart) is given by the caller, by the field's name.
 */
import fc from 'fast-check';
import { resolve, type Schema } from './judge';

export type Given = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Few: what is checked per item is checked for the first. */
const itemsMost = 4;

export function fitting(schema: Schema, given: Given = {}): fc.Arbitrary<unknown> {
  const { $ref, anyOf, type } = schema;
  if (typeof $ref === 'string') return fitting(resolve<Schema>($ref), given);
  if (Array.isArray(anyOf)) return fc.oneof(...(anyOf as Schema[]).map((one) => fitting(one, given)));
  if (Array.isArray(schema['oneOf'])) return oneOfFields(schema, given);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if (Array.isArray(type))
    return fc.oneof(...(type as string[]).map((one) => fitting({ ...schema, type: one }, given)));
  const make = byType[String(type)];
  if (!make) throw new Error(`no values are known for the type ${String(type)}`);
  return make(schema, given);
}

/** Of the fields that `oneOf` asks for, one each. */
function oneOfFields({ oneOf, ...schema }: Schema, given: Given): fc.Arbitrary<unknown> {
  const choices = (oneOf as { required: readonly string[] }[]).map(({ required }) => required);
  const { properties, required = [] } = schema;
  return fc.oneof(
    ...choices.map((choice) => {
      const others = choices.filter((other) => other !== choice).flat();
      const left = Object.entries(properties as Record<string, Schema>).filter(([name]) => !others.includes(name));
      return fitting(
        { ...schema, properties: Object.fromEntries(left), required: [...(required as string[]), ...choice] },
        given,
      );
    }),
  );
}

type Make = (schema: Schema, given: Given) => fc.Arbitrary<unknown>;

const byType: Readonly<Record<string, Make>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }) =>
    fc.integer({ min: Number(minimum), max: Number(maximum) }),
  number: numberOf,
  string: textOf,
  array: arrayOf,
  object: objectOf,
};

function numberOf({ minimum, exclusiveMinimum, maximum }: Schema): fc.Arbitrary<number> {
  const double = { noNaN: true, noDefaultInfinity: true };
  const least = exclusiveMinimum ?? minimum;
  if (least === undefined || maximum === undefined) return fc.oneof(fc.double(double), fc.integer());
  const minExcluded = exclusiveMinimum !== undefined;
  return fc.double({ ...double, min: Number(least), max: Number(maximum), minExcluded });
}

function arrayOf(
  { items, minItems = 0, maxItems = itemsMost, uniqueItems }: Schema,
  given: Given,
): fc.Arbitrary<unknown> {
  const length = { minLength: Number(minItems), maxLength: Math.min(itemsMost, Number(maxItems)) };
  const item = fitting(items as Schema, given);
  return uniqueItems === true ? fc.uniqueArray(item, length) : fc.array(item, length);
}

/** Real moments in the spellings of RFC 3339, from the year 1 to a year ahead. */
const moments = fc
  .tuple(
    fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date(Date.now() + 300 * 86_400_000),
      noInvalidDate: true,
    }),
    fc.constantFrom('', '.5', '.123', '.123456789'),
    fc.constantFrom('Z', '+00:00', '-11:30', '+14:00'),
  )
  .map(([date, fraction, zone]) => date.toISOString().replace(/\.\d+Z$/, `${fraction}${zone}`));

function textOf({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return moments;
  if (format === 'uri') return fc.webUrl({ withQueryParameters: true, withFragments: true });
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern), { size: '+1' });
  return fc.string({ unit: 'grapheme', minLength: Number(minLength), maxLength: Math.min(60, Number(maxLength)) });
}

function objectOf(
  { properties, required = [], additionalProperties, propertyNames }: Schema,
  given: Given,
): fc.Arbitrary<unknown> {
  if (properties === undefined)
    return fc.dictionary(
      fitting(propertyNames as Schema) as fc.Arbitrary<string>,
      fitting(additionalProperties as Schema),
      {
        maxKeys: itemsMost,
        noNullPrototype: true,
      },
    );
  const fields = Object.entries(properties as Record<string, Schema>).map(([name, inner]) => [
    name,
    given[name] ?? fitting(inner, given),
  ]);
  return fc.record(Object.fromEntries(fields) as Given, { requiredKeys: required as string[], noNullPrototype: true });
}

/** Values that mostly no longer fit: one place in them holds something else, is gone, or has something beside it. */
export const broken = (schema: Schema, given: Given = {}): fc.Arbitrary<unknown> =>
  fc
    .tuple(fitting(schema, given), fc.nat(), fc.constantFrom('replace', 'remove', 'add', 'grow'), anything)
    .map(([value, where, how, other]) => change(structuredClone(value), { where, how, other }));

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }),
  fc.constantFrom(
    '',
    ' ',
    '\u202e',
    'a b',
    'x'.repeat(65),
    '2026-02-30T00:00:00Z',
    1.5,
    -0,
    2 ** 53,
    1e308,
    [],
    {},
    null,
  ),
);

interface Change {
  readonly where: number;
  readonly how: string;
  readonly other: unknown;
}

function change(value: unknown, { where, how, other }: Change): unknown {
  const places = [...placesIn(value)];
  const place = places[where % (places.length + 1)];
  if (!place) return other;
  const [holder, name] = place;
  if (how === 'remove') Reflect.deleteProperty(holder, name);
  else if (how === 'add') holder[`${name}x`] = other;
  else if (how === 'grow' && typeof holder[name] === 'string') holder[name] = `${holder[name]} x`;
  else holder[name] = other;
  return value;
}

type Holder = Record<string, unknown>;

function* placesIn(value: unknown): Generator<readonly [Holder, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield [value as Holder, name];
    yield* placesIn(inner);
  }
}
