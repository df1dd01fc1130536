/** How a connection says what becomes of CRM records that nobody ordered for. */
import { z } from 'zod';
import { newRecordChoices } from '../core/new-records';
import type { ObjectType } from '../core/record';

const choice = z.enum(newRecordChoices, `must be one of ${newRecordChoices.join(', ')}`);
const each = <T extends z.ZodType>(one: T): Record<ObjectType, T> => ({ company: one, customer: one, order: one });

export const newRecordsBody = z.strictObject(each(choice.optional()), 'must be an object').meta({
  id: 'NewRecords',
  description:
    'What becomes of CRM records that nobody ordered for. `match`: nothing is stored of them; when you send a record that matches ' +
    'one, it is adopted. `offer`: they are put to you as changes of kind `created` as well. `ignore`: they are not ' +
    'adopted either. Types that are left out stay as they are; in a new connection `match`.',
  examples: [{ customer: 'offer' }],
});

export const newRecordsView = z.strictObject(each(choice)).meta({
  description: 'What becomes of CRM records that nobody ordered for.',
});
