import fc from 'fast-check';
import { startBench } from './support';
import type { Bench } from './support';
import type { ReceivedEvent } from './webhook-receiver';
import { Receiver, settled, signaturesOf, webhookState } from './webhook-receiver';

type Step =
  | { readonly kind: 'create'; readonly names: readonly string[] }
  | { readonly kind: 'rename'; readonly which: number; readonly name: string; readonly person: boolean }
  | { readonly kind: 'delete'; readonly which: number }
  | { readonly kind: 'wait'; readonly advanceMs: number };

const name = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }).filter((text) => text.trim() === text);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('create'), names: fc.array(name, { minLength: 1, maxLength: 70 }) }),
  fc.record({ kind: fc.constant('rename'), which: fc.nat(99), name, person: fc.boolean() }),
  fc.record({ kind: fc.constant('delete'), which: fc.nat(99) }),
  fc.record({ kind: fc.constant('wait'), advanceMs: fc.nat(7_200_000) }),
);
const trouble = fc.record({
  shuffle: fc.boolean(),
  duplicate: fc.constantFrom(0, 0.3),
  drop: fc.constantFrom(0, 0, 0.2),
  delayMs: fc.constantFrom(0, 5_000),
  batchMax: fc.constantFrom(100, 100, 7),
});
const reply = fc.constantFrom<number | 'cut'>(200, 500, 301, 'cut');

/** What happened, as far as the spec itself can tell. */
class Model {
  readonly expected: string[] = [];
  private readonly live = new Map<string, string>();

  constructor(private readonly bench: Bench) {}

  async take(each: Step): Promise<void> {
    if (each.kind === 'wait') return this.wait(each.advanceMs);
    if (each.kind === 'create') return this.create(each.names);
    const id = [...this.live.keys()][each.which % Math.max(1, this.live.size)];
    if (id === undefined) return;
    if (each.kind === 'rename') return this.rename(id, each.name, each.person);
    await this.bench.call('DELETE', `/crm/v3/objects/companies/${id}`);
    this.live.delete(id);
    this.expected.push(`company.deletion ${id}`);
  }

  private async wait(advanceMs: number): Promise<void> {
    await this.bench.control('POST', 'clock', { advanceMs });
  }

  private async create(names: readonly string[]): Promise<void> {
    const inputs = names.map((each) => ({ properties: { name: each } }));
    const { body } = await this.bench.call('POST', '/crm/v3/objects/companies/batch/create', { inputs });
    for (const { id, properties } of body.results) {
      this.live.set(id, properties.name!);
      this.expected.push(`company.creation ${id}`, `company.propertyChange ${id} ${properties.name}`);
    }
  }

  private async rename(id: string, to: string, person: boolean): Promise<void> {
    const properties = { name: to };
    if (person) await this.bench.control('POST', 'edit', { object: 'companies', id, properties });
    else await this.bench.call('PATCH', `/crm/v3/objects/companies/${id}`, { properties });
    if (this.live.get(id) !== to) this.expected.push(`company.propertyChange ${id} ${to}`);
    this.live.set(id, to);
  }
}

function told(event: ReceivedEvent): string {
  const { subscriptionType, objectId, propertyValue } = event;
  return [subscriptionType, objectId, propertyValue].filter((part) => part !== undefined).join(' ');
}

/** How often each is there. */
function count(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

describe('laws of the HubSpot sandbox’s webhooks', () => {
  let receiver: Receiver;
  let bench: Bench;
  beforeAll(async () => void (receiver = await Receiver.start()));
  afterAll(() => receiver.close());

  /** Every failing batch is taken in the end: its third retry is. */
  const carryOut = async (
    steps: readonly Step[],
    settings: object,
    replies: readonly (number | 'cut')[],
  ): Promise<readonly string[]> => {
    receiver.requests.splice(0);
    receiver.reply = ({ events }, index) => (events[0]!.attemptNumber > 2 ? 200 : replies[index % replies.length]!);
    await bench.control('POST', 'clock', { rate: 0 });
    await bench.control('POST', 'webhooks', settings);
    const model = new Model(bench);
    for (const each of steps) await model.take(each);
    // What was delayed, and then all that failed.
    for (const advanceMs of [5_000, 86_400_000]) {
      await settled(bench);
      await bench.control('POST', 'clock', { advanceMs });
    }
    await settled(bench);
    return model.expected;
  };

  it('tell every change at least once unless it was dropped, in POSTs of at most 100, each signed', async () => {
    const plan = fc.array(step, { minLength: 1, maxLength: 12 });
    const replies = fc.array(reply, { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(plan, trouble, replies, async (steps, settings, answers) => {
      bench = await startBench({
        webhookTarget: receiver.url,
        webhookSubscriptions: [
          { eventType: 'company.creation' },
          { eventType: 'company.deletion' },
          { eventType: 'company.propertyChange', propertyName: 'name' },
        ],
      });
      try {
        const expected = count(await carryOut(steps, settings, answers));
        const { counters } = await webhookState(bench);
        expect(counters).toMatchObject({ waiting: 0, gaveUp: 0, overflowed: 0 });
        // One event may reach us in several POSTs, under one id.
        const once = new Map(receiver.events.map((event) => [`${event.eventId} ${told(event)}`, told(event)]));
        const came = count([...once.values()]);
        for (const [what, times] of came) expect(times).toBeLessThanOrEqual(expected.get(what) ?? 0);
        const missing = [...expected].reduce((sum, [what, times]) => sum + times - (came.get(what) ?? 0), 0);
        expect(missing).toBe(counters.dropped);
        for (const request of receiver.requests) {
          expect(request.events.length).toBeLessThanOrEqual(settings.batchMax);
          expect(request.headers).toMatchObject(signaturesOf(bench.sandbox.app.clientSecret, request));
        }
      } finally {
        await bench.close();
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });
});
