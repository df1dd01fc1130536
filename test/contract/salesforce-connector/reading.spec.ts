import { readEach } from '../../../src/connectors/salesforce/read';
import { query } from '../../../src/connectors/salesforce/soql';
import { failureOf, kinds, startOrg, valueOf, type Org } from './records-bench';

describe('the Salesforce connector reading records', () => {
  let org: Org;
  beforeAll(async () => {
    org = await startOrg();
  });
  afterAll(() => org.close());
  beforeEach(() => org.control('POST', 'counters/reset', {}));

  const byId = { object: 'Contact', by: 'id', properties: ['LastName', 'DoNotCall', 'Birthdate'] } as const;
  const byKey = { object: 'Contact', by: 'key', properties: ['LastName'] } as const;

  it('reads by ids of 15 and of 18 characters, and answers 18', async () => {
    const [a = '', b = ''] = await org.seed('Contact', { LastName: 'Ana', DoNotCall: true }, { LastName: 'Bo' });
    const outcomes = await readEach(org.reach(), byId, [b, a.slice(0, 15), b]);
    expect(outcomes.map((outcome) => valueOf(outcome)?.id)).toEqual([b, a, b]);
    expect(valueOf(outcomes[1])?.properties).toEqual({ LastName: 'Ana', DoNotCall: true, Birthdate: null });
    expect(await org.calls('POST /services/data/v{version}/composite/sobjects/{type}')).toBe(1);
  });

  it('reads 2,000 ids in a call', async () => {
    const rows = Array.from({ length: 2_001 }, (_, n) => ({ LastName: `Many ${n}` }));
    const ids = [...(await org.seed('Contact', ...rows))];
    const outcomes = await readEach(org.reach(), byId, ids);
    expect(outcomes.map((outcome) => valueOf(outcome)?.id)).toEqual(ids);
    expect(await org.calls('POST /services/data')).toBe(2);
  });

  it('takes a second for over only when Salesforce’s clock is two further', async () => {
    const [id = ''] = await org.seed('Contact', { LastName: 'Now' });
    const modifiedAt = async (): Promise<Date | undefined> =>
      valueOf((await readEach(org.reach(), byId, [id]))[0])?.modifiedAt;
    const fresh = await modifiedAt();
    expect(fresh?.getMilliseconds()).toBe(0);
    await org.advance(3_000);
    expect(await modifiedAt()).toEqual(new Date((fresh?.getTime() ?? 0) + 999));
  });

  it('says gone of an id that was deleted, also when it has left the recycle bin since', async () => {
    const [kept = '', deleted = '', purged = ''] = await org.seed(
      'Contact',
      { LastName: 'K' },
      { LastName: 'D' },
      { LastName: 'P' },
    );
    await org.edit('Contact', deleted, { delete: true });
    await org.edit('Contact', purged, { delete: true });
    await org.control('POST', 'bin', { ids: [purged] });
    const outcomes = await readEach(org.reach(), byId, [deleted, kept, purged]);
    expect(kinds(outcomes)).toEqual(['gone', 'ok', 'gone']);
  });

  it('never says gone of an id that nobody says was deleted: it may be kept from our user', async () => {
    const [hidden = '', old = ''] = await org.seed('Contact', { LastName: 'H' }, { LastName: 'O' });
    await org.edit('Contact', old, { delete: true });
    await org.control('POST', 'bin', { ids: [old] });
    await org.advance(16 * 86_400_000); // further back than getDeleted tells
    await org.control('POST', 'hidden', { ids: [hidden] });
    const never = '003000000000001AAA';
    const outcomes = await readEach(org.reach(), byId, [hidden, old, never]);
    await org.control('DELETE', 'hidden');
    const failure = { kind: 'rejected', code: 'NOT_SHOWN', owner: 'crm-administrator' };
    expect(outcomes.map(failureOf)).toMatchObject([failure, failure, failure]);
    expect(await org.calls('/deleted')).toBe(1);
    expect(kinds(await readEach(org.reach(), byId, [hidden]))).toEqual(['ok']);
  });

  it('knows nothing of its records while nobody can say what was deleted', async () => {
    const [hidden = ''] = await org.seed('Contact', { LastName: 'H' });
    await org.control('POST', 'hidden', { ids: [hidden] });
    const fault = { method: 'GET', path: '/services/data/*/sobjects/Contact/deleted', times: 1 };
    await org.control('POST', 'faults', { ...fault, status: 503 });
    const outcomes = await readEach(org.reach(), byId, [hidden]);
    const tooMany = { status: 400, body: [{ errorCode: 'EXCEEDED_ID_LIMIT', message: 'too many' }] };
    await org.control('POST', 'faults', { ...fault, ...tooMany });
    const [second] = await readEach(org.reach(), byId, [hidden]);
    await org.control('DELETE', 'hidden');
    expect(kinds(outcomes)).toEqual(['retry']);
    expect(failureOf(second)).toMatchObject({ code: 'NOT_SHOWN' });
  });

  it('reads by key without case, and null where nobody has it', async () => {
    await org.seed('Contact', { LastName: 'Key', Tandem_Id__c: 'c-1' });
    const outcomes = await readEach(org.reach(), byKey, ['C-1', 'c-2', '', 'x'.repeat(300), "o'c\\"]);
    expect(outcomes.map((outcome) => valueOf(outcome)?.properties ?? null)).toEqual([
      { LastName: 'Key' },
      null,
      null,
      null,
      null,
    ]);
  });

  it('asks for no key that nobody can have: a blank would find all who have none', async () => {
    const outcomes = await readEach(org.reach(), byKey, ['', ' ', 'x'.repeat(300)]);
    expect(outcomes.map(valueOf)).toEqual([null, null, null]);
    expect(await org.calls('query')).toBe(0);
  });

  it('splits keys so that no address is too long', async () => {
    const rows = Array.from({ length: 1_500 }, (_, n) => ({
      LastName: `K${n}`,
      Tandem_Id__c: `${'k'.repeat(30)}-'${n}`,
    }));
    await org.seed('Contact', ...rows);
    const keys = rows.map(({ Tandem_Id__c }) => Tandem_Id__c);
    const outcomes = await readEach(org.reach(), byKey, keys);
    expect(outcomes.map((outcome) => valueOf(outcome)?.properties['LastName'])).toEqual(
      rows.map(({ LastName }) => LastName),
    );
    expect(await org.calls('GET /services/data/v{version}/query')).toBeLessThanOrEqual(6);
  });

  it('gives one verdict for all when a field is hidden, without halving', async () => {
    const [a = '', b = ''] = await org.seed('Contact', { LastName: 'H1' }, { LastName: 'H2' });
    await org.control('POST', 'field', { object: 'Contact', name: 'Birthdate', hidden: true });
    const outcomes = await readEach(org.reach(), byId, [a, b]);
    await org.control('POST', 'field', { object: 'Contact', name: 'Birthdate', hidden: false });
    expect(kinds(outcomes)).toEqual(['rejected', 'rejected']);
    expect(failureOf(outcomes[0])).toMatchObject({ code: 'INVALID_FIELD', property: 'Birthdate' });
    expect(await org.calls('composite/sobjects/{type}')).toBe(1);
  });

  it('says that we were the last, and that each value may be another’s who was', async () => {
    const { id } = await org.call<{ id: string }>('POST', 'sobjects/Contact', { LastName: 'Ours' });
    const writers = { of: ['LastName', 'Phone'], ours: 'Tandem_Id__c' };
    const [ours] = await readEach(org.reach(), { ...byId, writers }, [id]);
    expect(valueOf(ours)?.isLastOurs).toBe(true);
    expect(valueOf(ours)).not.toHaveProperty('writers');
    await org.advance(5_000);
    await org.edit('Contact', id, { fields: { Phone: '1' } });
    const [theirs] = await readEach(org.reach(), { ...byId, writers }, [id]);
    expect(valueOf(theirs)).toMatchObject({ isLastOurs: false, writers: { LastName: { isOurs: false } } });
    expect(valueOf(theirs)?.writers?.['Phone']?.at).toEqual(expect.any(Date));
  });

  it('reads to the last page, and begins again when the locator is lost', async () => {
    const rows = Array.from({ length: 2_100 }, (_, n) => ({ LastName: 'Page', Tandem_Id__c: `p${n}` }));
    await org.seed('Contact', ...rows);
    const lost = { status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }] };
    await org.control('POST', 'faults', { method: 'GET', path: '/services/data/*/query/*', times: 1, ...lost });
    const soql = "SELECT Id FROM Contact WHERE LastName = 'Page'";
    const found = await query(org.reach().send, { object: 'Contact', soql, rows: 0 });
    expect(found.ok && found.records.length).toBe(2_100);
    expect(await org.calls('GET /services/data/v{version}/query')).toBe(4);
  });

  it('fails rather than answer a part of what a query found', async () => {
    await org.seed('Contact', { LastName: 'Cut' });
    const short = [
      { totalSize: 2, done: true, records: [{ Id: '003000000000001AAA' }] },
      { totalSize: 1, done: false, records: [{ Id: '003000000000001AAA' }] },
    ];
    for (const body of short) {
      await org.control('POST', 'faults', {
        method: 'GET',
        path: '/services/data/*/query',
        times: 1,
        status: 200,
        body,
      });
      const found = await query(org.reach().send, {
        object: 'Contact',
        soql: "SELECT Id FROM Contact WHERE LastName = 'Cut'",
        rows: 0,
      });
      expect(found).toMatchObject({ ok: false, failure: { kind: 'retry', code: 'QUERY_INCOMPLETE' } });
    }
  });
});
