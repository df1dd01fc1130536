import { customerOf } from '../support/family';
import type { ChangeView } from '../support/order-system';
import { Story } from '../support/story';

describe('what a salesperson changes is put to the order system', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true });
    await story.crm.sendWebhooksTo(story.door.url, ['creation', 'deletion', 'merge', 'restore', 'propertyChange']);
  });
  afterAll(() => story.end());

  const told = async (): Promise<void> => {
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.quiet();
  };
  const begin = async (customer: string): Promise<string> => {
    await story.shop.put('customer', customer, customerOf(customer));
    await told();
    const { externalId } = await story.shop.link('customer', customer);
    return externalId ?? '';
  };
  const edit = async (contact: string, properties: Record<string, string>): Promise<void> => {
    await story.crm.edit('contacts', contact, { properties });
    await told();
  };
  const contactOf = async (id: string): Promise<Readonly<Record<string, string | null>>> => {
    const found = (await story.crm.live('contacts')).find((one) => one.id === id);
    return found?.properties ?? {};
  };
  const stateOf = async (customer: string): Promise<string> => (await story.shop.link('customer', customer)).state;
  const onlyChange = async (): Promise<ChangeView> => {
    const [change, ...others] = await story.shop.readChanges();
    if (!change || others.length > 0) throw new Error(`there are ${others.length + 1} changes`);
    return change;
  };

  it('and once accepted it is the last word of both', async () => {
    const contact = await begin('accepted');
    await edit(contact, { firstname: 'Augusta' });
    expect(await stateOf('accepted')).toBe('offered');
    const change = await onlyChange();
    expect(change).toMatchObject({
      kind: 'changed',
      type: 'customer',
      id: 'accepted',
      externalId: contact,
      status: 'open',
      fields: { firstName: { from: customerOf('accepted').firstName, to: 'Augusta' } },
    });
    expect(await story.shop.accept(change)).toMatchObject({ status: 'accepted' });
    await told();
    expect(await stateOf('accepted')).toBe('synced');
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Augusta' });
  });

  it('and once refused the CRM is put right, and the refusal stays to be seen', async () => {
    const contact = await begin('refused');
    await edit(contact, { firstname: 'Augusta' });
    const change = await onlyChange();
    expect(await story.shop.refuse(change, 'not her name')).toMatchObject({
      status: 'refused',
      answers: { firstName: { as: 'refused', reason: 'not her name' } },
    });
    await told();
    expect(await stateOf('refused')).toBe('synced');
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: customerOf('refused').firstName });
    expect(await story.shop.readChanges()).toEqual([]);
  });

  it('the latest of several alone waits for an answer, and names what it may replace', async () => {
    const contact = await begin('twice');
    await edit(contact, { firstname: 'First' });
    const first = await onlyChange();
    await edit(contact, { firstname: 'Second' });
    const second = await onlyChange();
    expect(second.fields).toEqual({
      firstName: { from: customerOf('twice').firstName, orFrom: ['First'], to: 'Second' },
    });
    await story.shop.accept(second);
    await told();
    await story.expectSettled();
    expect(await story.shop.acknowledge(first)).toMatchObject({ status: 'accepted' }); // with the one after it
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Second' });
  });

  it('and the record said with it accepts it without another word', async () => {
    const contact = await begin('applied');
    await edit(contact, { firstname: 'Augusta' });
    const change = await onlyChange();
    await story.shop.apply(change);
    await told();
    expect(await stateOf('applied')).toBe('synced');
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Augusta' });
    expect(await story.shop.acknowledge(change)).toMatchObject({ answers: { firstName: { as: 'accepted' } } });
    expect(await story.shop.fieldConflicts('decided')).toEqual([]);
  });

  it('and taken over by a record alone, it does not stand against what sales say next', async () => {
    const contact = await begin('silent');
    await edit(contact, { firstname: 'First' });
    await onlyChange();
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/read', delayMs: 20_000, times: 1 });
    await story.shop.change('customer', 'silent', { firstName: 'First' });
    await story.until('the read is held back', async () => (await story.crm.faultsLeft()).length === 0);
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Second' } });
    await story.crm.clearFaults();
    await told();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Second' });
    const change = await onlyChange();
    expect(change.fields).toMatchObject({ firstName: { from: 'First', to: 'Second' } });
    await story.shop.accept(change);
    await told();
    await story.expectSettled();
    expect(await story.shop.fieldConflicts('decided')).toEqual([]);
  });

  it('a record that was said before it was accepted, and comes late, takes nothing back', async () => {
    const contact = await begin('late');
    await edit(contact, { firstname: 'Augusta' });
    const early = story.shop.nextVersion();
    const said = story.shop.records.customer.get('late') ?? {};
    await story.shop.accept(await onlyChange());
    await story.shop.changeAt('customer', 'late', {}, early);
    await told();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Augusta' });
    story.shop.records.customer.set('late', { ...said, firstName: 'Augusta' });
    await story.expectSettled();
  });

  it('an offer that the CRM takes back is withdrawn by another', async () => {
    const contact = await begin('withdrawn');
    const { firstName = '' } = customerOf('withdrawn');
    await edit(contact, { firstname: 'Augusta' });
    await onlyChange();
    await edit(contact, { firstname: firstName });
    const back = await onlyChange();
    expect(back.fields).toEqual({ firstName: { from: firstName, orFrom: ['Augusta'], to: firstName } });
    await story.shop.accept(back);
    await told();
    expect(await stateOf('withdrawn')).toBe('synced');
    await story.expectSettled();
  });

  it('edits of both sides to different fields of one record never meet', async () => {
    const contact = await begin('both');
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Augusta' } });
    await story.shop.change('customer', 'both', { phone: '+44 20 7946 0999' });
    await told();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Augusta', phone: '+442079460999' });
    await story.shop.accept(await onlyChange());
    await told();
    await story.expectSettled();
    expect(await story.shop.fieldConflicts('decided')).toEqual([]);
  });

  it('an edit of both sides to one field is decided by its policy, and both values are kept', async () => {
    const contact = await begin('clash');
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Theirs' } });
    await story.shop.change('customer', 'clash', { firstName: 'Ours' });
    await told();
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Ours' });
    expect(await story.shop.fieldConflicts('decided')).toMatchObject([
      { id: 'clash', field: 'firstName', policy: 'order-system', ours: 'Ours', theirs: 'Theirs', outcome: 'ours' },
    ]);
    expect(await story.shop.readChanges()).toEqual([]);
  });
});
