import { Ambush, type Place } from '../support/ambush';
import { customerOf } from '../support/family';
import { Story } from '../support/story';

/** Longer than the lease of 60 seconds. */
const afterLeaseMs = 61_000;

const numberTaken: Place = { table: 'change_feed', at: 'insert or update' };
const changeWritten: Place = { table: 'change', at: 'insert' };
const linkWritten: Place = { table: 'link', at: 'insert or update' };
const clashWritten: Place = { table: 'conflict', at: 'insert' };
const markRemoved: Place = { table: 'dirty', at: 'delete' };
const journalWritten: Place = { table: 'journal', at: 'insert' };
const committing: Place = { table: 'link', at: 'commit' };
const places = [numberTaken, changeWritten, linkWritten, clashWritten, markRemoved, journalWritten, committing];

/** What dies in the middle of a settle: the service, or only its connection to the database. */
type Death = 'killed' | 'cut off' | 'killed while its commit goes through';

describe('a look that has written, offered and decided', () => {
  let story: Story;
  let ambush: Ambush;
  beforeAll(async () => {
    story = await Story.begin();
    ambush = await Ambush.lay(story.database, places);
  });
  afterAll(async () => {
    await ambush.close();
    await story.end();
  });

  const contactOf = async (id: string): Promise<Readonly<Record<string, string | null>>> =>
    (await story.crm.live('contacts')).find((one) => one.id === id)?.properties ?? {};

  const dieAt = async (place: Place, death: Death, work: () => Promise<unknown>): Promise<void> => {
    await ambush.arm(place);
    await work();
    await story.until('it is there', async () => (await ambush.caught()).length > 0);
    if (death !== 'cut off') await story.door.kill();
    if (death !== 'killed while its commit goes through') await ambush.cut();
    await ambush.disarm(place);
    await story.until('it is over', async () => (await ambush.caught()).length === 0);
    if (death === 'cut off') return;
    await story.advance(afterLeaseMs);
    await story.startService();
  };

  it.each<readonly [string, Place, Death]>([
    ['the number of its offer was taken', numberTaken, 'killed'],
    ['its change was written', changeWritten, 'killed'],
    ['its link was written', linkWritten, 'killed'],
    ['what it decided was written', clashWritten, 'cut off'],
    ['its mark was removed', markRemoved, 'cut off'],
    ['its journal was written', journalWritten, 'cut off'],
    ['all was written', committing, 'killed'],
    ['all was written, without hearing of it,', committing, 'killed while its commit goes through'],
  ])('and once %s: loses nothing and offers it once', async (_, place, death) => {
    const name = `at-${places.indexOf(place)}-${death.length}`;
    await story.shop.put('customer', name, { ...customerOf(name), phone: '+442079460001' });
    await story.quiet();
    const contact = (await story.shop.link('customer', name)).externalId ?? '';
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Augusta', lastname: 'Theirs' } });
    await dieAt(place, death, () => story.shop.change('customer', name, { phone: '+442079460123', lastName: 'Ours' }));
    await story.quiet();
    const changes = await story.shop.readChanges();
    expect(changes).toMatchObject([{ id: name, fields: { firstName: { from: name, to: 'Augusta' } } }]);
    expect(Object.keys(changes[0]!.fields)).toEqual(['firstName']);
    expect(await contactOf(contact)).toMatchObject({ phone: '+442079460123', lastname: 'Ours' });
    const kept = await story.database.query(
      `select from journal where source_id = $1 and changes -> 'lastName' ->> (case what when 'overwritten' then 'from' else 'over' end) = 'Theirs'`,
      [name],
    );
    expect(kept).toHaveLength(1);
    await story.shop.accept(changes[0]!);
    await story.expectSettled();
    expect(await story.shop.readChanges()).toEqual([]);
    expect(await contactOf(contact)).toMatchObject({ firstname: 'Augusta' });
    const numbers = await story.database.query(
      `select (select count(*) from change)::int as changes, (select last_seq from change_feed)::int as last`,
    );
    expect(numbers).toEqual([{ changes: changes[0]!.seq, last: changes[0]!.seq }]);
  });
});
