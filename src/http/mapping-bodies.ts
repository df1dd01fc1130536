/**
 * The shape of a mapping document, said once: requests and files are checked with it, and `docs/mapping.schema.json` is made of
 * it. Whether what it names is there is for `core/check-mapping`.
 */
import { z } from 'zod';
import type { Condition } from '../core/condition';
import { customTypes } from '../core/custom-fields';
import { directions } from '../core/field-rule';
import { converterNames, type MappingDocument } from '../core/mapping-document';
import { policyNames } from '../core/policies/policies';
import { objectTypes } from '../core/record';
import type { Mistake } from '../core/check/scope';
import { fieldErrors } from './field-errors';

const lineLimit = 500;
const valueLimit = 1_000;
const conditionLimit = 50;
const optionLimit = 500;
const nameLength = 100;
const valueLength = 255;
const textLength = 1_000;

const text = (length: number): z.ZodString =>
  z
    .string('must be text')
    .min(1, 'must not be empty')
    .max(length, `must be shorter than or equal to ${length} characters`);
const flag = z.boolean('must be a boolean value');
const oneOf = <const T extends readonly string[]>(names: T): z.ZodEnum<{ [K in T[number]]: K }> =>
  z.enum(names, `must be one of ${names.join(', ')}`);
const propertyRule = `must be the CRM’s name of a property: a letter followed by up to ${nameLength - 1} letters, digits or _`;

const comparable = z.union(
  [z.string().max(textLength), z.number(), z.boolean()],
  `must be text (${textLength} characters), a number or a boolean`,
);

const fieldName = text(nameLength).meta({
  description: 'The order system’s name of a field; of a custom field `custom.<name>`.',
  examples: ['phone', 'custom.loyaltyTier'],
});
const comparables = z
  .array(comparable, 'must be a list of values')
  .max(valueLimit, { error: `may have ${valueLimit} entries`, abort: true });

const keys = ['in', 'notIn', 'blank'] as const;
const isOne = (condition: object): boolean => keys.filter((key) => Object.hasOwn(condition, key)).length === 1;
/** What a refinement says, for the schema. */
const hasField = (name: string): object => ({ type: 'object', properties: { [name]: {} }, required: [name] });

const condition = z
  .strictObject(
    {
      field: fieldName,
      in: comparables.optional().meta({ description: 'The field has one of these values.', examples: [['DE', 'AT']] }),
      notIn: comparables.optional().meta({ description: 'The field has none of these values, or is blank.' }),
      blank: flag.optional().meta({ description: 'Whether the field is blank, or was never said.' }),
    },
    'must be an object with field, and one of in, notIn and blank',
  )
  .refine(isOne, 'must say one of in, notIn and blank')
  .meta({ oneOf: keys.map(hasField) }) as unknown as z.ZodType<Condition, Condition>;

const table = (what: string): z.ZodRecord<z.ZodString, z.ZodString> =>
  z
    .record(
      z.string().max(valueLength),
      z.string('must be text').max(valueLength, `must be shorter than or equal to ${valueLength} characters`),
      {
        error: ({ code }) =>
          code === 'invalid_key' ? `has a name longer than ${valueLength} characters` : `must be an object, ${what}`,
      },
    )
    .refine((entries) => Object.keys(entries).length <= valueLimit, `may have ${valueLimit} entries`);

const create = z
  .strictObject(
    {
      label: text(nameLength).meta({ description: 'What salespeople read.', examples: ['Loyalty tier'] }),
      type: oneOf(customTypes).meta({ description: 'What it holds.' }),
      unique: flag.optional().meta({ description: 'The CRM refuses a second record with the same value.' }),
      options: z
        .array(
          z
            .string('must be text')
            .regex(
              /^[^;\s](?:[^;]{0,98}[^;\s])?$/,
              'must be 1 to 100 characters without ";" and without blanks at its ends',
            ),
          'must be a list of texts',
        )
        .min(1, 'must not be empty')
        .max(optionLimit, `may have ${optionLimit} entries`)
        .optional()
        .meta({ description: 'Of a `list`: what it may hold.', examples: [['Tea', 'Coffee']] }),
    },
    'must be an object',
  )
  .meta({ description: 'The property is made when the CRM has none of this name. Not for order lines.' });

const field = z
  .strictObject(
    {
      field: fieldName.optional(),
      constant: comparable.optional().meta({
        description: 'Instead of a field: what is said of every record. Pushed only.',
        examples: ['Web shop'],
      }),
      template: text(textLength)
        .optional()
        .meta({
          description:
            'Instead of a field: a text of several, `{firstName} {lastName}`. `{{` and `}}` stand for braces. Blank when all its fields are. Pushed only.',
          examples: ['{firstName} {lastName}'],
        }),
      property: z
        .string(propertyRule)
        .regex(/^[A-Za-z]\w{0,99}$/, propertyRule)
        .meta({ description: 'The CRM’s name of the property.', examples: ['phone', 'Loyalty_Tier__c'] }),
      converter: oneOf(converterNames).optional().meta({
        description:
          'How a value is written and read. Absent: by the kind of the field, or the type of the property that is made; else text.',
      }),
      currency: fieldName.optional().meta({
        description: 'Of `money`: the field that holds the currency. Absent: `currency`.',
      }),
      options: table('your value to the CRM’s option')
        .optional()
        .meta({
          maxProperties: valueLimit,
          description: 'Of `picklist`: the CRM’s option by your value. Case of values does not count.',
          examples: [{ paid: 'closedwon', shipped: 'closedwon' }],
        }),
      inverse: table('the CRM’s option to your value')
        .optional()
        .meta({
          maxProperties: valueLimit,
          description:
            'Of `picklist`: as which value an option comes back that several values share. Needed of a field that is read; where an option has one value, it goes without saying.',
          examples: [{ closedwon: 'paid' }],
        }),
      direction: oneOf(directions).optional().meta({
        description: '`push`: to the CRM alone (absent: this); `pull`: from the CRM alone; `both`.',
      }),
      policy: oneOf(policyNames).optional().meta({
        description: 'Whose value stands when both sides of a two-way field have changed it. Absent: `order-system`.',
      }),
      enforce: flag.optional().meta({
        description: 'Of a field of one direction: what the other side changes in it is put right.',
      }),
      blank: oneOf(['keep', 'clear']).optional().meta({
        description:
          'What a blank does to the other side: nothing (`keep`; absent: this), or it empties the field there (`clear`).',
      }),
      seed: oneOf(policyNames).optional().meta({
        description:
          'Of a two-way field that is new on a live connection: whose value stands where both sides have one already.',
      }),
      create: create.optional(),
    },
    'must be an object',
  )
  .meta({ id: 'MappingLine' });

const fields = z
  .array(field, 'must be a list of {field, property}')
  .max(lineLimit, { error: `may have ${lineLimit} entries`, abort: true });

const object = z
  .strictObject(
    {
      flows: flag.optional().meta({ description: '`false`: no record of this type flows. Absent: `true`.' }),
      where: z
        .array(condition, 'must be a list of conditions')
        .max(conditionLimit, { error: `may have ${conditionLimit} entries`, abort: true })
        .optional()
        .meta({
          description: 'Only records of which all of these hold flow.',
          examples: [[{ field: 'country', in: ['DE'] }]],
        }),
      fields: fields.optional().meta({
        description: 'All the fields that flow. Absent: those of the catalogue.',
        examples: [[{ field: 'email', property: 'email', direction: 'both' }]],
      }),
      lines: z
        .strictObject(
          { fields: fields.meta({ description: 'All the fields of a line that flow.' }) },
          'must be an object',
        )
        .optional()
        .meta({ description: 'Of orders: their lines. Absent: as the catalogue has them.' }),
    },
    'must be an object',
  )
  .meta({ id: 'ObjectMapping' });

export const mappingDocument = z
  .strictObject(
    {
      $schema: z
        .string('must be text')
        .max(textLength)
        .optional()
        .meta({ description: 'Where this schema is, for editors.' }),
      objects: z
        .strictObject(
          { company: object.optional(), customer: object.optional(), order: object.optional() },
          'must be an object by object type',
        )
        .meta({
          description: `By object type: ${objectTypes.join(', ')}. One that is absent is as the catalogue has it.`,
        }),
    },
    'must be an object',
  )
  .meta({ id: 'MappingDocument', title: 'Tandem: the mapping of a connection' });

/** As `docs/mapping.schema.json` has it. */
export const mappingSchema = (): unknown => z.toJSONSchema(mappingDocument, { io: 'input', target: 'draft-2020-12' });

const unknownKey = 'is no key of a mapping document here; see docs/mapping.schema.json';

/** The document, or what is wrong with its shape, with the place of each mistake in it. */
export function readMappingDocument(
  value: unknown,
): { readonly document: MappingDocument } | { readonly mistakes: readonly Mistake[] } {
  const read = mappingDocument.safeParse(value);
  if (read.success) return { document: read.data };
  return { mistakes: fieldErrors(read.error, unknownKey).map(({ field: at, reason }) => ({ at, reason })) };
}
