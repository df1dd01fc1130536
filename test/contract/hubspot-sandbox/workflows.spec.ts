import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Bench } from './support';
import { startBench } from './support';
import type { ReceivedEvent } from './webhook-receiver';
import { Receiver, settled } from './webhook-receiver';

interface WorkflowView {
  readonly id: string;
  readonly waiting: number;
  readonly done: number;
  readonly missed: number;
  readonly refused: number;
}
interface Version {
  readonly value: string;
  readonly sourceType: string;
  readonly sourceId: string;
}

const hotLead = { object: 'contacts', when: { property: 'lifecyclestage', value: 'lead' }, set: { jobtitle: 'hot' } };

describe('workflows of the HubSpot sandbox', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  const start = async (...workflows: readonly object[]): Promise<void> => {
    bench = await startBench();
    await bench.clock({ rate: 0 });
    await order(...workflows);
  };
  const order = async (...workflows: readonly object[]): Promise<void> => {
    for (const each of workflows) expect((await post(each)).status).toBe(201);
  };
  const post = (workflow: object): Promise<Answer> => bench.control('POST', 'workflow', workflow);
  const listed = async (): Promise<WorkflowView[]> => {
    const { body } = await bench.control('GET', 'workflow');
    return (body as unknown as { workflows: WorkflowView[] }).workflows;
  };
  const contacts = () => bench.client.crm.contacts.basicApi;
  const create = (properties: Record<string, string>) =>
    contacts().create({ properties: { firstname: 'Ana', ...properties }, associations: [] });
  const valueOf = async (id: string, name: string): Promise<string | null> =>
    (await contacts().getById(id, [name])).properties[name]!;
  const historyOf = async (id: string, name: string): Promise<Version[]> => {
    const { body } = await bench.call('GET', `/crm/v3/objects/contacts/${id}?propertiesWithHistory=${name}`);
    return (body as unknown as { propertiesWithHistory: Record<string, Version[]> }).propertiesWithHistory[name]!;
  };

  it('write after a write, once its answer is given, and the history says who', async () => {
    await start(hotLead);
    const created = await bench.call('POST', '/crm/v3/objects/contacts', {
      properties: { email: 'ana@example.com', lifecyclestage: 'lead', jobtitle: 'buyer' },
    });
    expect(created.body.properties.jobtitle).toBe('buyer');
    expect(await historyOf(created.body.id, 'jobtitle')).toMatchObject([
      { value: 'hot', sourceType: 'WORKFLOWS', sourceId: 'workflowId:1' },
      { value: 'buyer', sourceType: 'INTEGRATION' },
    ]);
  });

  it('are set off by that value alone, when one is named, and by a write that changes it', async () => {
    await start(hotLead, { object: 'contacts', when: { property: 'phone', value: '' }, set: { city: 'no phone' } });
    const { id } = await create({ lifecyclestage: 'subscriber', phone: '1' });
    expect([await valueOf(id, 'jobtitle'), await valueOf(id, 'city')]).toEqual([null, null]);
    await contacts().update(id, { properties: { lifecyclestage: 'lead', phone: '' } });
    expect([await valueOf(id, 'jobtitle'), await valueOf(id, 'city')]).toEqual(['hot', 'no phone']);
    await contacts().update(id, { properties: { jobtitle: 'cold' } });
    await contacts().update(id, { properties: { lifecyclestage: 'lead' } });
    expect(await valueOf(id, 'jobtitle')).toBe('cold');
  });

  it.each<[string, (bench: Bench) => Promise<string>]>([
    [
      'a batch',
      async ({ client }) => {
        const inputs = [{ properties: { firstname: 'Ana', lifecyclestage: 'lead' }, associations: [] }];
        return (await client.crm.contacts.batchApi.create({ inputs })).results[0]!.id;
      },
    ],
    ['an import', async (on) => (await on.seed('contacts', [{ firstname: 'Ana', lifecyclestage: 'lead' }]))[0]!],
    [
      'a salesperson',
      async (on) => {
        const [id] = await on.seed('contacts', [{ firstname: 'Ana' }]);
        await on.edit('contacts', id!, { properties: { lifecyclestage: 'lead' } });
        return id!;
      },
    ],
  ])('follow what is written by %s', async (_who, write) => {
    await start(hotLead);
    expect(await valueOf(await write(bench), 'jobtitle')).toBe('hot');
  });

  it('wait by the sandbox’s clock, and move the modified date when they write', async () => {
    await start({ ...hotLead, delayMs: 60_000 });
    const { id, updatedAt } = await create({ lifecyclestage: 'lead' });
    await bench.clock({ advanceMs: 59_999 });
    expect(await valueOf(id, 'jobtitle')).toBeNull();
    expect(await listed()).toMatchObject([{ waiting: 1, done: 0 }]);
    await bench.clock({ advanceMs: 1 });
    const after = await contacts().getById(id, ['jobtitle']);
    expect(after.properties.jobtitle).toBe('hot');
    expect(Number(after.updatedAt) - Number(updatedAt)).toBe(60_000);
    expect(await listed()).toMatchObject([{ waiting: 0, done: 1 }]);
  });

  it('set each other off, and each other’s loop ends', async () => {
    await start(
      { object: 'contacts', when: { property: 'city' }, set: { phone: '1' } },
      { object: 'contacts', when: { property: 'phone' }, set: { city: 'Turin', zip: '10100' }, delayMs: 1_000 },
      { object: 'contacts', when: { property: 'zip' }, set: { zip: '00000' } },
    );
    const { id } = await create({ city: 'Rome' });
    await bench.clock({ advanceMs: 1_000 });
    expect((await contacts().getById(id, ['city', 'phone', 'zip'])).properties).toMatchObject({
      city: 'Turin',
      phone: '1',
      zip: '00000',
    });
    await bench.clock({ advanceMs: 86_400_000 });
    expect(await listed()).toMatchObject([{ done: 1 }, { done: 1 }, { done: 1 }]);
    // A write of somebody else begins anew.
    await contacts().update(id, { properties: { city: 'Milan' } });
    expect(await listed()).toMatchObject([{ done: 2 }, { waiting: 0, done: 1 }, { done: 1 }]);
  });

  it('turn a value back and forth once for each write of somebody else, and not for ever', async () => {
    const turn = (from: string, into: string): object => {
      return { object: 'contacts', when: { property: 'city', value: from }, set: { city: into }, delayMs: 1_000 };
    };
    await start(turn('Rome', 'Turin'), turn('Turin', 'Rome'));
    const { id } = await create({ city: 'Rome' });
    const seen: (string | null)[] = [];
    for (let second = 0; second < 4; second++) {
      seen.push(await valueOf(id, 'city'));
      await bench.clock({ advanceMs: 1_000 });
    }
    expect(seen).toEqual(['Rome', 'Turin', 'Rome', 'Rome']);
  });

  it.each([
    ['at once, while the time stands still', 0, 0],
    ['later, as the time goes by', 1_000, 2_000],
  ])('are told as their own in webhooks %s, without another call', async (_when, rate, delayMs) => {
    const receiver = await Receiver.start();
    const webhookSubscriptions = ['lifecyclestage', 'jobtitle', 'city'].map((propertyName) => {
      return { eventType: 'contact.propertyChange', propertyName };
    });
    bench = await startBench({ webhookTarget: receiver.url, webhookSubscriptions });
    try {
      await bench.clock({ rate });
      await order(
        { ...hotLead, delayMs },
        { ...hotLead, delayMs, set: { city: 'Rome' }, source: 'AUTOMATION_PLATFORM' },
      );
      const { id } = await create({ lifecyclestage: 'lead' });
      await receiver.received(1);
      while (receiver.events.length < 3) await receiver.received(receiver.requests.length + 1);
      await settled(bench);
      const told = receiver.events.map(({ objectId, propertyName, propertyValue, changeSource }: ReceivedEvent) => [
        String(objectId),
        propertyName,
        propertyValue,
        changeSource,
      ]);
      expect(told.toSorted()).toEqual([
        [id, 'city', 'Rome', 'AUTOMATION_PLATFORM'],
        [id, 'jobtitle', 'hot', 'WORKFLOWS'],
        [id, 'lifecyclestage', 'lead', 'INTEGRATION'],
      ]);
    } finally {
      await receiver.close();
    }
  });

  it('pass over records that are gone, and count what was refused to them', async () => {
    await start(
      { ...hotLead, delayMs: 1_000 },
      { object: 'contacts', when: { property: 'city' }, set: { email: 'no address' } },
    );
    const { id } = await create({ lifecyclestage: 'lead', city: 'Rome' });
    await contacts().archive(id);
    await bench.clock({ advanceMs: 1_000 });
    expect(await listed()).toMatchObject([
      { missed: 1, done: 0, refused: 0 },
      { missed: 0, done: 0, refused: 1 },
    ]);
  });

  it('end with DELETE, also what waits', async () => {
    await start({ ...hotLead, delayMs: 1_000 });
    const { id } = await create({ lifecyclestage: 'lead' });
    expect((await bench.control('DELETE', 'workflow')).status).toBe(204);
    await bench.clock({ advanceMs: 1_000 });
    expect(await valueOf(id, 'jobtitle')).toBeNull();
    expect(await listed()).toEqual([]);
  });

  it('are forgotten by a restart, and what they wrote is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-workflows-'));
    const stateFile = join(folder, 'state.jsonl');
    try {
      bench = await startBench({ stateFile });
      await order(hotLead);
      const { id } = await create({ lifecyclestage: 'lead' });
      expect(await valueOf(id, 'jobtitle')).toBe('hot');
      await bench.close();
      bench = await startBench({ stateFile });
      expect(await listed()).toEqual([]);
      expect(await historyOf(id, 'jobtitle')).toMatchObject([{ value: 'hot', sourceType: 'WORKFLOWS' }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [{ ...hotLead, set: {} }],
    [{ ...hotLead, set: { no_such_property: '1' } }],
    [{ ...hotLead, set: { hs_object_id: '1' } }],
    [{ ...hotLead, when: { property: 'no_such_property' } }],
    [{ ...hotLead, delayMs: -1 }],
    [{ ...hotLead, source: 'API' }],
    [{ ...hotLead, after: 1 }],
    [{ ...hotLead, object: 'tickets' }],
  ])('cannot be like %j', async (workflow) => {
    await start();
    expect((await post(workflow)).status).toBe(400);
  });
});
