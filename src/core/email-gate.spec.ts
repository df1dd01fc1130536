import { mistake, type EmailRules } from './email';
import { passEmails, type EmailGate, type EmailSides } from './email-gate';
import { text } from './converters';
import type { ObjectMapping } from './mapping';
import type { Fields, SourceRecord } from './record';
import { normalFields } from './values';

const mapping: ObjectMapping = {
  definition: {
    object: 'customer',
    kinds: { email: 'email', emailConfirmed: 'boolean', firstName: 'text' },
    references: [],
    hasLines: false,
  },
  remoteObject: 'contacts',
  fields: [
    { field: 'email', property: 'email', convert: text, direction: 'both' },
    { field: 'firstName', property: 'firstname', convert: text },
  ],
  matchBy: [],
  associations: [],
  onCreate: () => ({}),
};
const rules: EmailRules = {
  mistakeIn: (address) => (address.startsWith('bad') ? mistake('bad', 'is bad') : null),
  refusals: [],
};
const gate = (change: Partial<EmailGate> = {}): EmailGate => ({
  require: 'valid',
  onFailure: 'hold',
  rules,
  fields: ['email'],
  ...change,
});
const record = (fields: Fields): SourceRecord => ({
  object: 'customer',
  sourceId: '1',
  fields,
  updatedAt: new Date(0),
  fieldAt: {},
  deletedAt: null,
  revision: 1,
});

function outcome(asked: EmailGate | null, fields: Fields, known: Partial<EmailSides> = {}): unknown {
  const one = record(fields);
  const local = normalFields(mapping.definition.kinds, fields);
  const passed = passEmails(asked, mapping, { record: one, local, remote: {}, told: {}, refused: {}, ...known });
  return passed.kind === 'hold' ? passed.reason.code : passed.record.fields;
}

const bad = { email: 'Bad@gmial.com', firstName: 'Ada' };
const good = { email: 'ada@example.com', firstName: 'Ada' };
const refused = { 'ada@example.com': { code: 'NO', at: '2026-01-01T00:00:00.000Z' } };

describe('the e-mail gate', () => {
  it.each<[string, EmailGate | null, Fields, Partial<EmailSides>, unknown]>([
    ['lets everything go when there is none', null, bad, {}, bad],
    ['lets everything go when it is off', gate({ require: 'off' }), bad, { refused }, bad],
    ['lets an address go that the CRM takes', gate(), good, {}, good],
    ['holds one that it does not take', gate(), bad, {}, 'email-invalid'],
    ['leaves such a one out', gate({ onFailure: 'omit' }), bad, {}, { firstName: 'Ada' }],
    ['lets a record without an address go', gate({ require: 'confirmed' }), { email: null }, {}, { email: null }],
    ['holds one that was not confirmed', gate({ require: 'confirmed' }), good, {}, 'email-unconfirmed'],
    [
      'lets a confirmed one go',
      gate({ require: 'confirmed' }),
      { ...good, emailConfirmed: true },
      {},
      { ...good, emailConfirmed: true },
    ],
    [
      'holds a confirmed one that the CRM does not take',
      gate({ require: 'confirmed' }),
      { ...bad, emailConfirmed: true },
      {},
      'email-invalid',
    ],
    ['holds one that the CRM has refused', gate(), good, { refused }, 'email-refused'],
    ['lets one be that stands in the CRM already', gate(), bad, { remote: { email: 'bad@gmial.com' } }, bad],
    ['lets one be that the CRM was told of or told us', gate(), bad, { told: { email: 'bad@gmial.com' } }, bad],
  ])('%s', (...[, asked, fields, known, expected]) => {
    expect(outcome(asked, fields, known)).toEqual(expected);
  });

  it('says field, class and remedy, and never the address', () => {
    const fields = { email: 'bad.ada@gmial.com' };
    const passed = passEmails(gate(), mapping, {
      record: record(fields),
      local: fields,
      remote: {},
      told: {},
      refused: {},
    });
    expect(passed).toEqual({
      kind: 'hold',
      reason: {
        code: 'email-invalid',
        field: 'email',
        message:
          'email is bad (gmail.com may be meant), so the CRM would refuse it; correct it in the order system, and it goes by itself',
      },
    });
  });
});
