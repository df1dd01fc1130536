import { customerOf } from '../support/family';
import { Story } from '../support/story';

const minuteMs = 60_000;
const names = Array.from({ length: 12 }, (_, n) => `c${n}`);

interface Webhooks {
  readonly state: string;
  readonly lastDeliveryAt: string;
  readonly unannounced: number;
}

describe('webhooks that stop coming', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true, polls: true });
    await story.crm.setClockRate(0);
    await story.shop.putAll('customer', new Map(names.map((name) => [name, customerOf(name)])));
    await story.quiet();
    await story.polled();
  });
  afterAll(() => story.end());

  const webhooks = async (): Promise<Webhooks> => {
    const headers = { authorization: `Bearer ${story.apiKey}` };
    const response = await fetch(`${story.door.url}/v1/connections/hubspot`, { headers });
    return ((await response.json()) as { readonly webhooks: Webhooks }).webhooks;
  };
  const edit = async (...customers: readonly string[]): Promise<void> => {
    await story.advance(1);
    for (const name of customers) {
      const { externalId } = await story.shop.link('customer', name);
      const properties = { firstname: `Hildegard ${(await story.crm.now()).getTime()}` };
      await story.crm.edit('contacts', externalId ?? '', { properties });
    }
  };
  const told = async (): Promise<void> => {
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.quiet();
  };
  const seenSince = async (since: Date): Promise<number> =>
    (await story.database.query('select from link where remote_at >= $1', [since])).length;

  it('are none before the first, however much polling finds', async () => {
    await edit(...names);
    for (let polls = 0; polls < 3; polls += 1) await story.polled();
    expect(await webhooks()).toEqual({ state: 'none', lastDeliveryAt: null, unannounced: 0 });
  });

  it('are all right while they come, and polling finds nothing that they have not told', async () => {
    await story.crm.sendWebhooksTo(story.door.url, ['propertyChange']);
    await edit(...names);
    await told();
    const heardAt = (await webhooks()).lastDeliveryAt;
    for (let polls = 0; polls < 4; polls += 1) await story.polled();
    expect(await webhooks()).toEqual({ state: 'ok', lastDeliveryAt: heardAt, unannounced: 0 });
    expect(Date.parse(heardAt)).toBeLessThan((await story.crm.now()).getTime());
  });

  it('are silent when polling finds what they should have told, and nothing else changes', async () => {
    const { lastDeliveryAt } = await webhooks();
    await story.crm.troubleWebhooks({ drop: 1 });
    await story.advance(11 * minuteMs);
    const since = await story.crm.now();
    await edit(...names);
    await story.polled();
    expect(await seenSince(since)).toBe(12);
    for (let polls = 0; polls < 3; polls += 1) await story.polled();
    expect(await webhooks()).toEqual({ state: 'silent', lastDeliveryAt, unannounced: 12 });
    for (let polls = 0; polls < 2; polls += 1) await story.polled();
    await story.expectLogged('webhooks.silent');
    expect(story.door.log).toContain(
      `polling found 12 changes that no webhook announced since the last one came at ${lastDeliveryAt}`,
    );
  });

  it('are all right with the first that comes again', async () => {
    await story.crm.troubleWebhooks({ drop: 0 });
    await edit('c0');
    await told();
    expect(await webhooks()).toMatchObject({ state: 'ok', unannounced: 0 });
    await story.expectLogged('webhooks.heard');
    await story.polled();
    expect(await webhooks()).toMatchObject({ state: 'ok', unannounced: 0 });
    await story.expectLogged('webhooks.silent');
  });
});
