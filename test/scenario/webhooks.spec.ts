import { customerOf, putFamily } from '../support/family';
import { total, writesAmong } from '../support/crm';
import { valueOf } from '../support/prometheus';
import { Story } from '../support/story';

const kinds = ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'privacyDeletion'];

describe('what a salesperson does is followed by webhooks alone', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true });
    await story.ensureWebhooks();
  });
  afterAll(() => story.end());

  const idOf = async (customer: string): Promise<string> => {
    const { externalId } = await story.shop.link('customer', customer);
    return externalId ?? '';
  };
  const told = async (): Promise<void> => {
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.quiet();
  };
  const stateOf = async (customer: string): Promise<string> => (await story.shop.link('customer', customer)).state;
  /** What is read and written because of `work` and the events that it makes. */
  const callsOf = (work: () => Promise<unknown>): Promise<readonly string[]> =>
    story.callouts(async () => {
      await work();
      await told();
    });

  it('a deletion, and that the record was restored, after which changes go on', async () => {
    await putFamily(story.shop, 'binned');
    await told();
    const id = await idOf('binned');
    await story.crm.edit('contacts', id, { archived: true });
    await story.until('the link is gone', async () => (await stateOf('binned')) === 'gone');
    await story.shop.change('customer', 'binned', { firstName: 'Augusta' });
    await told();
    expect(await stateOf('binned')).toBe('gone');
    await story.crm.edit('contacts', id, { restore: true });
    await story.until('the link is synced again', async () => (await stateOf('binned')) === 'synced');
    await story.expectSettled();
    const journal = await story.database.query<{ what: string }>(
      `select what from journal where object = 'customer' and source_id = 'binned' order by seq`,
    );
    expect(journal.map(({ what }) => what)).toEqual(['created', 'gone', 'restored']);
  });

  it('a merge, without a change of the order system', async () => {
    await story.shop.put('customer', 'merged', customerOf('merged'));
    await told();
    const before = await idOf('merged');
    const [other = ''] = await story.crm.seed('contacts', [{ email: 'merged@elsewhere.com', firstname: 'unknown' }]);
    await story.crm.edit('contacts', before, { merge: other });
    await told();
    const after = await idOf('merged');
    expect(after).not.toBe(before);
    expect((await story.crm.live('contacts')).map(({ id }) => id)).toContain(after);
    expect(await stateOf('merged')).toBe('synced');
  });

  it('a privacy deletion, after which the record is taken in no more', async () => {
    await story.shop.put('customer', 'private', customerOf('private'));
    await told();
    await story.crm.edit('contacts', await idOf('private'), { privacyDelete: true });
    await story.until('the link is gone', async () => (await stateOf('private')) === 'gone');
    await story.until('it is erased', async () => {
      return (await story.shop.link('customer', 'private')).reason?.code === 'erased';
    });
    await expect(story.shop.change('customer', 'private', { firstName: 'Augusta' })).rejects.toThrow(/problem:erased/);
    story.shop.records.customer.delete('private');
    await told();
    expect(await stateOf('private')).toBe('gone');
  });

  it('an edit, which is read once, and written over by nothing', async () => {
    await story.shop.put('customer', 'edited', customerOf('edited'));
    await told();
    const id = await idOf('edited');
    const calls = await callsOf(() => story.crm.edit('contacts', id, { properties: { firstname: 'Hildegard' } }));
    expect(calls).toEqual(['POST /crm/v3/objects/contacts/batch/read 1']);
    const contacts = await story.crm.live('contacts');
    expect(contacts.find((contact) => contact.id === id)?.properties['firstname']).toBe('Hildegard');
    // Said again by the order system, it is the order system's.
    await story.shop.change('customer', 'edited', { firstName: 'Augusta' });
    await told();
  });

  it('nothing of our own writes: their events mark nothing', async () => {
    await story.shop.put('customer', 'own', customerOf('own'));
    await told();
    const calls = await callsOf(() => story.shop.change('customer', 'own', { firstName: 'Augusta' }));
    expect(calls).toEqual([
      'POST /crm/v3/objects/contacts/batch/read 1',
      'POST /crm/v3/objects/contacts/batch/update 1',
    ]);
  });

  it('nothing of what we join, though an older subscription tells of it', async () => {
    for (const object of ['contact', 'company', 'deal']) await story.crm.subscribe(`${object}.associationChange`);
    const count = async (result: string): Promise<number> => {
      const page = await (await fetch(`${story.door.url}/metrics`)).text();
      return valueOf(page, 'tandem_webhook_events_total', { crm: 'hubspot', result }) ?? 0;
    };
    const [marked, unread] = [await count('marked'), await count('unread')];
    await putFamily(story.shop, 'joined');
    await told();
    expect(await count('marked')).toBe(marked);
    expect(await count('unread')).toBeGreaterThan(unread);
    await story.expectSettled();
  });

  it('any number of events, twice and shuffled, with no write of ours and none that is lost', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `many-${index}`);
    await story.shop.putAll('customer', new Map(names.map((name) => [name, customerOf(name)])));
    await told();
    await story.crm.troubleWebhooks({ duplicate: 0.9, shuffle: true });
    const writes = total(writesAmong(await story.crm.calls()));
    const links = await story.database.query<{ id: string; at: Date }>(
      `select external_id as id, remote_at as at from link where source_id like 'many-%'`,
    );
    for (const { id } of links) await story.crm.edit('contacts', id, { properties: { firstname: `Hildegard ${id}` } });
    await told();
    expect(total(writesAmong(await story.crm.calls()))).toBe(writes);
    const seen = await story.database.query<{ id: string; at: Date }>(
      `select external_id as id, remote_at as at from link where source_id like 'many-%'`,
    );
    const before = new Map(links.map(({ id, at }) => [id, at]));
    expect(seen.filter(({ id, at }) => at <= (before.get(id) ?? at))).toEqual([]);
  });
});

describe('webhooks while the service is away', () => {
  it('come again, and what they tell is followed then', async () => {
    const story = await Story.begin({ oauth: true });
    try {
      await story.crm.sendWebhooksTo(story.door.url, kinds);
      await story.shop.put('customer', 'a', customerOf('a'));
      await story.quiet();
      const { externalId } = await story.shop.link('customer', 'a');
      await story.door.kill();
      await story.crm.edit('contacts', externalId ?? '', { archived: true });
      await story.until('it was tried', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
      await story.startService();
      await story.crm.sendWebhooksTo(story.door.url, []);
      // Sent in the moment of the leap, a delivery would be of the future to a service that has not noticed it.
      await story.crm.troubleWebhooks({ paused: true });
      await story.advance(24 * 60 * 60_000);
      await story.crm.troubleWebhooks({ paused: false });
      await story.until('the link is gone', async () => (await story.shop.link('customer', 'a')).state === 'gone');
    } finally {
      await story.end();
    }
  });
});
