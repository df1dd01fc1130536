import { associateEach, dissociateEach } from '../../../src/connectors/salesforce/associations';
import { kinds, startOrg, type Org } from './records-bench';

describe('the Salesforce connector and lookups', () => {
  let org: Org;
  let accounts: readonly string[];
  beforeAll(async () => {
    org = await startOrg();
    accounts = await org.seed('Account', { Name: 'One' }, { Name: 'Two' });
  });
  afterAll(() => org.close());

  const type = { from: 'Contact', to: 'Account' };
  const parentOf = async (id: string): Promise<unknown> =>
    (await org.call<{ AccountId: unknown }>('GET', `sobjects/Contact/${id}?fields=AccountId`)).AccountId;

  it('joins a child to its parent, as often as it is told', async () => {
    const [one = ''] = accounts;
    const [a = '', b = ''] = await org.seed('Contact', { LastName: 'A' }, { LastName: 'B' });
    const pairs = [a, b, a].map((fromId) => ({ fromId, toId: one }));
    expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['ok', 'ok', 'ok']);
    expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['ok', 'ok', 'ok']);
    expect([await parentOf(a), await parentOf(b)]).toEqual([one, one]);
  });

  it('parts a child only from the parent that it still has', async () => {
    const [one = '', two = ''] = accounts;
    const [a = '', b = '', c = '', d = ''] = await org.seed(
      'Contact',
      { LastName: 'A', AccountId: one },
      { LastName: 'B', AccountId: two },
      { LastName: 'C' },
      { LastName: 'D', AccountId: one },
    );
    await org.edit('Contact', d, { delete: true });
    const pairs = [a, b, c, d].map((fromId) => ({ fromId, toId: one.slice(0, 15) }));
    expect(kinds(await dissociateEach(org.reach(), type, pairs))).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect([await parentOf(a), await parentOf(b), await parentOf(c)]).toEqual([null, two, null]);
  });

  it('answers for each pair what stands in its way', async () => {
    const [one = ''] = accounts;
    const [a = '', gone = ''] = await org.seed('Contact', { LastName: 'A' }, { LastName: 'G' });
    await org.edit('Contact', gone, { delete: true });
    const pairs = [
      { fromId: a, toId: '001000000000001AAA' },
      { fromId: gone, toId: one },
    ];
    expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['stale', 'gone']);
  });

  it('has nothing to do for a line, which is born under its order', async () => {
    const line = { from: 'OpportunityLineItem', to: 'Opportunity' };
    expect(kinds(await associateEach(org.reach(), line, [{ fromId: 'a', toId: 'b' }]))).toEqual(['ok']);
    expect(kinds(await dissociateEach(org.reach(), line, [{ fromId: 'a', toId: 'b' }]))).toEqual(['ok']);
  });

  it('is a mistake of ours to join what nothing joins', async () => {
    await expect(associateEach(org.reach(), { from: 'Account', to: 'Lead' }, [])).rejects.toThrow(
      'joins Account to Lead',
    );
  });
});
