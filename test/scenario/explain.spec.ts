import { customerOf } from '../support/family';
import type { ExplanationView } from '../support/order-system';
import { Story } from '../support/story';

describe('what explains a field', () => {
  let story: Story;
  beforeAll(async () => {
    const rule = { object: 'customer', field: 'lastName', direction: 'both', policy: 'ask' };
    story = await Story.begin({ oauth: true, fieldRules: [rule], emailGate: ['off'] });
    await story.crm.sendWebhooksTo(story.door.url, ['propertyChange']);
  });
  afterAll(() => story.end());

  const told = async (): Promise<void> => {
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.quiet();
  };
  const as = async (requestId: string, work: () => Promise<unknown>): Promise<void> => {
    story.shop.requestId = requestId;
    await work();
    story.shop.requestId = null;
    await told();
  };
  /** The CRM's ids of the calls to one of its endpoints, as the log of calls has them, the latest first. */
  const callsTo = async (endpoint: string): Promise<readonly (string | null)[]> => {
    const found = await story.database.query<{ id: string | null }>(
      'select correlation_id as id from callout where endpoint like $1 order by seq desc',
      [`%${endpoint}`],
    );
    return found.map(({ id }) => id);
  };
  const lastStep = ({ chain }: ExplanationView): ExplanationView['chain'][number] | undefined => chain.at(-1);
  const explain = (id: string, field: string): Promise<ExplanationView> => story.shop.explain('customer', id, field);
  const begin = async (id: string): Promise<string> => {
    await as(`create-${id}`, () => story.shop.put('customer', id, customerOf(id)));
    return (await story.shop.link('customer', id)).externalId ?? '';
  };

  it('names the request that said it and the CRM’s id of the call that wrote it, of each field its own', async () => {
    await begin('ada');
    const created = await explain('ada', 'firstName');
    const [upsert] = await callsTo('/batch/upsert');
    expect(upsert).toEqual(expect.any(String));
    const { mappingVersion } = created.connections[0]!;
    expect(mappingVersion).toMatch(/^2-[0-9a-f]{8}$/);
    expect(created.said).toMatchObject({ requestId: 'create-ada' });
    const step = { requestId: 'create-ada', crmRequestId: upsert, signals: ['live'], mappingVersion };
    expect(created.chain).toMatchObject([{ what: 'created', ...step }]);

    await as('rename', () => story.shop.change('customer', 'ada', { firstName: 'Augusta' }));
    const [update] = await callsTo('/batch/update');
    const renamed = await explain('ada', 'firstName');
    expect(renamed.said).toMatchObject({ value: 'Augusta', requestId: 'rename' });
    expect(renamed.chain).toMatchObject([{}, { what: 'updated', requestId: 'rename', crmRequestId: update }]);
    expect((await explain('ada', 'email')).said).toMatchObject({ requestId: 'create-ada' });
  });

  it('names the request that answered an offer, which is the one that says the field from then on', async () => {
    const contact = await begin('bea');
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Beatrice' } });
    await told();
    const offered = lastStep(await explain('bea', 'firstName'));
    expect(offered).toMatchObject({ what: 'offered', signals: ['inbound'] });
    expect(offered).not.toHaveProperty('requestId');
    const [change] = await story.shop.readChanges();
    await as('yes', () => story.shop.accept(change!));
    const accepted = await explain('bea', 'firstName');
    expect(lastStep(accepted)).toMatchObject({ what: 'answered', requestId: 'yes' });
    expect(accepted.said).toMatchObject({ value: 'Beatrice', requestId: 'yes' });
  });

  it('names the request by which a person decided', async () => {
    const contact = await begin('cleo');
    await story.crm.edit('contacts', contact, { properties: { lastname: 'Theirs' } });
    await story.shop.change('customer', 'cleo', { lastName: 'Ours' });
    await told();
    const [open] = await story.shop.fieldConflicts('fields');
    await as('decision', () => story.shop.resolve(open!.conflict, 'theirs'));
    const step = (await explain('cleo', 'lastName')).chain.find(({ what }) => what === 'conflict');
    expect(step).toMatchObject({ requestId: 'decision', mappingVersion: expect.stringMatching(/^2-/) as string });
  });

  it('shows which call the CRM refused, of whichever field', async () => {
    await as('bad', () => story.shop.put('customer', 'dora', { ...customerOf('dora'), email: 'dora@example.con' }));
    const { chain } = await explain('dora', 'firstName');
    const refused = (await callsTo('/batch/upsert'))[0];
    expect(chain).toMatchObject([{ what: 'parked', requestId: 'bad', crmRequestId: refused }]);
  });

  it('shows that a decision was made by other rules than those of today', async () => {
    await begin('eve');
    const before = await explain('eve', 'firstName');
    await story.database.query(`update connection set settings = jsonb_set(settings, '{fieldRules}',
      '[{"object": "customer", "field": "firstName", "policy": "crm"}]')`);
    const { connections, chain } = await explain('eve', 'firstName');
    expect(connections[0]?.mappingVersion).not.toBe(before.connections[0]?.mappingVersion);
    expect(chain).toEqual(before.chain);
    expect(chain[0]?.mappingVersion).toBe(before.connections[0]?.mappingVersion);
  });
});
