import { customerOf, orderOf, putFamily } from '../support/family';
import type { LinkView } from '../support/order-system';
import { Story } from '../support/story';

const at = (n: number): string => `c${n}@example.con`;

describe('a customer whose address the CRM does not take', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    await story.crm.resetCounters();
  });
  afterAll(() => story.end());

  const standing = async (id: string): Promise<Partial<LinkView>> => {
    const { state, reason } = await story.shop.link('customer', id);
    return {
      state,
      reason: reason && { code: reason.code, ...(reason.field !== undefined && { field: reason.field }) },
    };
  };
  const held = (code: string): Partial<LinkView> => ({ state: 'held', reason: { code, field: 'email' } });

  it('is held without a call, the order goes, and is joined to the customer who goes once corrected', async () => {
    await story.shop.put('customer', 'held', { ...customerOf('held'), email: at(1) });
    await story.shop.put('order', 'held', orderOf('held', 'held'));
    await story.shop.put('order', 'held-too', orderOf('held-too', 'held'));
    await story.expectSettled({ missing: ['customer/held'] });
    expect(await standing('held')).toEqual(held('email-invalid'));
    expect(Object.keys(await story.crm.calls()).filter((path) => path.includes('contacts'))).toEqual([]);

    await story.shop.change('customer', 'held', { email: 'held@example.com' });
    await story.expectSettled();
  });

  it('keeps what stands in the CRM when a later address is wrong, and goes once that is corrected', async () => {
    await putFamily(story.shop, 'later');
    await story.quiet();
    await story.shop.change('customer', 'later', { email: 'later@example', phone: '+493098765432' });
    await story.quiet();
    expect(await standing('later')).toEqual(held('email-invalid'));
    await story.shop.put('order', 'later-too', orderOf('later-too', 'later', 'later'));
    await story.quiet();
    expect(await story.shop.link('order', 'later-too')).toMatchObject({ state: 'synced' });
    await story.shop.change('customer', 'later', { email: 'later@example.org' });
    await story.expectSettled();
  });

  it('is sent with the address as it looks, without what does not show', async () => {
    await story.shop.put('customer', 'unseen', { ...customerOf('unseen'), email: '\u200eUnseen@exa\u200bmple.com ' });
    await story.quiet();
    expect(await standing('unseen')).toEqual({ state: 'synced', reason: null });
    const { records } = await story.remote.holdings();
    expect(records.customer.map(({ fields }) => fields['email'])).toContain('unseen@example.com');
    // From here on it is said as the story's end will look for it.
    await story.shop.change('customer', 'unseen', { email: 'unseen@example.com' });
    await story.expectSettled();
  });

  it('is held when the CRM has refused the address before, and is sent again by a retry alone', async () => {
    const forget = { idProperty: 'email', objectId: 'forgotten@example.com' };
    const answer = await fetch(`${story.crm.url}/crm/v3/objects/contacts/gdpr-delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${story.crm.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(forget),
    });
    expect(answer.status).toBe(204);
    const missing = ['customer/first', 'customer/second'];
    const first = await story.countWrites(() =>
      story.shop.put('customer', 'first', { ...customerOf('x'), email: 'Forgotten@example.com' }),
    );
    expect([first > 0, await standing('first')]).toEqual([true, held('email-refused')]);
    expect(
      await story.countWrites(() =>
        story.shop.put('customer', 'second', { ...customerOf('y'), email: 'forgotten@example.com' }),
      ),
    ).toBe(0);
    expect(await standing('second')).toEqual(held('email-refused'));

    expect(await story.countWrites(() => story.shop.retry({ type: 'customer', id: 'second' }, 'held'))).toBeGreaterThan(
      0,
    );
    expect(await standing('second')).toEqual(held('email-refused'));
    await story.expectSettled({ missing });
    for (const id of ['first', 'second']) await story.shop.change('customer', id, { email: `${id}@example.com` });
    await story.expectSettled();
  });
});

describe('a connection that takes confirmed addresses and leaves out the others', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce', emailGate: ['confirmed', 'omit'] });
  });
  afterAll(() => story.end());

  const inCrm = async (): Promise<unknown[]> =>
    (await story.remote.holdings()).records.customer.map(({ fields }) => [
      fields['firstName'],
      fields['email'] ?? null,
    ]);

  it('sends the customer, and the address by itself when it is confirmed', async () => {
    await putFamily(story.shop, 'ada');
    await story.quiet();
    expect(await inCrm()).toEqual([['ada', null]]);
    expect(await story.shop.link('order', 'ada')).toMatchObject({ state: 'synced' });
    await story.shop.confirmEmail('ada', { email: 'ADA@example.com' });
    await story.expectSettled();
    expect(await story.countWrites(() => story.shop.confirmEmail('ada'))).toBe(0);
  });

  it('keeps the confirmed address until the next one is confirmed too, and sends everything else', async () => {
    await story.shop.change('customer', 'ada', { email: 'countess@example.com', firstName: 'Augusta' });
    await story.quiet();
    expect(await inCrm()).toEqual([['Augusta', 'ada@example.com']]);
    await expect(story.shop.confirmEmail('ada', { email: 'ada@example.com' })).rejects.toThrow('409');
    await story.shop.change('customer', 'ada', { emailConfirmed: true });
    await story.expectSettled();
    expect(await inCrm()).toEqual([['Augusta', 'countess@example.com']]);
  });
});
