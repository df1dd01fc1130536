import { customerOf } from '../support/family';
import { Story } from '../support/story';

const update = '/crm/v3/objects/contacts/batch/update';
/** The call is let go long before. */
const heldMs = 20_000;

/** Between the read and the write of a look there is a moment in which a salesperson can say something. */
describe.each(['by webhook', 'by polling alone'])('an edit beside a write of ours, heard of %s', (way) => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true, polls: true });
    if (way !== 'by webhook') return;
    await story.crm.sendWebhooksTo(story.door.url, ['propertyChange']);
    await story.crm.tellOfProperties('contact', ['phone']);
  });
  afterAll(() => story.end());

  const told = async (): Promise<void> => {
    if (way !== 'by webhook') return story.polled();
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.quiet();
  };
  const begin = async (customer: string): Promise<string> => {
    await story.shop.put('customer', customer, { ...customerOf(customer), phone: '+442079460001' });
    await told();
    const { externalId } = await story.shop.link('customer', customer);
    return externalId ?? '';
  };
  const contactOf = async (id: string): Promise<Readonly<Record<string, string | null>>> =>
    (await story.crm.live('contacts')).find((one) => one.id === id)?.properties ?? {};

  /**
   * The order system changes a first name, and sales edit the contact when that is on its way to the CRM, or has landed there and
   * is not settled. They are heard of once our write has been settled.
   */
  const editBeside = async (
    customer: string,
    when: 'before' | 'after',
    properties: Record<string, string>,
  ): Promise<string> => {
    const contact = await begin(customer);
    await story.crm.troubleWebhooks({ paused: true });
    await story.crm.addFault({ path: update, when, delayMs: heldMs, times: 1 });
    await story.shop.change('customer', customer, { firstName: 'Ours' });
    await story.until('the write is out', async () => (await story.crm.faultsLeft()).length === 0);
    await story.crm.edit('contacts', contact, { properties });
    await story.crm.clearFaults();
    await story.quiet();
    await story.crm.troubleWebhooks({ paused: false });
    await told();
    return contact;
  };

  it.each(['before', 'after'] as const)('%s it landed, of another field, is offered', async (when) => {
    const contact = await editBeside(`other-${when}`, when, { phone: '+442079460123' });
    const changes = await story.shop.readChanges();
    expect(changes.map(({ fields }) => fields)).toEqual([{ phone: { from: '+442079460001', to: '+442079460123' } }]);
    await story.shop.accept(changes[0]!);
    await told();
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Ours', phone: '+442079460123' });
  });

  it('after it landed, of the same field, is offered', async () => {
    const contact = await editBeside('same-after', 'after', { firstname: 'Theirs' });
    const changes = await story.shop.readChanges();
    expect(changes.map(({ fields }) => fields)).toEqual([{ firstName: { from: 'Ours', to: 'Theirs' } }]);
    await story.shop.accept(changes[0]!);
    await told();
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Theirs' });
  });

  it('before it landed, of the same field, is written over: both sides agree', async () => {
    const contact = await editBeside('same-before', 'before', { firstname: 'Theirs' });
    expect(await story.shop.readChanges()).toEqual([]);
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Ours' });
  });
});
