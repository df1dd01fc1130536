import { companyOf, customerOf, orderOf } from '../support/family';
import { Story } from '../support/story';

describe('first contact', () => {
  let story: Story;
  let missing: readonly string[] = [];
  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  it('takes "A1" and "a1" for two customers', async () => {
    await story.shop.put('customer', 'A1', customerOf('upper'));
    await story.shop.put('customer', 'a1', customerOf('lower'));
    await story.expectSettled();
    await story.shop.change('customer', 'A1', { firstName: 'Augusta' });
    await story.shop.put('order', 'O1', orderOf('upper', 'A1'));
    await story.shop.put('order', 'o1', orderOf('lower', 'a1'));
    await story.expectSettled();
    await story.shop.change('customer', 'a1', { firstName: 'Ada' });
    await story.expectSettled();
  });

  it('adopts the one contact with the e-mail and sends only what differs', async () => {
    const properties = { email: 'known@example.com', firstname: 'Kim', lastname: 'Lovelace', jobtitle: 'Countess' };
    const [id] = await story.crm.seed('contacts', [properties]);
    await story.shop.put('customer', 'known', { ...customerOf('known'), email: 'Known@Example.com ' });
    await story.quiet();
    story.shop.records.customer.set('known', customerOf('known')); // as the CRM writes it
    await story.expectSettled();
    expect(await story.shop.link('customer', 'known')).toMatchObject({ state: 'synced', externalId: id });
    const [entry] = await story.database.query<{ changes: object }>(
      `select changes from journal where what = 'adopted' and source_id = 'known'`,
    );
    expect(Object.keys(entry?.changes ?? {})).toEqual(['firstName']);
    const contact = (await story.crm.live('contacts')).find((record) => record.id === id);
    expect(contact?.properties).toMatchObject({ jobtitle: 'Countess', lastname: 'Lovelace' });
  });

  it('leaves a contact that it finds by an additional address its primary one', async () => {
    const emails = { email: 'primary@example.com', hs_additional_emails: 'further@example.com' };
    const [id] = await story.crm.seed('contacts', [{ ...emails, firstname: 'unknown' }]);
    await story.shop.put('customer', 'further', customerOf('further'));
    await story.shop.put('customer', 'primary', customerOf('primary'));
    await story.quiet();
    const contacts = (await story.crm.live('contacts')).filter((contact) => contact.id === id);
    expect(contacts).toMatchObject([{ properties: { ...emails, firstname: 'further', tandem_id: 'further' } }]);
    expect(await story.shop.waiting('conflicts')).toMatchObject([
      { type: 'customer', id: 'primary', reason: { code: 'match-taken', field: 'email', candidates: [id] } },
    ]);
    await story.shop.change('customer', 'further', { lastName: 'Further' });
    await story.quiet();
    expect(await story.crm.live('contacts')).toContainEqual(
      expect.objectContaining({ properties: expect.objectContaining({ ...emails, lastname: 'Further' }) as object }),
    );
    // What the order system says from then on is news, as ever.
    await story.shop.change('customer', 'primary', { email: 'no-longer@example.com' });
    await story.shop.change('customer', 'further', { email: 'further.new@example.com' });
    await story.expectSettled();
  });

  it('adopts the one company with the domain', async () => {
    const [id] = await story.crm.seed('companies', [{ name: 'Found', domain: 'found.example' }]);
    await story.shop.put('company', 'found', companyOf('found'));
    await story.expectSettled();
    expect(await story.shop.link('company', 'found')).toMatchObject({ state: 'synced', externalId: id });
  });

  it('adopts the company that has the domain for an additional one, and takes no domain of it away', async () => {
    const domains = { domain: 'merged.example', hs_additional_domains: 'first.example;other.example' };
    const [id] = await story.crm.seed('companies', [{ name: 'Merged', ...domains }]);
    await story.shop.put('company', 'other', companyOf('other'));
    await story.quiet();
    expect(await story.shop.link('company', 'other')).toMatchObject({ state: 'synced', externalId: id });
    const held = (await story.crm.live('companies')).filter(({ properties }) => properties['tandem_id'] === 'other');
    expect(held.map(({ properties }) => properties)).toMatchObject([{ name: 'other Ltd', ...domains }]);
    await story.crm.edit('companies', id!, { properties: { domain: 'other.example' } });
    await story.expectSettled();
  });

  it('leaves an adopted customer the labels that sales have given it at its company', async () => {
    const [contact] = await story.crm.seed('contacts', [{ email: 'labelled@example.com', firstname: 'unknown' }]);
    const [company] = await story.crm.seed('companies', [{ name: 'Labelled', domain: 'labelled.example' }]);
    const pair = { from: { object: 'contacts', id: contact! }, to: { object: 'companies', id: company! } } as const;
    await story.crm.label(pair, 'Billing contact');
    await story.shop.put('company', 'labelled', companyOf('labelled'));
    await story.shop.put('customer', 'labelled', customerOf('labelled', 'labelled'));
    await story.expectSettled();
    expect(await story.shop.link('customer', 'labelled')).toMatchObject({ externalId: contact });
    const { associations } = await story.crm.dump();
    const primaryAndPlain = [1, 279];
    expect(associations).toContainEqual({ ...pair, typeIds: primaryAndPlain, labels: ['Billing contact'] });
  });

  it('asks a person which of two companies is meant, and adopts the one that is left', async () => {
    const ids = await story.crm.seed('companies', [
      { name: 'Twin 1', domain: 'twin.example' },
      { name: 'Twin 2', domain: 'twin.example' },
    ]);
    await story.shop.put('company', 'twin', companyOf('twin'));
    await story.quiet();
    expect(await story.shop.waiting('conflicts')).toMatchObject([
      { type: 'company', id: 'twin', reason: { code: 'ambiguous-match', candidates: ids } },
    ]);
    await story.crm.edit('companies', ids[0]!, { archived: true });
    expect(await story.shop.retry({ type: 'company', id: 'twin' })).toBe(1);
    await story.expectSettled();
    expect(await story.shop.link('company', 'twin')).toMatchObject({ state: 'synced', externalId: ids[1] });
    expect(await story.shop.waiting('conflicts')).toEqual([]);
  });

  it('gives a contact to the first of two customers with one e-mail and asks about the second', async () => {
    await story.shop.put('customer', 'first', customerOf('shared'));
    await story.quiet();
    await story.shop.put('customer', 'second', customerOf('shared'));
    await story.expectSettled({ missing: ['customer/second'] });
    expect(await story.shop.waiting('conflicts')).toMatchObject([
      { type: 'customer', id: 'second', reason: { code: 'match-taken', field: 'email' } },
    ]);
    await story.shop.change('customer', 'second', { email: 'unshared@example.com' });
    await story.expectSettled();
  });

  it('gives a contact to one of two customers with one e-mail that come at once', async () => {
    const both = new Map(['b1', 'b2'].map((id) => [id, customerOf('at-once')]));
    await story.shop.putAll('customer', both);
    await story.quiet();
    const [conflict, ...others] = await story.shop.waiting('conflicts');
    expect(others).toEqual([]);
    expect(conflict).toMatchObject({ type: 'customer', reason: { code: 'match-taken' } });
    missing = [`customer/${conflict!.id}`];
    await story.expectSettled({ missing });
  });

  it('joins a contact that somebody makes just before ours is created', async () => {
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/upsert', delayMs: 500, times: 1 });
    await story.shop.put('customer', 'raced', customerOf('raced'));
    await story.until('the create is out', async () => (await story.crm.faultsLeft()).length === 0);
    const [id] = await story.crm.seed('contacts', [{ email: 'raced@example.com', firstname: 'unknown' }]);
    await story.expectSettled({ missing });
    expect(await story.shop.link('customer', 'raced')).toMatchObject({ state: 'synced', externalId: id });
  });
});
