import type { AnsweredRecord } from './answer';
import { readWriters } from './writers';

const record = (history: unknown): AnsweredRecord => ({
  id: '1',
  properties: {},
  created: false,
  traceId: null,
  modifiedAt: null,
  history,
});
const at = '2026-11-26T09:30:00.000Z';
const version = (sourceType: string, sourceId: string): object => ({ value: 'x', timestamp: at, sourceType, sourceId });
const query = { of: ['phone'], ours: 'tandem_revision' };
const mine = [version('INTEGRATION', '77')];

describe('who set a value', () => {
  it('is us, when it is the app that set our own property', () => {
    const writers = readWriters(record({ tandem_revision: mine, phone: mine }), query);
    expect(writers).toEqual({ phone: { at: new Date(at), isOurs: true } });
  });

  it.each([
    ['another app', version('INTEGRATION', '78')],
    ['a person', version('CRM_UI', 'userId:77')],
    ['an import of the same number', version('IMPORT', '77')],
  ])('is not us, when it is %s', (_, other) => {
    expect(readWriters(record({ tandem_revision: mine, phone: [other, ...mine] }), query)['phone']?.isOurs).toBe(false);
  });

  it('is said with the value that it took the place of', () => {
    const phone = [...mine, { ...version('CRM_UI', 'userId:1'), value: '+49301234' }];
    expect(readWriters(record({ tandem_revision: mine, phone }), query)['phone']?.before).toEqual({
      value: '+49301234',
      at: new Date(at),
      isOurs: false,
    });
  });

  it('is not us, when nothing says who we are', () => {
    const person = [version('CRM_UI', 'userId:1')];
    expect(readWriters(record({ phone: person }), query)['phone']?.isOurs).toBe(false);
    expect(readWriters(record({ tandem_revision: person, phone: person }), query)['phone']?.isOurs).toBe(false);
  });

  it.each([[undefined], [null], [{}], [{ phone: [] }], [{ phone: 'x' }]])(
    'is not said, of the answer %j',
    (history) => {
      expect(readWriters(record(history), query)).toEqual({});
    },
  );
});
