import { customerOf, orderOf, putFamily } from '../support/family';
import { Story } from '../support/story';

/** Longer than the lease of 60 seconds. */
const afterLeaseMs = 61_000;
/** Longer than any test: the service is dead before the answer comes. */
const endlessMs = 600_000;
const path = '/crm/v3/objects/contacts/batch/archive';

describe('a deletion that is to be one on both sides', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true, archive: ['customer=both', 'order=push'] });
    await putFamily(story.shop, 'kept');
    await story.quiet();
  });
  afterAll(() => story.end());

  const begin = async (id: string): Promise<string> => {
    await story.shop.put('customer', id, customerOf(id));
    await story.quiet();
    return (await story.shop.link('customer', id)).externalId ?? '';
  };
  const isLive = async (contact: string): Promise<boolean> =>
    (await story.crm.live('contacts')).some(({ id }) => id === contact);
  const stateOf = async (id: string): Promise<object | undefined> => {
    const [link] = await story.database.query<object>(
      `select state, reason ->> 'code' as code, intents from link where object = 'customer' and source_id = $1`,
      [id],
    );
    return link;
  };
  const archived = { state: 'gone', code: 'archived', intents: [] };

  it('in the order system archives the CRM record, once', async () => {
    const contact = await begin('once');
    const calls = await story.callouts(() => story.shop.remove('customer', 'once'));
    expect(calls).toEqual(['POST /crm/v3/objects/contacts/batch/read 1', `POST ${path} 1`]);
    expect(await isLive(contact)).toBe(false);
    expect(await stateOf('once')).toEqual(archived);
    expect(await story.shop.readChanges()).toEqual([]);
    await story.expectSettled();
  });

  it('in the order system archives many with a call for each hundred', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `many-${n}`);
    await story.shop.putAll('customer', new Map(ids.map((id) => [id, customerOf(id)])));
    await story.quiet();
    const calls = await story.callouts(() => Promise.all(ids.map((id) => story.shop.remove('customer', id))));
    const rows = calls.filter((call) => call.startsWith(`POST ${path} `)).map((call) => Number(call.split(' ').at(-1)));
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(120);
    await story.expectSettled();
  });

  it('of a type that says nothing leaves the CRM record alone', async () => {
    const { externalId } = await story.shop.link('company', 'kept');
    await story.shop.remove('company', 'kept');
    await story.quiet();
    expect((await story.crm.live('companies')).map(({ id }) => id)).toContain(externalId);
    await story.shop.put('company', 'kept', { name: 'kept Ltd', domain: 'kept.example' });
    await story.expectSettled();
  });

  it('of an order leaves its lines in the CRM, where a restored deal has them again', async () => {
    await story.shop.put('order', 'lined', orderOf('lined', 'kept'));
    await story.quiet();
    const { externalId } = await story.shop.link('order', 'lined');
    const lines = (await story.crm.live('line_items')).length;
    await story.shop.remove('order', 'lined');
    await story.quiet();
    expect((await story.crm.live('deals')).map(({ id }) => id)).not.toContain(externalId);
    expect((await story.crm.live('line_items')).length).toBe(lines);
  });

  it('is not undone by a later record, until somebody restores it in the CRM', async () => {
    const contact = await begin('again');
    await story.shop.remove('customer', 'again');
    await story.quiet();
    await story.shop.put('customer', 'again', { ...customerOf('again'), firstName: 'Augusta' });
    await story.quiet();
    expect(await stateOf('again')).toEqual(archived);
    expect(await isLive(contact)).toBe(false);
    await story.crm.edit('contacts', contact, { restore: true });
    await story.shop.change('customer', 'again', { firstName: 'Adeline' });
    await story.quiet();
    expect(await story.shop.link('customer', 'again')).toMatchObject({ state: 'synced', externalId: contact });
    expect(await story.shop.readChanges()).toContainEqual(expect.objectContaining({ kind: 'restored', id: 'again' }));
  });

  it.each([
    ['after the CRM has archived it', { when: 'after' }],
    ['before the CRM has archived it', { when: 'before', kind: 'reset' }],
  ] as const)('ends the same when the service is killed %s', async (name, fault) => {
    const id = name.split(' ')[0] ?? '';
    const contact = await begin(id);
    await story.crm.addFault({ path, times: 1, delayMs: endlessMs, ...fault });
    await story.shop.remove('customer', id);
    await story.until('the call is out', async () => (await story.crm.faultsLeft()).length === 0);
    await story.door.kill();
    await story.advance(afterLeaseMs);
    await story.startService();
    await story.quiet();
    expect(await isLive(contact)).toBe(false);
    expect(await stateOf(id)).toEqual(archived);
    expect(await story.shop.readChanges()).toEqual([]);
  });

  it('is told of as ours when the service is killed, and the record said again before anybody looked', async () => {
    const contact = await begin('revived');
    await story.crm.addFault({ path, times: 1, delayMs: endlessMs, when: 'after' });
    await story.shop.remove('customer', 'revived');
    await story.until('the call is out', async () => (await story.crm.faultsLeft()).length === 0);
    await story.door.kill();
    await story.startService();
    await story.shop.put('customer', 'revived', customerOf('revived'));
    await story.advance(afterLeaseMs);
    await story.quiet();
    expect(await isLive(contact)).toBe(false);
    expect(await stateOf('revived')).toEqual(archived);
    expect(await story.shop.readChanges()).toEqual([]);
  });

  it('in the CRM is one here once the order system has accepted it, and not when it refuses', async () => {
    await story.crm.sendWebhooksTo(story.door.url, ['deletion']);
    for (const id of ['accepted', 'refused']) {
      const contact = await begin(id);
      await story.crm.edit('contacts', contact, { archived: true });
      await story.until('it is told', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
      await story.quiet();
    }
    const [first, second] = await story.shop.readChanges();
    expect([first, second]).toMatchObject([
      { kind: 'deleted', id: 'accepted' },
      { kind: 'deleted', id: 'refused' },
    ]);
    await story.shop.accept(first!);
    await story.shop.refuse(second!, 'she still orders');
    await story.quiet();
    const records = await story.database.query<{ id: string; gone: boolean }>(
      `select source_id as id, deleted_at is not null as gone from record where source_id in ('accepted', 'refused') order by 1`,
    );
    expect(records).toEqual([
      { id: 'accepted', gone: true },
      { id: 'refused', gone: false },
    ]);
    expect(await stateOf('accepted')).toMatchObject({ state: 'gone', code: 'deleted-in-crm' });
  });
});
