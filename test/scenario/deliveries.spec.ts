import { Webhook } from 'standardwebhooks';
import { customerOf } from '../support/family';
import { findPersonal, linesOfLog } from '../support/personal-values';
import { Receiver, type Received } from '../support/receiver';
import { Story } from '../support/story';

/** Longer than the lease of a delivery. */
const afterLeaseMs = 61_000;

describe('what a salesperson changes is sent to the order system', () => {
  let story: Story;
  let receiver: Receiver;
  let secret: string;
  beforeAll(async () => {
    receiver = await Receiver.start();
    story = await Story.begin({ oauth: true, settings: { DESTINATION_URLS: receiver.origin } });
    await story.crm.sendWebhooksTo(story.door.url, ['creation', 'deletion', 'merge', 'restore', 'propertyChange']);
    const said = await fetch(`${story.door.url}/v1/destination`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${story.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${receiver.origin}/tandem`, acceptance: 'on-delivery' }),
    });
    ({ secret } = (await said.json()) as { secret: string });
  });
  afterAll(async () => {
    await story.end();
    await receiver.close();
  });
  beforeEach(() => {
    receiver.received.splice(0);
    receiver.answer = takeOver;
  });

  /** As an order system does that never refuses. */
  const takeOver = ({ payload: { data } }: Received): number => {
    const { type, id, fields } = data;
    const known = id === null ? undefined : story.shop.records[type].get(id);
    const taken = Object.fromEntries(Object.entries(fields).map(([field, { to }]) => [field, to]));
    if (id !== null && known) story.shop.records[type].set(id, { ...known, ...taken });
    return 204;
  };
  const begin = async (customer: string): Promise<string> => {
    await story.shop.put('customer', customer, customerOf(customer));
    await story.quiet();
    return (await story.shop.link('customer', customer)).externalId ?? '';
  };
  const delivered = (count: number): Promise<void> =>
    story.until(`${count} are delivered`, () => Promise.resolve(receiver.received.length >= count));
  const contactOf = async (id: string): Promise<Readonly<Record<string, string | null>>> =>
    (await story.crm.live('contacts')).find((one) => one.id === id)?.properties ?? {};

  it('signed, and is the last word of both when that is how the tenant accepts', async () => {
    const contact = await begin('sent');
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Augusta' } });
    await delivered(1);
    const [{ headers, body, payload }] = receiver.received as [Received];
    expect(payload).toMatchObject({
      type: 'change.offered',
      data: { kind: 'changed', type: 'customer', id: 'sent', fields: { firstName: { to: 'Augusta' } } },
    });
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
    const signature = new Webhook(secret).sign(String(headers['webhook-id']), at, body);
    expect(headers['webhook-signature']).toBe(signature);
    await story.expectSettled();
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Augusta' });
    expect(await story.shop.readChanges()).toMatchObject([{ status: 'accepted' }]);
    expect(receiver.received).toHaveLength(1);
  });

  it('again under the same id when the service is killed before it has heard the answer', async () => {
    const contact = await begin('killed');
    receiver.answer = async (received) => {
      receiver.answer = takeOver;
      await story.door.kill();
      return takeOver(received);
    };
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Byron' } });
    await story.until('it is dead', () => Promise.resolve(story.services.every(({ alive }) => !alive)));
    await story.advance(afterLeaseMs);
    await story.startService();
    await delivered(2);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(new Set(receiver.received.map(({ payload }) => payload.data.fields['firstName']?.to))).toEqual(
      new Set(['Byron']),
    );
    await story.expectSettled();
    expect(receiver.received).toHaveLength(2);
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Byron' });
  });

  it('without a word of it in the logs', () => {
    const lines = story.services.flatMap(({ log }) => linesOfLog(log));
    const texts = ['sent', 'killed'].map((name) => String(customerOf(name)['email']));
    expect(findPersonal(lines, { texts: [...texts, secret], words: ['Augusta', 'Byron'], phones: [] })).toEqual([]);
  });
});
