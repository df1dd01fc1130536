import { associateEach, dissociateEach } from '../../../src/connectors/salesforce/associations';
import { until } from '../../support/until';
import { kinds, startOrg, type Org } from './records-bench';

interface Role {
  readonly OpportunityId: string;
  readonly ContactId: string;
  readonly IsPrimary: boolean;
}

describe('the Salesforce connector and contact roles', () => {
  let org: Org;
  let contacts: readonly string[];
  beforeAll(async () => {
    org = await startOrg();
    contacts = await org.seed('Contact', { LastName: 'A' }, { LastName: 'B' }, { LastName: 'C' });
  });
  afterAll(() => org.close());

  const type = { from: 'Opportunity', to: 'Contact' };
  const makeOrders = (count: number): Promise<readonly string[]> =>
    org.seed(
      'Opportunity',
      ...Array.from({ length: count }, () => ({ Name: 'O', StageName: 'Prospecting', CloseDate: '2026-12-01' })),
    );
  const rolesOf = async (order: string): Promise<readonly (readonly [string, boolean])[]> => {
    const q = `SELECT ContactId,IsPrimary FROM OpportunityContactRole WHERE OpportunityId='${order}' ORDER BY Id`;
    const { records } = await org.call<{ records: Role[] }>('GET', `query?q=${encodeURIComponent(q)}`);
    return records.map(({ ContactId, IsPrimary }) => [ContactId, IsPrimary] as const);
  };

  it('makes one role of a pair that is joined twice, and the first of an order is the primary', async () => {
    const [a = '', b = ''] = contacts;
    const [order = '', other = ''] = await makeOrders(2);
    const pairs = [
      { fromId: order, toId: a },
      { fromId: order.slice(0, 15), toId: a.slice(0, 15) },
      { fromId: order, toId: b },
      { fromId: other, toId: b },
    ];
    for (let time = 0; time < 2; time++) {
      expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['ok', 'ok', 'ok', 'ok']);
    }
    expect(await rolesOf(order)).toEqual([
      [a, true],
      [b, false],
    ]);
    expect(await rolesOf(other)).toEqual([[b, true]]);
  });

  it('leaves the primary contact that somebody chose', async () => {
    const [a = '', b = ''] = contacts;
    const [order = ''] = await makeOrders(1);
    await org.seed('OpportunityContactRole', { OpportunityId: order, ContactId: b, IsPrimary: true });
    await associateEach(org.reach(), type, [{ fromId: order, toId: a }]);
    expect(await rolesOf(order)).toEqual([
      [b, true],
      [a, false],
    ]);
  });

  it('makes no second role after its answer was lost', async () => {
    const [a = ''] = contacts;
    const [order = ''] = await makeOrders(1);
    await org.control('POST', 'faults', {
      method: 'POST',
      path: '/services/data/*/composite/sobjects',
      times: 1,
      kind: 'close',
    });
    const pairs = [{ fromId: order, toId: a }];
    expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['unknown']);
    expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['ok']);
    expect(await rolesOf(order)).toEqual([[a, true]]);
  });

  it('leaves one role of a pair when a first call was late and not lost: the primary one', async () => {
    const [a = ''] = contacts;
    const [order = ''] = await makeOrders(1);
    await org.control('POST', 'faults', {
      method: 'POST',
      path: '/services/data/*/composite/sobjects',
      times: 1,
      kind: 'status',
      when: 'before',
      delayMs: 600_000, // until the faults are cleared
    });
    const pairs = [{ fromId: order, toId: a }];
    const reach = org.reach({ callDeadlineMs: 300 });
    expect(kinds(await associateEach(reach, type, pairs))).toEqual(['unknown']);
    expect(kinds(await associateEach(reach, type, pairs))).toEqual(['ok']);
    await org.control('DELETE', 'faults');
    await until(async () => (await rolesOf(order)).length === 2);
    expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['ok']);
    expect(await rolesOf(order)).toEqual([[a, true]]);
  });

  it('leaves a second role that somebody else made, and one that says what the contact is', async () => {
    const [a = '', b = ''] = contacts;
    const [order = ''] = await makeOrders(1);
    const make = (role: object): Promise<unknown> =>
      org.call('POST', 'sobjects/OpportunityContactRole', { OpportunityId: order, ...role });
    await make({ ContactId: a });
    await org.seed('OpportunityContactRole', { OpportunityId: order, ContactId: a });
    await make({ ContactId: b });
    await make({ ContactId: b, Role: 'Decision Maker' });
    const pairs = [a, b].map((toId) => ({ fromId: order, toId }));
    expect(kinds(await associateEach(org.reach(), type, pairs))).toEqual(['ok', 'ok']);
    expect((await rolesOf(order)).map(([id]) => id)).toEqual([a, a, b, b]);
  });

  it('parts a pair from all its roles, and no other pair', async () => {
    const [a = '', b = '', c = ''] = contacts;
    const [order = ''] = await makeOrders(1);
    const roles = [a, b, a].map((ContactId) => ({ OpportunityId: order, ContactId }));
    await org.seed('OpportunityContactRole', ...roles);
    const pairs = [a, c].map((toId) => ({ fromId: order, toId }));
    expect(kinds(await dissociateEach(org.reach(), type, pairs))).toEqual(['ok', 'ok']);
    expect((await rolesOf(order)).map(([id]) => id)).toEqual([b]);
  });

  it('makes the roles of n orders in n / 200 calls', async () => {
    const [a = ''] = contacts;
    const orders = await makeOrders(450);
    await org.control('POST', 'counters/reset', {});
    const outcomes = await associateEach(
      org.reach(),
      type,
      orders.map((fromId) => ({ fromId, toId: a })),
    );
    expect(kinds(outcomes)).toEqual(orders.map(() => 'ok'));
    expect(await org.calls('POST /services/data/v{version}/composite/sobjects')).toBe(3);
    expect(await org.calls('GET /services/data/v{version}/query')).toBe(1);
  });
});
