import { Ambush, type Place } from '../support/ambush';
import { customerOf } from '../support/family';
import type { ChangeView } from '../support/order-system';
import { Story } from '../support/story';

/** Longer than the lease of 60 seconds, if it was looking at something as well. */
const afterLeaseMs = 61_000;

const answerWritten: Place = { table: 'change', at: 'update' };
const recordWritten: Place = { table: 'record', at: 'update' };
const linkMarked: Place = { table: 'dirty', at: 'insert' };
const committing: Place = { table: 'change', at: 'commit' };
const places = [answerWritten, recordWritten, linkMarked, committing];

type Step = readonly [name: string, place: Place, commits: boolean];
const answerSteps: readonly Step[] = [
  ['the answer was written', answerWritten, false],
  ['its link was marked', linkMarked, false],
  ['all was written, without hearing of it,', committing, true],
];

describe('a service that is killed while it takes in an answer', () => {
  let story: Story;
  let ambush: Ambush;
  let told = 0;
  beforeAll(async () => {
    story = await Story.begin();
    ambush = await Ambush.lay(story.database, places);
  });
  afterAll(async () => {
    await ambush.close();
    await story.end();
  });

  const firstNameOf = async (contact: string): Promise<string | null | undefined> =>
    (await story.crm.live('contacts')).find((one) => one.id === contact)?.properties['firstname'];

  /** A customer of whom sales say another first name, and the order system something else, which lets us look. */
  const offered = async (): Promise<{
    readonly name: string;
    readonly contact: string;
    readonly change: ChangeView;
  }> => {
    told += 1;
    const name = `told-${told}`;
    await story.shop.put('customer', name, { ...customerOf(name), phone: '+442079460001' });
    await story.quiet();
    const contact = (await story.shop.link('customer', name)).externalId ?? '';
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Augusta' } });
    await story.shop.change('customer', name, { phone: '+442079460123' });
    await story.quiet();
    const changes = await story.shop.readChanges();
    expect(changes).toMatchObject([{ id: name, fields: { firstName: { from: name, to: 'Augusta' } }, status: 'open' }]);
    return { name, contact, change: changes[0]! };
  };

  const dieAt = async (place: Place, commits: boolean, answer: () => Promise<unknown>): Promise<void> => {
    await ambush.arm(place);
    const answered = answer().then(
      () => 'answered',
      () => 'not answered',
    );
    await story.until('it is there', async () => (await ambush.caught()).length > 0);
    await story.door.kill();
    if (!commits) await ambush.cut();
    await ambush.disarm(place);
    await story.until('it is over', async () => (await ambush.caught()).length === 0);
    expect(await answered).toBe('not answered');
    await story.advance(afterLeaseMs);
    await story.startService();
  };

  it.each<Step>([...answerSteps, ['the record was written', recordWritten, false]])(
    'once %s accepts when it is asked again',
    async (_, place, commits) => {
      const { name, contact, change } = await offered();
      const version = story.shop.nextVersion();
      await dieAt(place, commits, () => story.shop.acknowledge(change, version));
      // Nobody needs to ask again about what was written.
      if (commits) await story.quiet();
      if (commits) expect(await story.shop.link('customer', name)).toMatchObject({ state: 'synced' });
      expect(await story.shop.acknowledge(change, version)).toMatchObject({ status: 'accepted' });
      story.shop.records.customer.set(name, { ...story.shop.records.customer.get(name), firstName: 'Augusta' });
      await story.expectSettled();
      expect(await firstNameOf(contact)).toBe('Augusta');
      expect(await story.shop.record('customer', name)).toMatchObject({ firstName: 'Augusta', phone: '+442079460123' });
      expect(await story.shop.readChanges()).toEqual([]);
    },
  );

  it.each<Step>(answerSteps)('once %s refuses when it is asked again', async (_, place, commits) => {
    const { name, contact, change } = await offered();
    await dieAt(place, commits, () => story.shop.refuse(change, 'not her name'));
    if (commits) await story.quiet();
    if (commits) expect(await firstNameOf(contact)).toBe(name);
    expect(await story.shop.refuse(change, 'not her name')).toMatchObject({
      status: 'refused',
      answers: { firstName: { as: 'refused', reason: 'not her name' } },
    });
    await story.expectSettled();
    expect(await firstNameOf(contact)).toBe(name);
    expect(await story.shop.readChanges()).toEqual([]);
  });
});
