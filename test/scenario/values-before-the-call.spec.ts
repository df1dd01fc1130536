import { pullLever } from '../support/crms/levers';
import { customerOf } from '../support/family';
import type { Said, Waiting } from '../support/order-system';
import { Story } from '../support/story';

const minuteMs = 60_000;

/** Lets time pass until what the CRM says is read anew, and what that frees was looked at. */
async function readAnew(story: Story): Promise<void> {
  const from = await story.remote.now();
  await story.advance(6 * minuteMs);
  await story.until('the CRM was asked what it takes', async () => {
    const [{ at } = { at: null }] = await story.database.query<{ at: Date | null }>(
      'select min(described_at) as at from connection',
    );
    return at !== null && at > from;
  });
  await story.quiet();
}

const describes = async (story: Story): Promise<number> =>
  Object.entries(await story.remote.calls())
    .filter(([endpoint]) => /^GET .*(\/properties\/[a-z_]+|\/pipelines\/deals|\/describe)$/.test(endpoint))
    .reduce((sum, [, count]) => sum + count, 0);

const parked = async (story: Story): Promise<readonly Pick<Waiting, 'id' | 'reason'>[]> =>
  (await story.shop.waiting('parked')).map(({ id, reason }) => ({ id, reason }));

describe('an option that is removed in the CRM while records flow', () => {
  const options = ['tea', 'coffee'];
  const customFields = [
    { object: 'customer', name: 'drinks', property: 'drinks', label: 'Drinks', type: 'list', options },
    { object: 'customer', name: 'notes', property: 'shop_notes', label: 'Notes', type: 'text' },
  ];
  const drinking = (id: string, ...drinks: readonly string[]): Said => ({ ...customerOf(id), custom: { drinks } });
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ customFields, polls: true });
  });
  afterAll(() => story.end());

  const takes = async (...values: readonly string[]): Promise<void> => {
    const answer = await fetch(`${story.crm.url}/crm/v3/properties/contacts/drinks`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${story.remote.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        options: values.map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false })),
      }),
    });
    expect(answer.status).toBe(200);
  };

  /** By the names of the records. */
  const held = async (property: string): Promise<Readonly<Record<string, unknown>>> => {
    const contacts = await story.crm.live('contacts');
    return Object.fromEntries(
      contacts.map(({ properties }) => [properties['firstname'] ?? '', properties[property]] as const),
    );
  };

  it('is learned from the first record that the CRM refuses', async () => {
    await story.shop.put('customer', 'c1', drinking('c1', 'tea', 'coffee'));
    await story.quiet();
    await takes('tea');
    expect(await story.countWrites(() => story.shop.put('customer', 'c2', drinking('c2', 'coffee')))).toBeGreaterThan(
      0,
    );
    expect(await parked(story)).toMatchObject([
      { id: 'c2', reason: { code: 'INVALID_OPTION', field: 'custom.drinks' } },
    ]);
    await readAnew(story);
  });

  it('costs no further call: the next one is parked with field, class and what to do', async () => {
    expect(await story.countWrites(() => story.shop.put('customer', 'c3', drinking('c3', 'tea', 'coffee')))).toBe(0);
    const [, { reason } = { reason: null }] = await parked(story);
    expect(reason).toMatchObject({ code: 'UNKNOWN_OPTION', field: 'custom.drinks' });
    expect(JSON.stringify(reason)).toMatch(
      /customer c3 was not sent: .*contacts\.drinks.* is a list of which 1 of 2 items .*add the option/,
    );
    expect(JSON.stringify(reason)).not.toContain('coffee');
  });

  it('is asked for once in five minutes at most, however many are refused', async () => {
    const before = await describes(story);
    for (const id of ['c4', 'c5', 'c6']) await story.shop.put('customer', id, drinking(id, 'coffee'));
    await story.quiet();
    await story.letPass();
    expect(await describes(story)).toBe(before);
  });

  it('frees those that were not sent, by itself, when it is taken again', async () => {
    await takes('tea', 'coffee');
    await readAnew(story);
    expect((await parked(story)).map(({ id }) => id)).toEqual(['c2']);
    await story.shop.retry({ type: 'customer', id: 'c2' });
    await story.quiet();
    expect(await parked(story)).toEqual([]);
    expect(await held('drinks')).toMatchObject({ c2: 'coffee', c3: 'coffee;tea', c4: 'coffee' });
  });

  it('is not asked for when nothing is written', async () => {
    const before = await describes(story);
    await story.advance(3 * 60 * minuteMs);
    await story.quiet();
    await story.letPass();
    expect(await describes(story)).toBe(before);
  });

  it('lets a text that is too long go once it is corrected, and spends no call on it before', async () => {
    const notes = 'x'.repeat(65_537);
    expect(await story.countWrites(() => story.shop.change('customer', 'c1', { custom: { notes } }))).toBe(0);
    expect(await parked(story)).toMatchObject([
      { id: 'c1', reason: { code: 'VALUE_TOO_LONG', field: 'custom.notes' } },
    ]);
    await story.shop.change('customer', 'c1', { custom: { notes: 'short' } });
    await story.quiet();
    expect(await parked(story)).toEqual([]);
    expect(await held('shop_notes')).toMatchObject({ c1: 'short' });
  });
});

describe('our key, which is archived in HubSpot while records flow', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ polls: true });
  });
  afterAll(() => story.end());

  const customers = (letter: string, count: number): ReadonlyMap<string, Said> =>
    new Map(Array.from({ length: count }, (_, n) => [`${letter}${n}`, customerOf(`${letter}${n}`)]));
  const asAdministrator = async (method: 'DELETE' | 'POST', path: string, body?: object): Promise<void> => {
    const { status } = await fetch(`${story.crm.url}/crm/v3/properties/contacts${path}`, {
      method,
      headers: { authorization: `Bearer ${story.remote.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(status).toBeLessThan(300);
  };

  it('costs one call for a hundred records, and the reason says what to mend and whose turn it is', async () => {
    await asAdministrator('DELETE', '/tandem_id');
    expect(await story.countWrites(() => story.shop.putAll('customer', customers('a', 100)))).toBe(1);
    const waiting = await parked(story);
    expect(waiting).toHaveLength(100);
    expect(waiting[0]?.reason).toMatchObject({
      code: expect.stringMatching(/^PROPERTY_(NOT_UNIQUE|MISSING)$/) as string,
      field: 'tandem_id',
      owner: 'crm-administrator',
    });
  });

  it('is written by nobody once HubSpot was asked, and all go by themselves when it is there again', async () => {
    await readAnew(story);
    expect(await story.countWrites(() => story.shop.put('customer', 'b0', customerOf('b0')))).toBe(0);
    await asAdministrator('POST', '', {
      name: 'tandem_id',
      label: 'Tandem id',
      type: 'string',
      fieldType: 'text',
      groupName: 'tandem',
      hasUniqueValue: true,
    });
    await readAnew(story);
    await story.expectSettled();
    expect(await parked(story)).toEqual([]);
  });
});

describe('a field that an administrator of Salesforce makes required', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce', polls: true });
  });
  afterAll(() => story.end());

  const field = (required: boolean): Promise<unknown> =>
    pullLever(story.org.sandbox, 'POST', 'field', {
      object: 'Contact',
      name: 'Vat__c',
      type: 'string',
      length: 20,
      required,
    });

  it('is named before a call is spent on a new record without it, and frees all once it is required no more', async () => {
    await field(true);
    await story.shop.put('customer', 'c1', customerOf('c1'));
    await story.quiet();
    expect(await parked(story)).toMatchObject([{ id: 'c1', reason: { code: 'REQUIRED_FIELD_MISSING' } }]);
    await readAnew(story);
    expect(await story.countWrites(() => story.shop.put('customer', 'c2', customerOf('c2')))).toBe(0);
    const reason = { code: 'REQUIRED_MISSING', field: 'Vat__c' };
    expect((await parked(story))[1]).toMatchObject({ id: 'c2', reason });

    await field(false);
    await readAnew(story);
    expect((await parked(story)).map(({ id }) => id)).toEqual(['c1']);
    await story.shop.retry({ type: 'customer', id: 'c1' });
    await story.expectSettled();
  });

  it('does not keep names back that fit, and those that do not until they do', async () => {
    const firstName = 'x'.repeat(41);
    expect(await story.countWrites(() => story.shop.change('customer', 'c1', { firstName }))).toBe(0);
    expect(await parked(story)).toMatchObject([{ id: 'c1', reason: { code: 'VALUE_TOO_LONG', field: 'firstName' } }]);
    await story.shop.change('customer', 'c1', { firstName: firstName.slice(1) });
    await story.expectSettled();
  });
});
