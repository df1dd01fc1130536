import { total } from '../support/crm';
import { customerOf } from '../support/family';
import type { Said } from '../support/order-system';
import { Story } from '../support/story';

const customFields = [
  { object: 'customer', name: 'memberNo', property: 'member_no', label: 'Member', type: 'text', unique: true },
  { object: 'customer', name: 'notes', property: 'shop_notes', label: 'Notes', type: 'text' },
];
const custom = { memberNo: 'member_no', notes: 'shop_notes' };
const foreign = ['stranger@example.com'];

describe('rows that the CRM refuses', () => {
  let story: Story;
  beforeAll(async () => {
    // What is refused here the gate would hold, for the address alone.
    story = await Story.begin({ customFields, emailGate: ['off'] });
    await story.crm.seed('contacts', [{ email: foreign[0]!, member_no: 'M-1' }]);
    await story.crm.resetCounters();
  });
  afterAll(() => story.end());

  const good = (n: number): readonly [string, Said] => [
    `c${n}`,
    { ...customerOf(`c${n}`), custom: { memberNo: `M-${n + 100}`, notes: 'none' } },
  ];
  const bad: ReadonlyMap<string, Said> = new Map([
    ['bad-email', { ...customerOf('x'), email: 'x@example.con' }],
    ['taken', { ...customerOf('taken'), custom: { memberNo: 'M-1' } }],
    // HubSpot's limit for a text property is 65,536 characters.
    ['too-long', { ...customerOf('too-long'), custom: { notes: 'x'.repeat(65_537) } }],
  ]);
  const badNames = [...bad.keys()].map((id) => `customer/${id}`);

  it('are parked with field and reason, and their 97 neighbours are synced', async () => {
    const rows = new Map([...Array.from({ length: 97 }, (_, n) => good(n)), ...bad]);
    const stored = await story.shop.putAll('customer', rows);
    expect(stored.filter(({ result }) => result === 'stored')).toHaveLength(100);
    await story.quiet();

    const parked = await story.shop.waiting('parked');
    expect(parked.map(({ id, reason }) => ({ id, code: reason?.code, field: reason?.field }))).toEqual([
      { id: 'bad-email', code: 'INVALID_EMAIL', field: 'email' },
      { id: 'taken', code: 'CONFLICTING_UNIQUE_VALUE', field: 'custom.memberNo' },
      { id: 'too-long', code: expect.stringMatching(/\w/) as string, field: 'custom.notes' },
    ]);
    await story.expectSettled({ missing: badNames, foreign, custom });
  });

  it('cost calls of which each stands in the callout log', async () => {
    const rows = await story.database.query<{ endpoint: string; calls: number }>(
      `select method || ' ' || endpoint as endpoint, count(*)::int as calls from callout group by 1 order by 1`,
    );
    const logged = Object.fromEntries(rows.map(({ endpoint, calls }) => [endpoint, calls]));
    const made = await story.crm.calls();
    expect(logged).toEqual(made);
    expect(total(logged)).toBeGreaterThan(1);
  });

  it('are parked again by a retry that nobody has corrected anything for', async () => {
    expect(await story.shop.retry({ type: 'customer', id: 'taken' })).toBe(1);
    await story.quiet();
    const parked = await story.shop.waiting('parked');
    expect(parked.map(({ id }) => id)).toEqual(['bad-email', 'taken', 'too-long']);
    await story.expectSettled({ missing: badNames, foreign, custom });
  });

  it('go by themselves once they are corrected', async () => {
    await story.shop.change('customer', 'bad-email', { email: 'x@example.com' });
    await story.shop.change('customer', 'taken', { custom: { memberNo: 'M-2' } });
    await story.shop.change('customer', 'too-long', { custom: { notes: 'short' } });
    await story.expectSettled({ foreign, custom });
    expect(await story.shop.waiting('parked')).toEqual([]);
  });

  it('keep what is in the CRM when a later value is refused', async () => {
    await story.shop.change('customer', 'c1', { firstName: 'Augusta', custom: { memberNo: 'M-1' } });
    await story.quiet();
    expect(await story.shop.link('customer', 'c1')).toMatchObject({
      state: 'parked',
      reason: { field: 'custom.memberNo' },
    });
    await story.shop.change('customer', 'c1', { custom: { memberNo: 'M-101' } });
    await story.expectSettled({ foreign, custom });
  });
});
