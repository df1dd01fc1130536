import { readChangeEvent } from './change-event';

const accountId = '00D5g000004fXkLEAU';
const contact = '0035g00000000bAAAQ';
const opportunity = '0065g00000000bAAAQ';

const header = (more: object = {}): object => ({
  entityName: 'Contact',
  recordIds: [contact],
  changeType: 'UPDATE',
  changeOrigin: 'com/salesforce/api/rest/67.0;client=SfdcInternalAPI/',
  transactionKey: '00065380-d1a9-a64a-9341-14f6f12f674c',
  sequenceNumber: 1,
  commitTimestamp: 1_714_170_102_000,
  commitNumber: 1_100_823_480_049,
  commitUser: '005B0000006GudtIAC',
  changedFields: ['LastName'],
  ...more,
});
const message = (more: object = {}, payload: object = {}): object => ({
  schema: 'I8b-dYxvxs5wOtCBr4qsew',
  payload: { LastName: 'Hildegard', ...payload, ChangeEventHeader: header(more) },
  event: { replayId: 6 },
});
const read = (value: unknown): ReturnType<typeof readChangeEvent> =>
  readChangeEvent(value, { accountId, client: 'tandem' });

describe('a change event', () => {
  it('names the record to look at and its place, and nothing of what it holds', () => {
    expect(read(message())).toEqual({
      place: '6',
      events: [
        {
          accountId,
          kind: 'changed',
          records: [{ object: 'Contact', id: contact }],
          occurredAt: null,
          isOurs: false,
        },
      ],
      overflowed: [],
    });
  });

  it.each([
    ['CREATE', 'created'],
    ['UPDATE', 'changed'],
    ['DELETE', 'deleted'],
    ['UNDELETE', 'restored'],
    ['GAP_CREATE', 'created'],
    ['GAP_UPDATE', 'changed'],
    ['GAP_DELETE', 'deleted'],
    ['GAP_UNDELETE', 'restored'],
    ['SNAPSHOT', 'changed'],
  ])('of type %s is of kind %s', (changeType, kind) => {
    expect(read(message({ changeType }))?.events).toMatchObject([{ kind, records: [{ id: contact }] }]);
  });

  it('may name many records, with 15 characters too', () => {
    const recordIds = [contact.slice(0, 15), '0035g00000000bBAAQ'];
    expect(read(message({ recordIds }))?.events[0]?.records.map(({ id }) => id)).toEqual([contact, recordIds[1]]);
  });

  it.each([
    ['of more changes than could be told', { changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] }],
    ['of all records of an object', { recordIds: ['003*'] }],
    ['without records', { changeType: 'GAP_OVERFLOW', recordIds: [] }],
  ])('%s tells of its object, and of no record', (_what, more) => {
    expect(read(message(more))).toEqual({ place: '6', events: [], overflowed: ['Contact'] });
  });

  it.each([
    ['com/salesforce/api/rest/67.0;client=tandem', true],
    ['1com/salesforce/api/bulkapi/67.0;client=tandem;more=1', true],
    ['com/salesforce/api/rest/67.0;client=tandem-of-another', false],
    ['com/salesforce/api/rest/67.0', false],
    ['', false],
  ])('from %s is our own: %s', (changeOrigin, isOurs) => {
    expect(read(message({ changeOrigin }))?.events[0]?.isOurs).toBe(isOurs);
  });

  it('of a gap is never taken for our own: it stands for more than one change', () => {
    const changeOrigin = 'com/salesforce/api/rest/67.0;client=tandem';
    expect(read(message({ changeOrigin, changeType: 'GAP_UPDATE' }))?.events[0]?.isOurs).toBe(false);
  });

  it('of a contact role tells of its opportunity, where it names it', () => {
    const role = { entityName: 'OpportunityContactRole', recordIds: ['00K5g00000000bAAAQ'], changeType: 'CREATE' };
    const objects = (payload: object): unknown => read(message(role, payload))?.events[0]?.records;
    expect(objects({ OpportunityId: opportunity })).toContainEqual({ object: 'Opportunity', id: opportunity });
    expect(objects({})).toEqual([{ object: 'OpportunityContactRole', id: role.recordIds[0] }]);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'message'],
    ['no header', { payload: {}, event: { replayId: 6 } }],
    ['no place', { payload: { ChangeEventHeader: header() } }],
    ['no object', message({ entityName: 7 })],
  ])('of %s is none', (_what, value) => {
    expect(read(value)).toBeNull();
  });
});
