/** How a connection says what a deletion on one side does to the other. */
import { z } from 'zod';
import { archiveChoices } from '../core/archive';
import type { ObjectType } from '../core/record';

const choice = z.enum(archiveChoices, `must be one of ${archiveChoices.join(', ')}`);
const each = <T extends z.ZodType>(one: T): Record<ObjectType, T> => ({ company: one, customer: one, order: one });

export const archiveBody = z.strictObject(each(choice.optional()), 'must be an object').meta({
  id: 'Archive',
  description:
    'What a deletion on one side does to the other. `none`: nothing. `push`: a record that you delete is moved to the CRM’s bin. ' +
    '`pull`: a record that was deleted in the CRM is deleted here once you accept the change of kind `deleted`. `both`. Holds for ' +
    'deletions from then on. Types that are left out stay as they are; in a new connection `none`.',
  examples: [{ order: 'push' }],
});

export const archiveView = z.strictObject(each(choice)).meta({
  description: 'What a deletion on one side does to the other.',
});
