import { customerOf, putFamily } from '../../support/family';
import { Story } from '../../support/story';

const rule = (field: string, policy: string): object => ({ object: 'customer', field, direction: 'both', policy });

describe('what a salesperson changes in Salesforce, found by polling alone', () => {
  let story: Story;
  const lost: string[] = [];
  beforeAll(async () => {
    story = await Story.begin({
      crm: 'salesforce',
      polls: true,
      newRecords: ['customer=offer'],
      fieldRules: [rule('firstName', 'crm'), rule('lastName', 'ask'), rule('phone', 'order-system')],
    });
  });
  afterAll(() => story.end());

  const begin = async (id: string): Promise<string> => {
    await story.shop.put('customer', id, customerOf(id));
    await story.polled();
    return (await story.shop.link('customer', id)).externalId ?? '';
  };
  const held = async (id: string): Promise<Readonly<Record<string, unknown>>> =>
    (await story.remote.holdings()).records.customer.find((record) => record.id === id)?.fields ?? {};
  const settled = (): Promise<void> => story.expectSettled({ missing: lost });

  it('is offered once, and accepted stands on both sides', async () => {
    const contact = await begin('accepted');
    await story.remote.edit('customer', contact, { firstName: 'Theirs', country: 'DE' });
    await story.polled();
    const [change, ...others] = await story.shop.readChanges();
    expect(others).toEqual([]);
    expect(change?.fields).toEqual({
      firstName: { from: 'accepted', to: 'Theirs' },
      country: { from: null, to: 'DE' },
    });
    await story.shop.accept(change!);
    await story.polled();
    await settled();
    expect(await story.shop.readChanges()).toEqual([]);
  });

  it('is put back when the order system refuses it', async () => {
    const contact = await begin('refused');
    await story.remote.edit('customer', contact, { firstName: 'Theirs' });
    await story.polled();
    const [change] = await story.shop.readChanges();
    await story.shop.refuse(change!, 'not so');
    await story.polled();
    expect(await held(contact)).toMatchObject({ firstName: 'refused' });
    await settled();
  });

  it('wins where its policy says so, and a person is asked where that says so', async () => {
    const contact = await begin('both');
    await story.remote.edit('customer', contact, { firstName: 'Theirs', lastName: 'Theirs', phone: '+4930111' });
    await story.shop.change('customer', 'both', { firstName: 'Ours', lastName: 'Ours', phone: '+442079460001' });
    await story.polled();
    expect(await held(contact)).toMatchObject({ firstName: 'Theirs', lastName: 'Theirs', phone: '+442079460001' });
    const [open] = await story.shop.fieldConflicts('fields');
    expect(open).toMatchObject({ field: 'lastName', ours: 'Ours', theirs: 'Theirs', outcome: null });
    await story.shop.resolve(open!.conflict, 'ours');
    await story.polled();
    expect(await held(contact)).toMatchObject({ lastName: 'Ours' });
    for (const change of await story.shop.readChanges()) await story.shop.accept(change);
    await story.polled();
    await settled();
  });

  it('is offered as a new customer, and accepted has a link', async () => {
    const [id] = await story.remote.seed('customer', [{ email: 'new@example.com', firstName: 'New', lastName: 'One' }]);
    await story.polled();
    await story.strangersSeen();
    const [change] = await story.shop.readChanges();
    expect(change).toMatchObject({ kind: 'created', externalId: id, fields: { email: { to: 'new@example.com' } } });
    await story.shop.acceptAs('new', change!);
    await story.polled();
    await settled();
    expect(await story.shop.link('customer', 'new')).toMatchObject({ state: 'synced', externalId: id });
  });

  it('is followed when it is a merge or a deletion', async () => {
    for (const id of ['winner', 'loser', 'deleted']) await begin(id);
    const idOf = async (id: string): Promise<string> => (await story.shop.link('customer', id)).externalId ?? '';
    await story.remote.merge('customer', await idOf('winner'), await idOf('loser'));
    await story.remote.remove('customer', await idOf('deleted'));
    lost.push('customer/loser', 'customer/deleted');
    await story.polled();
    await story.polled('archived');
    expect(await story.shop.link('customer', 'loser')).toMatchObject({ state: 'gone', reason: { code: 'merged' } });
    expect(await story.shop.link('customer', 'deleted')).toMatchObject({ reason: { code: 'deleted-in-crm' } });
    await settled();
  });

  it('is missed by nobody when it happens while no service runs', async () => {
    await putFamily(story.shop, 'night');
    await story.polled();
    const { externalId } = await story.shop.link('customer', 'night');
    await story.shop.readChanges();
    for (const service of story.services) await service.kill();
    await story.remote.edit('customer', externalId!, { firstName: 'Theirs' });
    await story.remote.advance(9 * 3_600_000);
    await story.startService();
    await story.polled();
    const [change] = await story.shop.readChanges();
    expect(change).toMatchObject({ id: 'night', fields: { firstName: { to: 'Theirs' } } });
    await story.shop.accept(change!);
    await story.polled();
    await settled();
  });
});
