import { customerOf } from '../support/family';
import type { FamilyView, Said } from '../support/order-system';
import { Story } from '../support/story';

const customFields = [
  { object: 'customer', name: 'memberNo', property: 'member_no', label: 'Member', type: 'text', unique: true },
  { object: 'customer', name: 'drinks', property: 'drinks', label: 'Drinks', type: 'list', options: ['tea', 'coffee'] },
];

describe('three kinds of failures at once', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ customFields, polls: true });
    await story.crm.seed('contacts', [{ email: 'stranger@example.com', member_no: 'M-1' }]);
  });
  afterAll(() => story.end());

  const customer = (id: string, custom: NonNullable<Said['custom']>): readonly [string, Said] => [
    id,
    { ...customerOf(id), custom },
  ];
  const familyOf = async (field: string, owner: string): Promise<FamilyView> => {
    const found = (await story.shop.families('parked')).find(
      (family) => family.field === field && family.owner === owner,
    );
    if (!found) throw new Error(`no family blames ${field} and is for ${owner}`);
    return found;
  };
  /** As an administrator does, by hand. */
  const addOption = async (value: string): Promise<void> => {
    const options = ['tea', 'coffee', value].map((one) => ({ label: one, value: one }));
    const answer = await fetch(`${story.crm.url}/crm/v3/properties/contacts/drinks`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${story.crm.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ options }),
    });
    expect(answer.status).toBe(200);
  };

  it('are three families, each with whose turn it is', async () => {
    await story.shop.putAll(
      'customer',
      new Map([
        customer('fine', { memberNo: 'M-2', drinks: ['tea'] }),
        ...['wine-1', 'wine-2', 'wine-3'].map((id) => customer(id, { drinks: ['wine'] })),
        ...['taken-1', 'taken-2'].map((id) => customer(id, { memberNo: 'M-1' })),
        customer('no-list', { drinks: 'tea' }),
      ]),
    );
    await story.quiet();
    expect(await story.shop.families('parked')).toMatchObject([
      { code: expect.stringMatching(/OPTION/) as string, field: 'custom.drinks', owner: 'crm-administrator', count: 3 },
      { code: 'CONFLICTING_UNIQUE_VALUE', field: 'custom.memberNo', owner: 'data-steward', count: 2 },
      { code: 'INVALID_LIST', field: 'custom.drinks', owner: 'data-steward', count: 1 },
    ]);
    expect((await familyOf('custom.drinks', 'crm-administrator')).remedy).toMatch(/in the CRM.*or by a retry\.$/);
  });

  it('are as old after a retry of a family that nobody has mended, and were seen later', async () => {
    const before = await familyOf('custom.memberNo', 'data-steward');
    await story.advance(60_000);
    expect(await story.shop.retry({ code: before.code, field: before.field, owner: before.owner })).toBe(2);
    await story.quiet();
    const after = await familyOf('custom.memberNo', 'data-steward');
    expect(after).toMatchObject({ count: 2, firstSeen: before.firstSeen });
    expect(Date.parse(after.lastSeen) - Date.parse(before.lastSeen)).toBeGreaterThanOrEqual(60_000);
  });

  it('send exactly the records of the family that an administrator has mended', async () => {
    const [mended, ...others] = await story.shop.families('parked');
    await addOption('wine');
    await story.advance(60_000);
    expect(await story.shop.retry({ code: mended!.code, field: mended!.field, owner: mended!.owner })).toBe(3);
    // By what the CRM said before they are refused once more; a retry has it asked what it says now.
    await story.until('the CRM was asked what it takes', async () => {
      const [{ due } = { due: true }] = await story.database.query<{ due: boolean }>(
        'select bool_or(describe_due_at is not null) as due from connection',
      );
      return !due;
    });
    await story.quiet();
    expect(await story.shop.families('parked')).toEqual(others);
    const contacts = await story.crm.live('contacts');
    expect(contacts.filter(({ properties }) => properties['drinks'] === 'wine')).toHaveLength(3);
    expect(contacts).toHaveLength(5);
  });

  it('go by themselves when the order system corrects them', async () => {
    await story.shop.change('customer', 'taken-1', { custom: { memberNo: 'M-3' } });
    await story.shop.change('customer', 'taken-2', { custom: { memberNo: 'M-4' } });
    await story.shop.change('customer', 'no-list', { custom: { drinks: ['tea'] } });
    await story.quiet();
    expect(await story.shop.families('parked')).toEqual([]);
    expect(await story.crm.live('contacts')).toHaveLength(8);
  });
});
