import { companyOf, customerOf, orderOf } from '../support/family';
import type { Said } from '../support/order-system';
import { Story } from '../support/story';

const afterLeaseMs = 61_000;

/** Companies with ten customers each, who have an order each. */
async function putLoad(story: Story, name: string, customers: number): Promise<void> {
  const numbers = Array.from({ length: customers }, (_, n) => n);
  const company = (n: number): string => `${name}-c${Math.floor(n / 10)}`;
  const listed = (make: (n: number) => readonly [string, Said]): ReadonlyMap<string, Said> =>
    new Map(numbers.map(make));
  await story.shop.putAll(
    'order',
    listed((n) => [`${name}${n}`, orderOf(`${name}${n}`, `${name}${n}`, company(n))]),
  );
  await story.shop.putAll(
    'customer',
    listed((n) => [`${name}${n}`, customerOf(`${name}${n}`, company(n))]),
  );
  await story.shop.putAll(
    'company',
    listed((n) => [company(n), companyOf(company(n))]),
  );
}

describe('two services on one database', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    await story.startService();
  });
  afterAll(() => story.end());

  it('share a load and double nothing', async () => {
    const owners = new Set<string>();
    // Slow enough for both to be seen at work.
    await story.crm.addFault({ path: '/crm', delayMs: 30 });
    await putLoad(story, 'first', 600);
    let looks = 0;
    await story.until('both have worked', async () => {
      const rows = await story.database.query<{ owner: string }>('select owner from stream where owner is not null');
      for (const { owner } of rows) owners.add(owner);
      // Which of the two takes what is chance, so there is something to take until both have.
      looks += 1;
      await story.shop.change('customer', `first${looks % 600}`, { address: `Street ${looks}` });
      return owners.size === 2;
    });
    await story.expectSettled();
    await story.crm.clearFaults();
  }, 60_000);

  it('finish the load of the one that is killed in the middle', async () => {
    const [doomed, heir] = story.services;
    story.freeze(heir!);
    await putLoad(story, 'second', 200);
    await story.until('some of it has arrived', async () => {
      const rows = await story.database.query(`select from stream where cardinality(in_hand) > 0 and object = 'order'`);
      return rows.length > 0;
    });
    await doomed!.kill();
    story.thaw(heir!);
    await story.advance(afterLeaseMs);
    await story.until('the rest is taken over', () => Promise.resolve(heir!.logged('stream.taken-over') > 0));
    await story.expectSettled();
  }, 60_000);
});
