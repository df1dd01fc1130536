/** How a connection says that fields flow in another way than the mapping has it. */
import { z } from 'zod';
import { directions } from '../core/field-rule';
import { policyNames } from '../core/policies/policies';
import { objectTypes, type ObjectType } from '../core/record';
import { fieldNames, isCustomField } from '../operate/field-names';

const fieldRuleLimit = 500;
const names = [...new Set(objectTypes.flatMap(fieldNames))].join('|');

const fieldPattern = new RegExp(`^(?:${names}|custom\\.[A-Za-z]\\w{0,63})$`);
const nameRule = 'must be the name of a field that flows, or custom.<name>';

export const fieldRule = z
  .strictObject(
    {
      object: z.enum(objectTypes, `must be one of ${objectTypes.join(', ')}`),
      field: z
        .string(nameRule)
        .regex(fieldPattern, nameRule)
        .meta({ description: 'The name in the record; of a custom field `custom.<name>`.', examples: ['phone'] }),
      direction: z
        .enum(directions, `must be one of ${directions.join(', ')}`)
        .optional()
        .meta({
          description: '`push`: to the CRM alone; `pull`: from the CRM alone; `both`.',
        }),
      policy: z
        .enum(policyNames, `must be one of ${policyNames.join(', ')}`)
        .optional()
        .meta({
          description: 'Whose value stands when both sides of a two-way field have changed it. Absent: `order-system`.',
        }),
      enforce: z.boolean('must be a boolean value').optional().meta({
        description: 'Of a field of one direction: what the other side changes in it is put right.',
      }),
      clear: z.boolean('must be a boolean value').optional().meta({
        description: 'A blank empties the field on the other side. Absent: it changes nothing there.',
      }),
    },
    'must be an object',
  )
  .meta({ id: 'FieldRule' });

const isKnownField = ({ object, field }: { readonly object: ObjectType; readonly field: string }): boolean =>
  isCustomField(field) || fieldNames(object).includes(field);

/** How fields flow, where that is not as the mapping has it. */
export const fieldRuleList = z
  .array(fieldRule, 'must be a list of {object, field, direction, policy, enforce, clear}')
  .max(fieldRuleLimit, { error: `may have ${fieldRuleLimit} entries`, abort: true })
  .refine((rules) => rules.every(isKnownField), {
    error: ({ input }) => {
      const strange = (input as readonly z.output<typeof fieldRule>[]).find((rule) => !isKnownField(rule));
      return `names a field that does not flow; of a ${strange?.object ?? ''} there are ${strange ? fieldNames(strange.object).join(', ') : ''} and custom.<name>`;
    },
  })
  .refine((rules) => new Set(rules.map(({ object, field }) => `${object}/${field}`)).size === rules.length, {
    error: 'must not name a field of one object twice',
  });
