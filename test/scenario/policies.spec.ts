import { customerOf } from '../support/family';
import { Story } from '../support/story';

const rule = (field: string, policy: string): object => ({ object: 'customer', field, direction: 'both', policy });

describe('a field that both sides have changed', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({
      oauth: true,
      fieldRules: [
        rule('firstName', 'crm'),
        rule('lastName', 'ask'),
        rule('address', 'newest'),
        { ...rule('phone', 'fill-blanks'), clear: true },
        { object: 'customer', field: 'country', direction: 'push', enforce: true },
      ],
    });
    await story.crm.sendWebhooksTo(story.door.url, ['propertyChange']);
  });
  afterAll(() => story.end());

  const told = async (): Promise<void> => {
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.quiet();
  };
  const begin = async (customer: string): Promise<string> => {
    await story.shop.put('customer', customer, { ...customerOf(customer), address: 'Old street 1', country: 'DE' });
    await told();
    const { externalId } = await story.shop.link('customer', customer);
    return externalId ?? '';
  };
  const contactOf = async (id: string): Promise<Readonly<Record<string, string | null>>> =>
    (await story.crm.live('contacts')).find((one) => one.id === id)?.properties ?? {};
  const sales = (id: string, properties: Record<string, string>): Promise<void> =>
    story.crm.edit('contacts', id, { properties });

  it('of policy crm goes to the order system', async () => {
    const contact = await begin('crm');
    await sales(contact, { firstname: 'Theirs' });
    await story.shop.change('customer', 'crm', { firstName: 'Ours' });
    await told();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Theirs' });
    const [change] = await story.shop.readChanges();
    expect(change?.fields).toEqual({ firstName: { from: 'Ours', to: 'Theirs' } });
    await story.shop.accept(change!);
    await told();
    await story.expectSettled();
    expect(await story.shop.fieldConflicts('decided')).toMatchObject([{ policy: 'crm', outcome: 'theirs' }]);
  });

  it('of policy ask rests on both sides, while the others flow, until a person says which is right', async () => {
    const contact = await begin('asked');
    await sales(contact, { lastname: 'Theirs' });
    await story.shop.change('customer', 'asked', { lastName: 'Ours', phone: '+442079460001' });
    await told();
    expect(await contactOf(contact)).toMatchObject({ lastname: 'Theirs', phone: '+442079460001' });
    expect(await story.shop.link('customer', 'asked')).toMatchObject({
      state: 'conflict',
      reason: { code: 'fields-differ', field: 'lastName' },
    });
    const [open] = await story.shop.fieldConflicts('fields');
    expect(open).toMatchObject({ id: 'asked', field: 'lastName', ours: 'Ours', theirs: 'Theirs', outcome: null });
    await story.shop.resolve(open!.conflict, 'ours');
    await told();
    expect(await contactOf(contact)).toMatchObject({ lastname: 'Ours' });
    await story.expectSettled();
    expect(await story.shop.fieldConflicts('fields')).toEqual([]);
  });

  it('of policy ask is asked again, when a side has moved since a person spoke', async () => {
    const contact = await begin('moved');
    await sales(contact, { lastname: 'Theirs' });
    await story.shop.change('customer', 'moved', { lastName: 'Ours' });
    await told();
    const [open] = await story.shop.fieldConflicts('fields');
    for (const service of story.services) story.freeze(service);
    await sales(contact, { lastname: 'Later' });
    for (const service of story.services) story.thaw(service);
    await story.shop.resolve(open!.conflict, 'ours');
    await told();
    expect(await contactOf(contact)).toMatchObject({ lastname: 'Later' });
    const [again] = await story.shop.fieldConflicts('fields');
    // Under another number: whoever answers the former one has not seen these values.
    expect(again).toMatchObject({ theirs: 'Later', resolution: null, outcome: null });
    expect(again?.conflict).not.toBe(open!.conflict);
    await story.shop.resolve(again!.conflict, 'theirs');
    await told();
    const [change] = await story.shop.readChanges();
    expect(change?.fields).toEqual({ lastName: { from: 'Ours', to: 'Later' } });
    await story.shop.accept(change!);
    await told();
    await story.expectSettled();
  });

  it('of policy ask is not settled by an answer to the values of before', async () => {
    const contact = await begin('unseen');
    await sales(contact, { lastname: 'Theirs' });
    await story.shop.change('customer', 'unseen', { lastName: 'Ours' });
    await told();
    const [seen] = await story.shop.fieldConflicts('fields');
    await sales(contact, { lastname: 'Unseen' });
    await story.shop.change('customer', 'unseen', { address: 'New street 2' });
    await told();
    expect(await story.shop.resolve(seen!.conflict, 'ours')).toMatchObject({ outcome: 'superseded', resolution: null });
    await told();
    expect(await contactOf(contact)).toMatchObject({ lastname: 'Unseen' });
    const [open, ...others] = await story.shop.fieldConflicts('fields');
    expect(others).toEqual([]);
    expect(open).toMatchObject({ id: 'unseen', ours: 'Ours', theirs: 'Unseen', resolution: null });
    await story.shop.resolve(open!.conflict, 'ours');
    await told();
    expect(await contactOf(contact)).toMatchObject({ lastname: 'Ours' });
    await story.expectSettled();
  });

  it('of policy ask needs nobody, once both sides say the same', async () => {
    const contact = await begin('same');
    await sales(contact, { lastname: 'Theirs' });
    await story.shop.change('customer', 'same', { lastName: 'Ours' });
    await told();
    expect(await story.shop.fieldConflicts('fields')).toHaveLength(1);
    await story.shop.change('customer', 'same', { lastName: 'Theirs' });
    await told();
    expect(await story.shop.fieldConflicts('fields')).toEqual([]);
    expect((await story.shop.fieldConflicts('decided'))[0]).toMatchObject({ id: 'same', outcome: 'equal' });
    await story.expectSettled();
  });

  it('of policy ask is the CRM’s, once the order system has taken its own word back', async () => {
    const contact = await begin('taken-back');
    await sales(contact, { lastname: 'Theirs' });
    await story.shop.change('customer', 'taken-back', { lastName: 'Ours' });
    await told();
    const { lastName = '' } = customerOf('taken-back');
    await story.shop.change('customer', 'taken-back', { lastName });
    await told();
    expect(await story.shop.fieldConflicts('fields')).toEqual([]);
    const [change] = await story.shop.readChanges();
    expect(change?.fields).toEqual({ lastName: { from: lastName, to: 'Theirs' } });
    await story.shop.accept(change!);
    await told();
    await story.expectSettled();
  });

  it('of policy ask is not asked again while what a person has decided waits for its answer', async () => {
    const contact = await begin('waits');
    await sales(contact, { lastname: 'Theirs' });
    await story.shop.change('customer', 'waits', { lastName: 'Ours' });
    await told();
    const [open] = await story.shop.fieldConflicts('fields');
    await story.shop.resolve(open!.conflict, 'theirs');
    await told();
    await story.shop.change('customer', 'waits', { phone: '+442079460007' });
    await told();
    expect(await story.shop.fieldConflicts('fields')).toEqual([]);
    expect(await story.shop.link('customer', 'waits')).toMatchObject({ state: 'offered', reason: null });
    const [change] = await story.shop.readChanges();
    await story.shop.accept(change!);
    await told();
    await story.expectSettled();
  });

  it.each([
    ['the CRM’s, when it was said later', 1_000, 'Theirs 2'],
    ['the order system’s, when that was said later', -1_000, 'Ours 3'],
  ])('of policy newest is %s', async (_, laterMs, stands) => {
    const contact = await begin(`newest-${laterMs}`);
    await sales(contact, { address: 'Theirs 2' });
    const at = new Date((await story.crm.now()).getTime() - laterMs).toISOString();
    await story.shop.changeAt('customer', `newest-${laterMs}`, { address: 'Ours 3' }, at);
    await told();
    for (const change of await story.shop.readChanges()) await story.shop.acknowledge(change);
    await told();
    expect(await contactOf(contact)).toMatchObject({ address: stands });
    expect((await story.shop.record('customer', `newest-${laterMs}`)).address).toBe(stands);
    expect((await story.shop.fieldConflicts('decided'))[0]).toMatchObject({ policy: 'newest' });
  });

  it('of policy fill-blanks is never lost to a blank', async () => {
    const contact = await begin('blank');
    await story.shop.change('customer', 'blank', { phone: '+442079460000' });
    await told();
    await sales(contact, { phone: '+442079460123' });
    await story.shop.clear('customer', 'blank', 'phone');
    await told();
    const [change] = await story.shop.readChanges();
    expect(change?.fields).toEqual({ phone: { from: null, to: '+442079460123' } });
  });

  it('between our read and our write is found afterwards, and kept in the journal', async () => {
    const contact = await begin('window');
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/update', delayMs: 20_000, times: 1 });
    await story.shop.change('customer', 'window', { firstName: 'Ours' });
    await story.until('the write is held back', async () => (await story.crm.faultsLeft()).length === 0);
    await sales(contact, { firstname: 'Unseen' });
    await story.crm.clearFaults();
    await told();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Ours' });
    const kept = await story.database.query<{ changes: object }>(
      `select changes from journal where what = 'overwritten' and source_id = 'window'`,
    );
    expect(kept).toEqual([{ changes: { firstName: { from: 'Unseen', to: 'Ours' } } }]);
    expect(await story.shop.link('customer', 'window')).toMatchObject({ state: 'synced' });
  });

  it('of one direction is put right when its rule enforces that', async () => {
    const contact = await begin('enforced');
    await sales(contact, { country: 'FR', firstname: 'Nobody' });
    await told();
    expect(await contactOf(contact)).toMatchObject({ country: 'DE', firstname: 'Nobody' });
  });
});
