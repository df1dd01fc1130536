import type { ChangeView } from '../support/order-system';
import { Story } from '../support/story';

const events = ['creation', 'deletion', 'merge', 'restore', 'propertyChange'];

/** A story in which CRM records that nobody ordered for come up. */
class Strangers {
  private constructor(readonly story: Story) {}

  static async begin(newRecords: readonly string[]): Promise<Strangers> {
    const story = await Story.begin({ oauth: true, newRecords });
    await story.crm.sendWebhooksTo(story.door.url, events);
    return new Strangers(story);
  }

  /** Waits until all that the CRM tells of has been looked at. */
  async told(): Promise<void> {
    const { story } = this;
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.strangersSeen();
  }

  async enter(name: string, properties: Readonly<Record<string, string>> = {}): Promise<string> {
    const rows = [{ email: `${name}@example.com`, firstname: name, ...properties }];
    const [id = ''] = await this.story.crm.seed('contacts', rows);
    await this.told();
    return id;
  }

  async edit(contact: string, properties: Record<string, string>): Promise<void> {
    await this.story.crm.edit('contacts', contact, { properties });
    await this.told();
  }

  async onlyChange(): Promise<ChangeView> {
    const [change, ...others] = await this.story.shop.readChanges();
    if (!change || others.length > 0) throw new Error(`there are ${others.length + (change ? 1 : 0)} changes`);
    return change;
  }

  async contact(id: string): Promise<Readonly<Record<string, string | null>>> {
    const found = (await this.story.crm.live('contacts')).find((one) => one.id === id);
    return found?.properties ?? {};
  }

  /** As the feed has it now. */
  async changeNow({ seq }: ChangeView): Promise<ChangeView | undefined> {
    const [row] = await this.story.database.query<ChangeView>(
      'select source_id as id, closed_at is null as open, answers from change where seq = $1',
      [seq],
    );
    return row;
  }

  stored(): Promise<readonly object[]> {
    return this.story.database.query('select external_id, due_at, source_id from stranger order by 1');
  }
}

describe('a contact that nobody ordered for, where those are offered', () => {
  let strangers: Strangers;
  let story: Story;
  beforeAll(async () => {
    strangers = await Strangers.begin(['customer=offer']);
    ({ story } = strangers);
  });
  afterAll(() => story.end());

  it('is offered with what the CRM says of it, once, however often it is told of', async () => {
    const contact = await strangers.enter('once', { phone: '030 1234567', country: 'DE' });
    const change = await strangers.onlyChange();
    expect(change).toMatchObject({ kind: 'created', type: 'customer', id: null, externalId: contact, status: 'open' });
    expect(change.fields).toEqual({
      email: { from: null, to: 'once@example.com' },
      firstName: { from: null, to: 'once' },
      phone: { from: null, to: '+49301234567' },
      country: { from: null, to: 'DE' },
    });
    await strangers.edit(contact, { firstname: 'once' });
    await strangers.edit(contact, { jobtitle: 'nothing that is mapped' });
    expect(await story.shop.readChanges()).toEqual([]);
    await story.shop.refuse(change, 'not ours');
  });

  it('is joined to the record that it was accepted as, and later changes flow both ways', async () => {
    const contact = await strangers.enter('joined');
    const offered = await strangers.onlyChange();
    expect(await story.shop.acceptAs('j-1', offered)).toMatchObject({ id: 'j-1', status: 'accepted' });
    expect(await story.shop.acceptAs('j-1', offered)).toMatchObject({ id: 'j-1', status: 'accepted' });
    await strangers.told();
    expect(await story.shop.link('customer', 'j-1')).toMatchObject({ state: 'synced', externalId: contact });
    expect(await story.shop.record('customer', 'j-1')).toMatchObject({
      firstName: 'joined',
      email: 'joined@example.com',
    });
    await story.shop.change('customer', 'j-1', { lastName: 'Lovelace' });
    await strangers.told();
    expect(await strangers.contact(contact)).toMatchObject({ lastname: 'Lovelace', tandem_id: 'j-1' });
    await strangers.edit(contact, { firstname: 'Augusta' });
    const later = await strangers.onlyChange();
    expect(later).toMatchObject({
      kind: 'changed',
      id: 'j-1',
      fields: { firstName: { from: 'joined', to: 'Augusta' } },
    });
    await story.shop.accept(later);
    await story.expectSettled({ foreign: ['once@example.com'] });
    expect((await strangers.stored()).filter((row) => 'external_id' in row && row.external_id === contact)).toEqual([]);
  });

  it('is joined though nothing of it could be matched, and is in the CRM once', async () => {
    const before = (await story.crm.live('contacts')).length;
    const [contact = ''] = await story.crm.seed('contacts', [{ firstname: 'Nameless', lastname: 'One' }]);
    await strangers.told();
    await story.shop.acceptAs('u-1', await strangers.onlyChange());
    await strangers.told();
    expect(await story.shop.link('customer', 'u-1')).toMatchObject({ state: 'synced', externalId: contact });
    expect(await story.crm.live('contacts')).toHaveLength(before + 1);
    await story.shop.change('customer', 'u-1', { email: 'nameless@example.com' });
    await strangers.told();
    expect(await strangers.contact(contact)).toMatchObject({ email: 'nameless@example.com' });
  });

  it('loses no edit that a salesperson makes before the two are joined', async () => {
    const contact = await strangers.enter('edited');
    const first = await strangers.onlyChange();
    await strangers.edit(contact, { firstname: 'Second' });
    const second = await strangers.onlyChange();
    expect(second).toMatchObject({ kind: 'created', fields: { firstName: { from: null, to: 'Second' } } });
    expect((await strangers.changeNow(first))?.answers['created']).toMatchObject({
      as: 'superseded',
      by: second.seq,
    });
    expect(await story.shop.acceptAs('e-1', first)).toMatchObject({ id: 'e-1', status: 'accepted' });
    expect((await strangers.changeNow(second))?.answers['created']).toMatchObject({
      as: 'superseded',
      by: first.seq,
    });
    await strangers.told();
    expect(await strangers.contact(contact)).toMatchObject({ firstname: 'Second', tandem_id: 'e-1' });
    const later = await strangers.onlyChange();
    expect(later).toMatchObject({
      kind: 'changed',
      id: 'e-1',
      fields: { firstName: { from: 'edited', to: 'Second' } },
    });
    await story.shop.accept(later);
    await story.expectSettled({ foreign: ['once@example.com'] });
  });

  it('may be accepted while it is read once more, and is not offered twice', async () => {
    const contact = await strangers.enter('racing');
    const first = await strangers.onlyChange();
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/read', when: 'after', delayMs: 400, times: 1 });
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Second' } });
    await story.until('it is being read', async () => (await story.crm.faultsLeft()).length === 0);
    await story.shop.acceptAs('r-1', first);
    await strangers.told();
    const later = await strangers.onlyChange();
    expect(later).toMatchObject({
      kind: 'changed',
      id: 'r-1',
      fields: { firstName: { from: 'racing', to: 'Second' } },
    });
    await story.shop.accept(later);
    await story.expectSettled({ foreign: ['once@example.com'] });
  });

  it('that is refused is left alone, and offered again only when it says something else', async () => {
    const contact = await strangers.enter('refused');
    const change = await strangers.onlyChange();
    await expect(story.shop.refuse(change, 'a supplier', ['firstName'])).rejects.toThrow('answered 400');
    const writes = await story.countWrites(async () => {
      expect(await story.shop.refuse(change, 'a supplier')).toMatchObject({ status: 'refused', id: null });
      await strangers.told();
    });
    expect(writes).toBe(0);
    await strangers.edit(contact, { firstname: 'refused' });
    expect(await story.shop.readChanges()).toEqual([]);
    await strangers.edit(contact, { firstname: 'somebody else' });
    expect(await strangers.onlyChange()).toMatchObject({
      kind: 'created',
      id: null,
      externalId: contact,
      status: 'open',
    });
  });

  it('is no stranger any more once a record with its e-mail is sent, and is in the CRM once', async () => {
    const contact = await strangers.enter('matched');
    const change = await strangers.onlyChange();
    await story.shop.put('customer', 'm-1', { email: 'matched@example.com', firstName: 'matched' });
    await strangers.told();
    expect(await story.shop.link('customer', 'm-1')).toMatchObject({ state: 'synced', externalId: contact });
    expect(await strangers.changeNow(change)).toMatchObject({ id: 'm-1', open: false });
    await expect(story.shop.acceptAs('m-2', change)).rejects.toThrow('is your record m-1 already');
    expect(await story.shop.acceptAs('m-1', change)).toMatchObject({ id: 'm-1', status: 'accepted' });
    await story.expectSettled({ foreign: ['once@example.com', 'refused@example.com'] });
  });

  it('is taken back by a further change when it is deleted before it was accepted', async () => {
    const contact = await strangers.enter('deleted');
    const change = await strangers.onlyChange();
    await story.crm.edit('contacts', contact, { archived: true });
    await strangers.told();
    const back = await strangers.onlyChange();
    expect(back).toMatchObject({ kind: 'deleted', id: null, externalId: contact });
    expect(await strangers.changeNow(change)).toMatchObject({ open: false, answers: { created: { by: back.seq } } });
    // Accepted all the same, by somebody who had not heard of it: as if it had been deleted afterwards.
    await story.shop.acceptAs('d-1', change);
    await strangers.told();
    expect(await story.shop.link('customer', 'd-1')).toMatchObject({ state: 'gone', externalId: contact });
    expect(await strangers.onlyChange()).toMatchObject({ kind: 'deleted', id: 'd-1', externalId: contact });
    const foreign = ['once@example.com', 'refused@example.com'];
    await story.expectSettled({ foreign, missing: ['customer/d-1'] });
  });

  it('needs an id that is not another CRM record’s', async () => {
    const contact = await strangers.enter('taken');
    const change = await strangers.onlyChange();
    await expect(story.shop.acknowledge(change)).rejects.toThrow('answered 400');
    await expect(story.shop.acceptAs('j-1', change)).rejects.toThrow('answered 409');
    expect(await story.shop.acceptAs('t-1', change)).toMatchObject({ id: 't-1' });
    await expect(story.shop.acceptAs('t-2', change)).rejects.toThrow('answered 409');
    await strangers.told();
    expect(await story.shop.link('customer', 't-1')).toMatchObject({ state: 'synced', externalId: contact });
  });

  it('is not told of where it is our own record whose link is not stored yet', async () => {
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/upsert', when: 'after', delayMs: 300, times: 1 });
    await story.shop.put('customer', 'own-1', { email: 'own@example.com', firstName: 'own' });
    await strangers.told();
    expect(await story.shop.readChanges()).toEqual([]);
    expect(await story.shop.link('customer', 'own-1')).toMatchObject({ state: 'synced' });
  });
});

describe('contacts that nobody ordered for', () => {
  it('are found by polling as well, and a thousand are offered once each', async () => {
    const story = await Story.begin({ polls: true, newRecords: ['customer=offer'] });
    try {
      await story.crm.setClockRate(0);
      await story.polled();
      const names = Array.from({ length: 1_000 }, (_, index) => `polled-${index}@example.com`);
      const ids = await story.crm.seed(
        'contacts',
        names.map((email) => ({ email })),
      );
      for (let polls = 0; polls < 3; polls += 1) {
        await story.polled();
        await story.strangersSeen();
      }
      const changes = await story.shop.readChanges();
      expect(changes.map(({ externalId }) => externalId).sort()).toEqual([...ids].sort());
      expect(new Set(changes.map(({ kind, id }) => `${kind} ${id}`))).toEqual(new Set(['created null']));
    } finally {
      await story.end();
    }
  });

  it.each([['match'], ['ignore']])('leave nothing behind where they are to be taken by %s', async (rule) => {
    const strangers = await Strangers.begin([`customer=${rule}`]);
    const { story } = strangers;
    try {
      await strangers.enter('nobody');
      expect(await strangers.stored()).toEqual([]);
      expect(await story.shop.readChanges()).toEqual([]);
      await story.shop.put('customer', 'n-1', { email: 'nobody@example.com', firstName: 'Somebody' });
      await strangers.told();
      const { state, reason } = await story.shop.link('customer', 'n-1');
      expect([state, reason?.code]).toEqual(rule === 'match' ? ['synced', undefined] : ['conflict', 'match-ignored']);
      expect((await story.crm.live('contacts')).map(({ properties }) => properties['email'])).toEqual([
        'nobody@example.com',
      ]);
    } finally {
      await story.end();
    }
  });
});
