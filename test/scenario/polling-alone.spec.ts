import { customerOf, putFamily } from '../support/family';
import { Story } from '../support/story';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What a person does in the CRM, where no webhook tells of it. */
describe('polling alone', () => {
  let story: Story;
  const lost: string[] = [];
  beforeAll(async () => {
    story = await Story.begin({ polls: true });
    await story.crm.setClockRate(0);
  });
  afterAll(() => story.end());

  const idOf = async (id: string): Promise<string> => (await story.shop.link('customer', id)).externalId ?? '';
  const put = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) await story.shop.put('customer', id, customerOf(id));
    await story.quiet();
    await story.polled();
    await story.advance(1);
  };
  const remove = async (id: string): Promise<void> => {
    await story.crm.edit('contacts', await idOf(id), { archived: true });
    lost.push(`customer/${id}`);
  };
  /** How many of these links have seen what was changed since. */
  const seenSince = async (since: Date): Promise<number> => {
    const rows = await story.database.query(`select from link where object = 'customer' and remote_at >= $1`, [since]);
    return rows.length;
  };
  const edit = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      await story.crm.edit('contacts', await idOf(id), { properties: { city: String(await story.crm.now()) } });
    }
  };

  it.each([
    ['under a new id', false],
    ['under the id of the primary record', true],
  ])('follows a merge that leaves one record %s', async (_title, mergeKeepsPrimaryId) => {
    await story.crm.turn({ mergeKeepsPrimaryId });
    const [winner, loser, alone] = ['winner', 'loser', 'alone'].map((name) => `${name}-${String(mergeKeepsPrimaryId)}`);
    await put(winner!, loser!, alone!);
    const stranger = await story.crm.seed('contacts', [{ email: `${alone}@elsewhere.com` }]);
    await story.crm.edit('contacts', await idOf(winner!), { merge: await idOf(loser!) });
    await story.crm.edit('contacts', await idOf(alone!), { merge: stranger[0]! });
    await story.polled();
    lost.push(`customer/${loser}`);
    expect(await story.shop.link('customer', loser!)).toMatchObject({ state: 'gone', reason: { code: 'merged' } });
    const live = (await story.crm.live('contacts')).map(({ id }) => id);
    for (const name of [winner!, alone!]) {
      expect(await story.shop.link('customer', name)).toMatchObject({ state: 'synced' });
      expect(live).toContain(await idOf(name));
    }
    await story.expectSettled({ missing: lost });
  });

  it('finds a record that was deleted, within the hour', async () => {
    await put('deleted');
    await remove('deleted');
    await story.polled();
    expect(await story.shop.link('customer', 'deleted')).toMatchObject({ state: 'synced' });
    await story.polled('archived');
    expect(await story.shop.link('customer', 'deleted')).toMatchObject({
      state: 'gone',
      reason: { code: 'deleted-in-crm' },
    });
    await story.expectSettled({ missing: lost });
  });

  it('finds a record that was restored', async () => {
    const { externalId } = await story.shop.link('customer', 'deleted');
    await story.crm.edit('contacts', externalId!, { restore: true });
    lost.splice(lost.indexOf('customer/deleted'), 1);
    await story.polled();
    expect(await story.shop.link('customer', 'deleted')).toMatchObject({ state: 'synced', externalId });
    await story.expectSettled({ missing: lost });
    await remove('deleted');
    await story.polled('archived');
  });

  it('looks at what was deleted long ago no more', async () => {
    await story.polled('archived');
    await story.crm.resetCounters();
    await story.polled('archived');
    expect(Object.keys(await story.crm.calls()).filter((endpoint) => endpoint.includes('batch'))).toEqual([]);
  });

  it('finds what the index was ten minutes late with by asking once more an hour later', async () => {
    await put('indexed-late');
    await story.polled('late'); // so that the next is an hour away
    await story.crm.lag(10 * minuteMs);
    const since = await story.crm.now();
    await edit('indexed-late');
    await story.crm.lag(0);
    // By the time that the index has it, the window for what has just been changed is past it.
    for (const minutes of [6, 5]) {
      await story.polled();
      await story.advance(minutes * minuteMs);
    }
    await story.polled();
    expect(await seenSince(since)).toBe(0);
    await story.polled('late');
    expect(await seenSince(since)).toBe(1);
  });

  it('misses nothing that is changed while no service runs, and makes up for it at the next start', async () => {
    await put('night');
    for (const service of story.services) await service.kill();
    const since = await story.crm.now();
    await story.crm.edit('contacts', await linkedTo('night'), { properties: { city: 'Rome' } });
    await story.crm.advance(9 * hourMs);
    await story.startService();
    await story.polled();
    expect(await seenSince(since)).toBe(1);
  });

  /** Without a service to ask. */
  const linkedTo = async (id: string): Promise<string> => {
    const rows = await story.database.query<{ id: string }>('select external_id as id from link where source_id = $1', [
      id,
    ]);
    return rows[0]?.id ?? '';
  };

  it('goes on where a process died, between two of many pages', async () => {
    const names = Array.from({ length: 250 }, (_, n) => `many${n}`);
    await story.shop.putAll('customer', new Map(names.map((name) => [name, customerOf(name)])));
    await story.quiet();
    await story.polled();
    await story.advance(10 * minuteMs);
    await story.polled();
    const since = await story.crm.now();
    await Promise.all(
      names.map(async (name) => story.crm.edit('contacts', await linkedTo(name), { properties: { city: 'Rome' } })),
    );
    // The second page takes longer than its process lives.
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/search', delayMs: 1_000 });
    const place = async (): Promise<string | null> => {
      const [row] = await story.database.query<{ after: string | null }>(
        `select sweep_after as after from cursor where object = 'customer' and kind = 'changes'`,
      );
      return row?.after ?? null;
    };
    await story.until('it is among the pages', async () => {
      if ((await place()) !== null) return true;
      await story.advance(1_000);
      return false;
    });
    for (const service of story.services) await service.kill();
    const left = await place();
    await story.crm.clearFaults();
    await story.crm.advance(minuteMs);
    await story.startService();
    await story.polled();
    expect(left).not.toBeNull();
    expect(await seenSince(since)).toBe(250);
  }, 60_000);

  it('leaves records alone that are nobody’s', async () => {
    await story.crm.seed('contacts', [{ email: 'nobody@elsewhere.com' }]);
    await story.crm.resetCounters();
    await story.polled();
    expect(Object.keys(await story.crm.calls()).filter((endpoint) => !endpoint.endsWith('/search'))).toEqual([]);
    await putFamily(story.shop, 'somebody');
    await story.expectSettled({ missing: lost, foreign: ['nobody@elsewhere.com'] });
  });
});
