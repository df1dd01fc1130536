import { companyOf, customerOf, putFamily } from '../support/family';
import type { ChangeView, ConflictView } from '../support/order-system';
import { Story } from '../support/story';

type CrmName = 'hubspot' | 'salesforce';
const crms = ['hubspot', 'salesforce'] as const;
const otherOf: Readonly<Record<CrmName, CrmName>> = { hubspot: 'salesforce', salesforce: 'hubspot' };
const rule = (field: string, policy: string): object => ({ object: 'customer', field, direction: 'both', policy });

describe('a tenant with HubSpot and Salesforce', () => {
  let story: Story;
  /** What is not there any more, by CRM. */
  const lost: Readonly<Record<CrmName, string[]>> = { hubspot: [], salesforce: [] };
  beforeAll(async () => {
    story = await Story.begin({
      crm: 'hubspot',
      beside: 'salesforce',
      polls: true,
      fieldRules: [rule('firstName', 'crm'), rule('lastName', 'ask'), rule('phone', 'order-system')],
    });
  });
  afterAll(() => story.end());

  const idOf = async (id: string, crm: CrmName, type: 'company' | 'customer' = 'customer'): Promise<string> =>
    (await story.shop.link(type, id, crm)).externalId ?? '';
  const held = async (id: string, crm: CrmName): Promise<Readonly<Record<string, unknown>>> => {
    const key = await idOf(id, crm);
    return (await story.account(crm).holdings()).records.customer.find((record) => record.id === key)?.fields ?? {};
  };
  const edit = async (id: string, crm: CrmName, fields: Record<string, string>): Promise<void> =>
    story.account(crm).edit('customer', await idOf(id, crm), fields);
  const begin = async (...ids: string[]): Promise<void> => {
    for (const id of ids) await story.shop.put('customer', id, customerOf(id));
    await story.polled();
  };
  /** Takes over whatever is offered until nothing more is; answers what was. */
  const acceptAll = async (): Promise<readonly ChangeView[]> => {
    const accepted: ChangeView[] = [];
    for (let open = await story.shop.readChanges(); open.length > 0; open = await story.shop.readChanges()) {
      for (const change of open) await story.shop.accept(change);
      accepted.push(...open);
      await story.polled();
    }
    return accepted;
  };
  /** Both hold all, each once, and neither is written to while time passes and both are polled. */
  const settled = async (): Promise<void> => {
    await story.expectSettled({ missing: lost.hubspot }, { missing: lost.salesforce });
    const before = await story.writes();
    await story.polled();
    expect(await story.writes()).toEqual(before);
    expect(await story.shop.readChanges()).toEqual([]);
  };

  it('has each record in both, and what changes of it', async () => {
    await putFamily(story.shop, 'ada');
    await settled();
    await story.shop.change('customer', 'ada', { firstName: 'Augusta', country: 'GB' });
    await story.shop.change('company', 'ada', { name: 'Engines' });
    await settled();
    expect(await idOf('ada', 'hubspot')).not.toBe(await idOf('ada', 'salesforce'));
  });

  it('is offered once what is changed in the one, and once it is accepted the other has it', async () => {
    for (const crm of crms) {
      const id = `from-${crm}`;
      await begin(id);
      await edit(id, crm, { firstName: 'Theirs', country: 'DE' });
      await story.polled();
      expect(await held(id, otherOf[crm])).toMatchObject({ firstName: id });
      const [change, ...more] = await story.shop.readChanges();
      expect(more).toEqual([]);
      expect(change).toMatchObject({ connectionId: crm, id, fields: { firstName: { from: id, to: 'Theirs' } } });
      await story.shop.accept(change!);
      await story.polled();
      expect(await held(id, otherOf[crm])).toMatchObject({ firstName: 'Theirs', country: 'DE' });
    }
    await settled();
  });

  it('puts that CRM alone right whose change it refuses', async () => {
    for (const crm of crms) {
      const id = `refused-${crm}`;
      await begin(id);
      await edit(id, crm, { firstName: 'Theirs' });
      await story.polled();
      const [change] = await story.shop.readChanges();
      const before = await story.account(otherOf[crm]).writes();
      await story.shop.refuse(change!, 'not so');
      await story.polled();
      expect(await held(id, crm)).toMatchObject({ firstName: id });
      expect(await story.account(otherOf[crm]).writes()).toEqual(before);
    }
    await settled();
  });

  it('ends with one value everywhere when a field was changed in both at once', async () => {
    await begin('both');
    await edit('both', 'hubspot', { firstName: 'Hub' });
    await edit('both', 'salesforce', { firstName: 'Force' });
    await story.polled();
    const accepted = await acceptAll();
    expect(new Set(accepted.map(({ connectionId }) => connectionId))).toEqual(new Set(crms));
    await settled();
    expect(['Hub', 'Force']).toContain(story.shop.records.customer.get('both')?.firstName);
  });

  it('takes of fields that were changed on all three sides what their policies say', async () => {
    await begin('three');
    for (const crm of crms) await edit('three', crm, { lastName: crm, phone: '+4930111' });
    await story.shop.change('customer', 'three', { lastName: 'Ours', phone: '+442079460001' });
    await story.polled();
    for (const crm of crms) expect(await held('three', crm)).toMatchObject({ lastName: crm, phone: '+442079460001' });
    const open = async (): Promise<readonly ConflictView[]> =>
      (await story.shop.fieldConflicts('fields')).filter(({ id }) => id === 'three');
    expect((await open()).map(({ field, theirs }) => [field, theirs])).toEqual(
      expect.arrayContaining(crms.map((crm) => ['lastName', crm])),
    );
    // What the first decision brings to the order system is another question to the other CRM, by another number.
    for (const crm of crms.toReversed()) {
      const about = (await open()).find(({ theirs }) => theirs === crm);
      await story.shop.resolve(about!.conflict, crm === 'salesforce' ? 'theirs' : 'ours');
      await story.polled();
      await acceptAll();
    }
    await settled();
    for (const crm of crms) expect(await held('three', crm)).toMatchObject({ lastName: 'salesforce' });
  });

  it('follows a merge and a deletion in the one, and the other keeps what it has', async () => {
    for (const crm of crms) {
      const [winner, loser, deleted] = [`winner-${crm}`, `loser-${crm}`, `deleted-${crm}`];
      await begin(winner, loser, deleted);
      const account = story.account(crm);
      const survivor = await account.merge('customer', await idOf(winner, crm), await idOf(loser, crm));
      await account.remove('customer', await idOf(deleted, crm));
      lost[crm].push(`customer/${loser}`, `customer/${deleted}`);
      const before = await story.account(otherOf[crm]).writes();
      await story.polled();
      await story.polled('archived');
      expect(await story.account(otherOf[crm]).writes()).toEqual(before);
      expect(await story.shop.link('customer', winner, crm)).toMatchObject({ state: 'synced', externalId: survivor });
      for (const id of [loser, deleted]) {
        expect(await story.shop.link('customer', id, crm)).toMatchObject({ state: 'gone' });
        expect(await story.shop.link('customer', id, otherOf[crm])).toMatchObject({ state: 'synced' });
      }
      await story.shop.change('customer', deleted, { firstName: 'Augusta' });
      await story.polled();
      expect(await held(deleted, otherOf[crm])).toMatchObject({ firstName: 'Augusta' });
    }
    await story.shop.readChanges();
    await settled();
  });

  it('goes on in the one while the other is not there, which catches up', async () => {
    for (const crm of crms) {
      const trouble = { kind: 'status', status: 503, when: 'before' } as const;
      await story.account(crm).strike({ action: 'create', of: 'company' }, trouble, 2);
      await story.shop.put('company', `down-${crm}`, companyOf(`down-${crm}`));
      await story.until('the other has it', async () => (await idOf(`down-${crm}`, otherOf[crm], 'company')) !== '');
    }
    await settled();
    for (const crm of crms) expect(await story.account(crm).faultsLeft()).toEqual([]);
  });
});
