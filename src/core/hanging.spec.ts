import { endsInDoubt, intentOf, linesInDoubt, openAfter } from './hanging';
import { newLink, type Intent } from './link';
import type { Failure, Outcome } from './failure';

const now = new Date('2026-03-01T12:00:00Z');
const link = { ...newLink('4711'), externalId: '7', issuedNumber: 4 };
const nothing = { link, write: null, lines: { upsert: [], archive: [] }, associate: {} } as const;
const intent: Intent = {
  number: 5,
  at: now.toISOString(),
  fields: { name: 'Ann' },
  lines: ['1', '2'],
  ends: { customerId: ['70'] },
};

const ok: Outcome<unknown> = { ok: true, value: null };
const failing = (kind: 'retry' | 'unknown' | 'stale'): Outcome<unknown> => ({
  ok: false,
  failure: { kind, code: 'CODE', message: '' } satisfies Failure,
});
const results = (one: Outcome<unknown>): Parameters<typeof openAfter>[2] => ({
  lines: new Map([
    ['1', one],
    ['2', ok],
  ]),
  archived: new Map(),
  associations: new Map([['customerId', one]]),
});

describe('an intent', () => {
  it('names what is written along with a record, under the next number', () => {
    const plan = {
      ...nothing,
      lines: { upsert: [{ lineId: '1' }], archive: [{ lineId: '2' }] },
      associate: { customerId: { to: '70', from: ['69'] } },
    };
    expect(intentOf(plan, now)).toEqual({
      number: 5,
      at: now.toISOString(),
      fields: {},
      lines: ['1', '2'],
      ends: { customerId: ['70', '69'] },
    });
  });

  it('is not made for a plan that writes nothing', () => {
    expect(intentOf(nothing, now)).toBeNull();
  });

  it('ends when every answer came', () => {
    expect(openAfter(intent, false, results(ok))).toBeNull();
  });

  it.each(['retry', 'unknown'] as const)('stays for what failed with %s, which may have landed', (kind) => {
    const open = openAfter(intent, false, results(failing(kind)));
    expect(open).toEqual({ number: 5, at: intent.at, fields: {}, lines: ['1'], ends: { customerId: ['70'] } });
  });

  it('ends for what was refused for good', () => {
    expect(openAfter(intent, false, results(failing('stale')))).toBeNull();
  });

  it('stays with its fields while the record itself is open', () => {
    expect(openAfter(intent, true, results(ok))).toEqual({ number: 5, at: intent.at, fields: { name: 'Ann' } });
  });
});

describe('doubt', () => {
  it('gathers what every open intent has said of lines and parents', () => {
    const doubtful = {
      ...link,
      intents: [intent, { ...intent, number: 6, lines: ['3'], ends: { customerId: ['71'] } }],
    };
    expect([...linesInDoubt(doubtful)]).toEqual(['1', '2', '3']);
    expect([...endsInDoubt(doubtful, 'customerId')]).toEqual(['70', '71']);
    expect([...endsInDoubt(doubtful, 'companyId')]).toEqual([]);
  });
});
