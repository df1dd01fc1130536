import type { Subject } from '../../../src/sandbox/hubspot/webhooks/registry';
import type { Bench } from './support';
import { startBench } from './support';
import type { ReceivedEvent } from './webhook-receiver';
import { Receiver, settled } from './webhook-receiver';

const property = (eventType: string, ...names: string[]): Subject[] =>
  names.map((propertyName) => ({ eventType, propertyName }));
const links = ['contact', 'company', 'deal', 'line_item'].map((name) => ({ eventType: `${name}.associationChange` }));

describe('events of the HubSpot sandbox’s webhooks', () => {
  let bench: Bench;
  let receiver: Receiver;
  let now: number;
  beforeAll(async () => void (receiver = await Receiver.start()));
  afterAll(() => receiver.close());
  beforeEach(() => receiver.requests.splice(0));
  afterEach(() => bench.close());

  const start = async (...webhookSubscriptions: readonly Subject[]): Promise<void> => {
    bench = await startBench({ webhookTarget: receiver.url, webhookSubscriptions });
    now = (await bench.control('POST', 'clock', { rate: 0 })).body.epochMs;
  };
  /** What came since the last time it was asked. */
  const events = async (): Promise<ReceivedEvent[]> => {
    await settled(bench);
    return receiver.requests.splice(0).flatMap((request) => request.events);
  };
  const subscriptionOf = async (eventType: string): Promise<number> => {
    const { results } = await bench.client.webhooks.subscriptionsApi.getAll(bench.sandbox.app.id);
    const types = results.map((each): string => each.eventType);
    return Number(results[types.indexOf(eventType)]!.id);
  };
  const associate = (path: string, typeId: number) =>
    bench.call('PUT', `/crm/v4/objects/${path}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
    ]);
  const create = async (object: string, properties: Record<string, string>): Promise<number> => {
    const { body } = await bench.call('POST', `/crm/v3/objects/${object}`, { properties });
    return Number(body.id);
  };

  it('tell an app’s own write as its echo, key by key as HubSpot does', async () => {
    await start({ eventType: 'contact.creation' }, ...property('contact.propertyChange', 'email', 'firstname'));
    const objectId = await create('contacts', { email: 'ana@example.com', lastname: 'Muñoz' });
    const { portalId, app } = bench.sandbox;
    const appId = app.id;
    const common = { portalId, appId, occurredAt: now, attemptNumber: 0, objectId };
    const author = { changeSource: 'INTEGRATION', sourceId: String(appId) };
    const came = await events();
    expect(came).toHaveLength(2);
    const creation = came.find((event) => event.subscriptionType === 'contact.creation')!;
    const change = came.find((event) => event.subscriptionType === 'contact.propertyChange')!;
    expect(creation).toEqual({
      eventId: expect.any(Number) as number,
      subscriptionId: await subscriptionOf('contact.creation'),
      ...common,
      subscriptionType: 'contact.creation',
      changeFlag: 'CREATED',
      ...author,
    });
    expect(Object.keys(creation)).toEqual([
      ...['eventId', 'subscriptionId', 'portalId', 'appId', 'occurredAt', 'subscriptionType', 'attemptNumber'],
      ...['objectId', 'changeFlag', 'changeSource', 'sourceId'],
    ]);
    expect(change).toEqual({
      eventId: expect.any(Number) as number,
      subscriptionId: await subscriptionOf('contact.propertyChange'),
      ...common,
      subscriptionType: 'contact.propertyChange',
      propertyName: 'email',
      propertyValue: 'ana@example.com',
      ...author,
    });
  });

  it('tell a salesperson’s edit and deletion with who it was', async () => {
    await start({ eventType: 'company.deletion' }, ...property('company.propertyChange', 'name', 'phone'));
    const [id] = await bench.seed('companies', [{ name: 'Acme', phone: '1' }]);
    await events();
    await bench.control('POST', 'edit', { object: 'companies', id, properties: { name: 'Acme GmbH', phone: '1' } });
    const author = { objectId: Number(id), changeSource: 'CRM_UI', sourceId: 'userId:9876543' };
    expect(await events()).toEqual([
      expect.objectContaining({ ...author, propertyName: 'name', propertyValue: 'Acme GmbH' }),
    ]);
    await bench.control('POST', 'edit', { object: 'companies', id, archived: true });
    expect(await events()).toEqual([
      expect.objectContaining({ ...author, subscriptionType: 'company.deletion', changeFlag: 'DELETED' }),
    ]);
  });

  it('tell what a salesperson does from a list of records as a bulk action', async () => {
    await start({ eventType: 'company.deletion' }, ...property('company.propertyChange', 'phone'));
    const [id] = await bench.seed('companies', [{ name: 'Acme', phone: '1' }]);
    await events();
    const source = 'CRM_UI_BULK_ACTION';
    await bench.edit('companies', id!, { source, properties: { phone: '2' }, archived: true });
    const came = await events();
    expect(came.map(({ subscriptionType }) => subscriptionType).toSorted()).toEqual([
      'company.deletion',
      'company.propertyChange',
    ]);
    for (const event of came) expect(event).toMatchObject({ changeSource: source, sourceId: 'userId:9876543' });
    expect((await bench.edit('companies', id!, { restore: true, source: 'IMPORT' })).status).toBe(400);
    expect((await bench.edit('companies', id!, { restore: true, source: 'CRM_UI' })).status).toBe(200);
  });

  it('tell a merge by its three ids, and where its associations went', async () => {
    await start({ eventType: 'contact.merge' }, { eventType: 'object.merge', objectTypeId: '0-1' }, ...links);
    const [primary, loser] = await bench.seed('contacts', [
      { email: 'ana@example.com' },
      { email: 'ana@other.com', phone: '1' },
    ]);
    const [company] = await bench.seed('companies', [{ name: 'Acme' }]);
    await associate(`contacts/${loser}/associations/companies/${company}`, 279);
    await events();
    const merge = { primaryObjectId: primary, objectIdToMerge: loser };
    const { id } = (await bench.call('POST', '/crm/v3/objects/contacts/merge', merge)).body;
    const came = await events();
    const told = { primaryObjectId: Number(primary), mergedObjectIds: [Number(loser)], newObjectId: Number(id) };
    const merges = came.filter(({ subscriptionType }) => subscriptionType.endsWith('.merge'));
    expect(merges).toHaveLength(2);
    expect(merges.find(({ subscriptionType }) => subscriptionType === 'contact.merge')).toMatchObject(told);
    expect(merges.find(({ subscriptionType }) => subscriptionType === 'object.merge')).toMatchObject({
      ...told,
      objectTypeId: '0-1',
    });
    const ends = came
      .filter(({ subscriptionType }) => subscriptionType === 'contact.associationChange')
      .map(({ fromObjectId, toObjectId, associationRemoved }) => ({ fromObjectId, toObjectId, associationRemoved }));
    expect(ends).toEqual(
      expect.arrayContaining([
        { fromObjectId: Number(loser), toObjectId: Number(company), associationRemoved: true },
        { fromObjectId: Number(id), toObjectId: Number(company), associationRemoved: false },
      ]),
    );
  });

  it('tell a record that comes back from the recycle bin, and nothing when its days there are over', async () => {
    await start({ eventType: 'contact.deletion' }, { eventType: 'contact.restore' });
    const [back, gone] = await bench.seed('contacts', [{ firstname: 'Ana' }, { firstname: 'Bob' }]);
    for (const id of [back, gone]) await bench.control('POST', 'edit', { object: 'contacts', id, archived: true });
    expect(await events()).toHaveLength(2);
    await bench.control('POST', 'edit', { object: 'contacts', id: back, restore: true });
    expect(await events()).toMatchObject([{ subscriptionType: 'contact.restore', objectId: Number(back) }]);
    await bench.control('POST', 'clock', { advanceMs: 91 * 86_400_000 });
    expect((await bench.call('GET', `/crm/v3/objects/contacts/${gone}?archived=true`)).status).toBe(404);
    expect(await events()).toEqual([]);
  });

  it('tell a privacy deletion twice, as a deletion too', async () => {
    await start({ eventType: 'contact.deletion' }, { eventType: 'contact.privacyDeletion' });
    const [id] = await bench.seed('contacts', [{ email: 'ana@example.com' }]);
    await bench.call('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId: id });
    const came = await events();
    expect(came.map(({ subscriptionType }) => subscriptionType).sort()).toEqual([
      'contact.deletion',
      'contact.privacyDeletion',
    ]);
    expect(came.map(({ objectId }) => objectId)).toEqual([Number(id), Number(id)]);
  });

  it('tell imports as imports, one event for each row', async () => {
    await start({ eventType: 'deal.creation' });
    await bench.seed('deals', [
      { dealname: 'A', dealstage: 'closedwon' },
      { dealname: 'B', dealstage: 'closedwon' },
    ]);
    const came = await events();
    expect(came.map(({ changeSource }) => changeSource)).toEqual(['IMPORT', 'IMPORT']);
    expect(new Set(came.map(({ objectId }) => objectId)).size).toBe(2);
  });

  it('are silent about a write that changes nothing, about what nobody asked for, and about what is not there', async () => {
    await start({ eventType: 'contact.deletion' }, ...property('contact.propertyChange', 'firstname'));
    const id = await create('contacts', { firstname: 'Eva' });
    await events();
    const path = `/crm/v3/objects/contacts/${id}`;
    await bench.call('PATCH', path, { properties: { firstname: 'Eva' } });
    await bench.call('PATCH', path, { properties: { lastname: 'Other' } });
    expect(await events()).toEqual([]);
    await bench.call('DELETE', path);
    await bench.call('DELETE', path);
    await bench.call('POST', '/crm/v3/objects/contacts/batch/archive', { inputs: [{ id: String(id) }, { id: '5' }] });
    expect(await events()).toHaveLength(1);
  });

  it('give a cleared value as empty, a date as milliseconds and a number as text', async () => {
    await start(...property('deal.propertyChange', 'amount', 'closedate', 'description'));
    const deal = { dealname: 'A', dealstage: 'closedwon', amount: '10.50', description: 'x' };
    const id = await create('deals', { ...deal, closedate: '2026-01-31T10:00:00Z' });
    const values = async (): Promise<Record<string, unknown>> =>
      Object.fromEntries((await events()).map((event) => [event.propertyName ?? '', event.propertyValue]));
    expect(await values()).toEqual({ amount: '10.5', closedate: '1769853600000', description: 'x' });
    await bench.call('PATCH', `/crm/v3/objects/deals/${id}`, { properties: { description: '', closedate: null } });
    expect(await values()).toEqual({ closedate: '', description: '' });
  });

  it('tell the same in the generic types, with the object’s type id', async () => {
    const objectTypeId = '0-8';
    await start(
      { eventType: 'object.creation', objectTypeId },
      { eventType: 'object.creation', objectTypeId: '0-1' },
      { eventType: 'object.propertyChange', objectTypeId, propertyName: 'name' },
      { eventType: 'object.deletion', objectTypeId },
    );
    const objectId = await create('line_items', { name: 'Bolt', quantity: '2' });
    const came = await events();
    const generic = { objectId, objectTypeId };
    expect(came).toHaveLength(2);
    expect(came).toContainEqual(
      expect.objectContaining({ ...generic, subscriptionType: 'object.creation', changeFlag: 'CREATED' }),
    );
    expect(came).toContainEqual(
      expect.objectContaining({ ...generic, propertyName: 'name', propertyValue: 'Bolt', isSensitive: false }),
    );
    await bench.call('DELETE', `/crm/v3/objects/line_items/${objectId}`);
    expect(await events()).toMatchObject([{ ...generic, subscriptionType: 'object.deletion', changeFlag: 'DELETED' }]);
  });

  it('tell an association to both sides, and twice when it is the primary one', async () => {
    await start(...links);
    const contact = await create('contacts', { email: 'a@example.com' });
    const company = await create('companies', { name: 'Acme' });
    const link = `contacts/${contact}/associations/companies/${company}`;
    const told = (from: 'contact' | 'company', more: object) => ({
      subscriptionType: `${from}.associationChange`,
      associationType: from === 'contact' ? 'CONTACT_TO_COMPANY' : 'COMPANY_TO_CONTACT',
      fromObjectId: from === 'contact' ? contact : company,
      toObjectId: from === 'contact' ? company : contact,
      ...more,
    });
    const both = (more: object) => [told('contact', more), told('company', more)];
    const sorted = async (): Promise<unknown[]> =>
      (await events()).toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
    const keyOf = (event: ReceivedEvent): string =>
      `${String(event.isPrimaryAssociation)} ${event.subscriptionType === 'contact.associationChange' ? 1 : 2}`;

    await associate(link, 1);
    const [plain, primary] = [false, true].map((isPrimaryAssociation) =>
      both({ associationRemoved: false, isPrimaryAssociation }),
    ) as [object[], object[]];
    const first = await sorted();
    expect(first).toMatchObject([...plain, ...primary]);
    expect(first[0]).not.toHaveProperty('objectId');
    await associate(link, 1);
    expect(await events()).toEqual([]);

    // Another company becomes the primary one: this one loses the flag and stays.
    const other = await create('companies', { name: 'Other' });
    await associate(`contacts/${contact}/associations/companies/${other}`, 1);
    const moved = (await events()).filter((event) => [event.fromObjectId, event.toObjectId].includes(company));
    expect(moved).toHaveLength(2);
    expect(moved).toEqual(
      expect.arrayContaining(
        both({ associationRemoved: true, isPrimaryAssociation: true }).map((each): unknown =>
          expect.objectContaining(each),
        ),
      ),
    );
    await bench.call('DELETE', `/crm/v4/objects/${link}`);
    expect(await sorted()).toMatchObject(both({ associationRemoved: true, isPrimaryAssociation: false }));
  });

  it('tell an association in the generic type with its type on each side', async () => {
    await start(
      { eventType: 'object.associationChange', objectTypeId: '0-3' },
      { eventType: 'object.associationChange', objectTypeId: '0-1' },
    );
    const contact = await create('contacts', { email: 'a@example.com' });
    const deal = await create('deals', { dealname: 'A', dealstage: 'closedwon' });
    await associate(`deals/${deal}/associations/contacts/${contact}`, 3);
    const came = await events();
    const side = (from: string, to: string, associationTypeId: number): unknown =>
      expect.objectContaining({
        fromObjectTypeId: from,
        toObjectTypeId: to,
        associationTypeId,
        associationCategory: 'HUBSPOT_DEFINED',
        associationRemoved: false,
        changeSource: 'INTEGRATION',
      });
    expect(came).toHaveLength(2);
    expect(came).toEqual(expect.arrayContaining([side('0-3', '0-1', 3), side('0-1', '0-3', 4)]));
  });

  it('come of a batch as of single calls, and of a refused one not at all', async () => {
    await start({ eventType: 'contact.creation' }, ...property('contact.propertyChange', 'email'));
    const inputs = ['a', 'b'].map((name) => ({ properties: { email: `${name}@example.com` } }));
    await bench.call('POST', '/crm/v3/objects/contacts/batch/create', { inputs });
    expect(await events()).toHaveLength(4);
    await bench.call('POST', '/crm/v3/objects/contacts/batch/create', { inputs: [...inputs, inputs[0]] });
    expect(await events()).toEqual([]);
  });

  it('come of subscriptions that are on, while there is a target', async () => {
    await start({ eventType: 'contact.creation' });
    const appId = bench.sandbox.app.id;
    const { subscriptionsApi, settingsApi } = bench.client.webhooks;
    const id = await subscriptionOf('contact.creation');
    const told = async (): Promise<number> => {
      await create('contacts', { firstname: 'Eva' });
      return (await events()).length;
    };
    expect(await told()).toBe(1);
    await subscriptionsApi.update(id, appId, { active: false });
    expect(await told()).toBe(0);
    await subscriptionsApi.update(id, appId, { active: true });
    await settingsApi.clear(appId);
    expect(await told()).toBe(0);
    await settingsApi.configure(appId, { targetUrl: receiver.url, throttling: { maxConcurrentRequests: 10 } });
    expect(await told()).toBe(1);
    await subscriptionsApi.archive(id, appId);
    expect(await told()).toBe(0);
  });

  it('are about everything when a target is all that was given', async () => {
    bench = await startBench({ webhookTarget: receiver.url });
    await create('contacts', { email: 'a@example.com', phone: '1' });
    const names = (await events()).map((event) => event.propertyName ?? event.subscriptionType);
    expect(names).toEqual(expect.arrayContaining(['contact.creation', 'email', 'phone', 'lifecyclestage']));
    const { results } = await bench.client.webhooks.subscriptionsApi.getAll(bench.sandbox.app.id);
    expect(results.length).toBeLessThanOrEqual(1_000);
    expect(results.map(({ eventType }) => eventType)).toEqual(
      expect.arrayContaining(['contact.privacyDeletion', 'company.merge', 'deal.restore', 'line_item.propertyChange']),
    );
    expect(new Set(results.map(({ propertyName }) => propertyName))).not.toContain('hs_lastmodifieddate');
  });

  it('of a test are told by their ids', async () => {
    await start({ eventType: 'contact.creation' }, ...property('contact.propertyChange', 'email'));
    const test = (id: number) => bench.control('POST', 'webhooks', { test: String(id) });
    await test(await subscriptionOf('contact.creation'));
    expect(await events()).toMatchObject([{ eventId: 100, objectId: 123, changeFlag: 'NEW', attemptNumber: 0 }]);
    await test(await subscriptionOf('contact.propertyChange'));
    expect(await events()).toMatchObject([{ eventId: 100, objectId: 123, propertyName: 'email' }]);
    expect((await test(1)).status).toBe(404);
  });
});
