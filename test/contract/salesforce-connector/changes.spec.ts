import { archivedPage, changedSince, type ChangesQuery } from '../../../src/connectors/salesforce/changes';
import type { ArchivedRecord, ChangedRecord } from '../../../src/connectors/connector';
import { startOrg, type Org } from './records-bench';

const dayMs = 86_400_000;

describe('the Salesforce connector following changes', () => {
  let org: Org;
  let since: Date;
  beforeEach(async () => {
    org = await startOrg();
    await org.advance(60_000);
    since = org.at;
    await org.advance(1_000);
  });
  afterEach(() => org.close());

  const pages = async <T>(
    page: (query: ChangesQuery) => Promise<{ readonly records: readonly T[]; readonly next: string | null }>,
    asked: Partial<ChangesQuery> = {},
  ): Promise<readonly (readonly T[])[]> => {
    const all: (readonly T[])[] = [];
    for (let after: string | null = null, ends = false; !ends;) {
      const got = await page({ object: 'Contact', since, after, ...asked });
      all.push(got.records);
      after = got.next;
      ends = after === null;
    }
    return all;
  };
  const changed = (asked?: Partial<ChangesQuery>): Promise<readonly (readonly ChangedRecord[])[]> =>
    pages((query) => changedSince(org.reach(), query), asked);
  const archived = (asked?: Partial<ChangesQuery>): Promise<readonly (readonly ArchivedRecord[])[]> =>
    pages((query) => archivedPage(org.reach(), query), asked);
  const idsOf = (all: readonly (readonly { readonly id: string }[])[]): readonly string[] =>
    all.flat().map(({ id }) => id);

  it('pages through thousands of records of one second, each once, a call a page', async () => {
    const rows = Array.from({ length: 4_500 }, (_, n) => ({ LastName: `C${n}` }));
    const ids = await org.seed('Contact', ...rows);
    await org.control('POST', 'counters/reset', {});
    const all = await changed();
    expect(all.map((page) => page.length)).toEqual([2_000, 2_000, 500]);
    expect(new Set(idsOf(all))).toEqual(new Set(ids));
    expect(idsOf(all)).toHaveLength(4_500);
    expect(await org.calls('queryAll')).toBe(3);
  });

  it('takes a second for changed until it is over', async () => {
    const [id = ''] = await org.seed('Contact', { LastName: 'C' });
    const { SystemModstamp } = await org.call<{ SystemModstamp: string }>('GET', `sobjects/Contact/${id}`);
    const stamp = new Date(SystemModstamp.replace('+0000', 'Z'));
    const [[record] = []] = await changed();
    expect(record).toEqual({ id, modifiedAt: new Date(stamp.getTime() + 999), formerIds: [] });
    const inThatSecond = new Date(stamp.getTime() + 700);
    expect(idsOf(await changed({ since: inThatSecond }))).toEqual([id]);
    expect(idsOf(await changed({ since: new Date(stamp.getTime() + 1_000) }))).toEqual([]);
  });

  it('has deleted records and losers of merges in it, by their own ids', async () => {
    const [deleted = '', loser = '', winner = ''] = await org.seed(
      'Account',
      { Name: 'D' },
      { Name: 'L' },
      { Name: 'W' },
    );
    await org.advance(60_000);
    const later = org.at;
    await org.advance(1_000);
    await org.edit('Account', deleted, { delete: true });
    await org.edit('Account', winner, { merge: loser });
    expect(new Set(idsOf(await changed({ object: 'Account', since: later })))).toEqual(
      new Set([deleted, loser, winner]),
    );
  });

  it('leaves out on request what we changed last, but for what is deleted', async () => {
    const make = async (LastName: string): Promise<string> =>
      (await org.call<{ id: string }>('POST', 'sobjects/Contact', { LastName })).id;
    const [ours, theirs, deleted] = [await make('O'), await make('T'), await make('D')];
    await org.edit('Contact', theirs, { fields: { Phone: '1' } });
    await org.call('DELETE', `sobjects/Contact/${deleted}`);
    expect(new Set(idsOf(await changed({ skipsOwn: true })))).toEqual(new Set([theirs, deleted]));
    expect(new Set(idsOf(await changed()))).toEqual(new Set([ours, theirs, deleted]));
  });

  it('fails rather than end before the end', async () => {
    await org.control('POST', 'faults', {
      method: 'GET',
      path: '/services/data/*/queryAll',
      times: 1,
      status: 200,
      body: { totalSize: 5, done: false, records: [] },
    });
    await expect(changed()).rejects.toMatchObject({ failure: { kind: 'retry', code: 'CHANGES_TURNED_BACK' } });
  });

  it('says in one call what was deleted, also what has left the bin', async () => {
    const [kept = '', binned = '', purged = ''] = await org.seed(
      'Contact',
      { LastName: 'K' },
      { LastName: 'B' },
      { LastName: 'P' },
    );
    await org.edit('Contact', binned, { delete: true });
    await org.edit('Contact', purged, { delete: true });
    await org.control('POST', 'bin', { ids: [purged] });
    await org.control('POST', 'counters/reset', {});
    const [records = []] = await archived();
    expect(new Set(records.map(({ id }) => id))).toEqual(new Set([binned, purged]));
    expect(idsOf([records])).not.toContain(kept);
    expect(Math.abs((records[0]?.archivedAt?.getTime() ?? 0) - org.at.getTime())).toBeLessThan(5_000);
    expect([await org.calls('deleted'), await org.calls('query')]).toEqual([1, 0]);
  });

  it('asks the bin itself where deletions are not told of so far back', async () => {
    const [binned = ''] = await org.seed('Contact', { LastName: 'B' });
    await org.edit('Contact', binned, { delete: true });
    await org.control('POST', 'counters/reset', {});
    expect(idsOf(await archived({ since: new Date(org.at.getTime() - 20 * dayMs) }))).toEqual([binned]);
    expect([await org.calls('deleted'), await org.calls('queryAll')]).toEqual([0, 1]);
  });

  it('asks the bin itself, in pages, where the deletions are refused', async () => {
    const ids = await org.seed('Contact', ...Array.from({ length: 2_500 }, (_, n) => ({ LastName: `B${n}` })));
    const chunks = Array.from({ length: 13 }, (_, n) => ids.slice(n * 200, (n + 1) * 200));
    for (const chunk of chunks) await org.call('DELETE', `composite/sobjects?ids=${chunk.join(',')}`);
    const refusal = [{ errorCode: 'EXCEEDED_ID_LIMIT', message: 'too many' }];
    await org.control('POST', 'faults', {
      method: 'GET',
      path: '/services/data/*/deleted*',
      times: 1,
      status: 400,
      body: refusal,
    });
    const all = await archived();
    expect(all.map((page) => page.length)).toEqual([2_000, 500]);
    expect(new Set(idsOf(all))).toEqual(new Set(ids));
  });

  it('throws what stands in the way', async () => {
    await org.control('POST', 'faults', { method: 'GET', path: '/services/data/*', times: 2, status: 503 });
    await expect(changed()).rejects.toMatchObject({ failure: { kind: 'retry' } });
    await expect(archived()).rejects.toMatchObject({ failure: { kind: 'retry' } });
  });
});
