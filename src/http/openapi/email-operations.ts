import { confirmedEmail, emailConfirmationBody } from '../email-bodies';
import type { Operation } from './operation';

export const emailOperations: readonly Operation[] = [
  {
    id: 'confirmCustomerEmail',
    method: 'post',
    path: '/v1/customers/{id}/email-confirmation',
    tag: 'Records',
    scope: 'records:write',
    parameters: ['recordId'],
    summary: 'Say that a customer has confirmed the e-mail address',
    description:
      'As `emailConfirmed: true` in the record, without the rest of it and without a version. A confirmation belongs to the address: ' +
      'name it in `email`, and nothing changes when the customer has another one by now. May be repeated.',
    body: {
      schema: emailConfirmationBody,
      required: false,
      examples: { one: { email: 'ada@engines.example', confirmedAt: '2026-11-22T09:30:00Z' }, present: {} },
    },
    answer: {
      status: 200,
      description: 'Confirmed, now or before.',
      schema: confirmedEmail,
      example: { id: '1042', emailConfirmed: true },
    },
    problems: ['invalid-request', 'not-found', 'deleted', 'erased', 'conflict'],
    idempotent: true,
  },
];
