import { runTandem } from '../../support/child-process';
import { customerOf } from '../../support/family';
import { Story } from '../../support/story';

describe('outbound messages of Salesforce', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce' });
  });
  afterAll(() => story.end());

  /** Sets the org up to tell us of contacts, at the URL that the command makes. */
  const tell = async (more: object = {}): Promise<void> => {
    const command = ['webhooks', 'url', '--connection', 'salesforce', '--json'];
    const { connection } = (await runTandem(command, story.settingsAt(story.door.url))) as {
      readonly connection: { readonly url: string };
    };
    await story.org.pull('DELETE', 'outbound');
    await story.org.pull('POST', 'outbound', { object: 'Contact', fields: ['Id'], url: connection.url, ...more });
  };
  const counters = async (): Promise<Readonly<Record<string, number>>> =>
    ((await story.org.pull('GET', 'outbound')) as { readonly counters: Readonly<Record<string, number>> }).counters;
  const told = async (): Promise<void> => {
    await story.until('all messages have gone', async () => (await counters())['due'] === 0);
    await story.quiet();
  };

  it('make an edit an offer, which read anew is what the record says now', async () => {
    await story.shop.put('customer', 'ada', customerOf('ada'));
    await story.quiet();
    await tell();
    const { externalId } = await story.shop.link('customer', 'ada');
    await story.remote.edit('customer', externalId!, { firstName: 'Between' });
    await story.remote.edit('customer', externalId!, { firstName: 'Theirs' });
    await told();
    const changes = await story.shop.readChanges();
    expect(changes.at(-1)).toMatchObject({ id: 'ada', fields: { firstName: { to: 'Theirs' } } });
    await story.shop.accept(changes.at(-1)!);
    await story.expectSettled();
    expect((await counters())['failed']).toBe(0);
  });

  it('of the organization of another tenant mark nothing', async () => {
    await story.shop.put('customer', 'bob', customerOf('bob'));
    await story.quiet();
    await tell({ organizationId: '00D5g000004fXkMEAU' });
    const { failed = 0 } = await counters();
    const { externalId } = await story.shop.link('customer', 'bob');
    await story.remote.edit('customer', externalId!, { country: 'DE' });
    await story.until('the message is refused', async () => ((await counters())['failed'] ?? 0) > failed);
    await story.quiet();
    expect(await story.shop.readChanges()).toEqual([]);
    expect(await story.dirty()).toEqual([]);
  });
});
