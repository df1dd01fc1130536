import type { ChangedRecord, Connector, Page } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import {
  startHubspotSandbox,
  type HubspotSandbox,
  type HubspotSandboxOptions,
} from '../../../src/sandbox/hubspot/server';
import { portalCall, seedPortal, settings, watched, type Watched } from './calls';
import { record, ScriptedServer, type Reply } from './scripted-server';

const minuteMs = 60_000;

/** A portal whose time stands still, and the connector to it. */
class Bench {
  readonly calls: Watched = watched();

  private constructor(
    readonly portal: HubspotSandbox,
    readonly hubspot: Connector,
  ) {}

  static async start(options: Partial<HubspotSandboxOptions> = {}): Promise<Bench> {
    const portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none', ...options });
    const bench = new Bench(portal, createHubspotConnector(settings(portal.url, { token: fixedToken(portal.token) })));
    await bench.control('clock', { rate: 0 });
    return bench;
  }

  control(lever: string, body: object): Promise<unknown> {
    return portalCall(this.portal, 'POST', `_sandbox/${lever}`, body);
  }

  async now(): Promise<number> {
    return ((await portalCall(this.portal, 'GET', '_sandbox/clock')) as { readonly epochMs: number }).epochMs;
  }

  advance(advanceMs: number): Promise<unknown> {
    return this.control('clock', { advanceMs });
  }

  seed(object: string, count: number): Promise<readonly string[]> {
    const name = { contacts: 'lastname', companies: 'name', deals: 'dealname' }[object] ?? '';
    const stage = object === 'deals' ? { dealstage: 'closedwon' } : {};
    const rows = Array.from({ length: count }, (_, n): Record<string, string> => ({ [name]: `N${n}`, ...stage }));
    return seedPortal(this.portal, object, rows);
  }

  changed(object: string, sinceMs: number, after: string | null = null): Promise<Page<ChangedRecord>> {
    return this.hubspot.changedSince(this.calls, { object, since: new Date(sinceMs), after });
  }

  /** All pages of a window. */
  async sweep(object: string, sinceMs: number): Promise<readonly ChangedRecord[]> {
    const found: ChangedRecord[] = [];
    for (let after: string | null = null; ;) {
      const page: Page<ChangedRecord> = await this.changed(object, sinceMs, after);
      found.push(...page.records);
      after = page.next;
      if (after === null) return found;
    }
  }

  async close(): Promise<void> {
    this.hubspot.close();
    await this.portal.close();
  }
}

describe('the HubSpot connector asking what was changed', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.start();
  });
  afterEach(() => bench.close());

  it('finds 10,500 records of one millisecond, each once and in the order of their numbers', async () => {
    const since = await bench.now();
    const seeded = await bench.seed('contacts', 10_500);
    const found = (await bench.sweep('contacts', since)).map(({ id }) => id);
    expect(found).toEqual([...seeded].sort((a, b) => Number(a) - Number(b)));
    expect(bench.calls.callouts).toHaveLength(53);
  }, 60_000);

  it('says of a survivor which records were merged into it', async () => {
    const since = await bench.now();
    const [a, b] = await bench.seed('contacts', 2);
    await bench.advance(minuteMs);
    const merged = (await bench.control('edit', { object: 'contacts', id: a, merge: b })) as { readonly id: string };
    const { records } = await bench.changed('contacts', since);
    expect(records).toEqual([{ id: merged.id, modifiedAt: new Date(since + minuteMs), formerIds: [a, b] }]);
  });

  it('finds what the index is behind on when the index has it, with the date of the change', async () => {
    await bench.control('search', { delayMs: 10 * minuteMs, jitterMs: 0 });
    const since = await bench.now();
    const [id] = await bench.seed('contacts', 1);
    await bench.advance(10 * minuteMs - 1);
    expect(await bench.changed('contacts', since)).toEqual({ records: [], next: null });
    await bench.advance(1);
    expect(await bench.changed('contacts', since)).toMatchObject({ records: [{ id, modifiedAt: new Date(since) }] });
  });

  it('throws what HubSpot says of the account', async () => {
    await bench.control('faults', { path: '/crm', kind: 'limit', policy: 'secondly', times: 1 });
    await expect(bench.changed('contacts', 0)).rejects.toMatchObject({ failure: { kind: 'throttled' } });
    await bench.control('faults', { path: '/crm', status: 401 });
    await expect(bench.changed('contacts', 0)).rejects.toMatchObject({ failure: { kind: 'reauth' } });
    const archived = bench.hubspot.archivedPage(bench.calls, { object: 'contacts', since: new Date(0), after: null });
    await expect(archived).rejects.toMatchObject({ failure: { kind: 'reauth' } });
  });
});

describe('the HubSpot connector asking for changes of a server that is odd', () => {
  let server: ScriptedServer;
  let hubspot: Connector;
  beforeEach(async () => {
    server = new ScriptedServer();
    hubspot = createHubspotConnector(settings(await server.start()));
  });
  afterEach(async () => {
    hubspot.close();
    await server.stop();
  });

  const page = (numbers: readonly number[], more: object = {}): Reply => ({
    body: { total: numbers.length, results: numbers.map((number) => record(String(number), {})), ...more },
  });
  const ask = (after: string | null = null): Promise<Page<ChangedRecord>> =>
    hubspot.changedSince(watched(), { object: 'contacts', since: new Date(1_000), after });
  const range = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, n) => from + n);

  it('asks by number and date, for no value of a record', async () => {
    server.answer = () => page([]);
    await ask('17');
    expect(server.seen[0]?.body).toEqual({
      filterGroups: [
        {
          filters: [
            { propertyName: 'lastmodifieddate', operator: 'GTE', value: '1000' },
            { propertyName: 'hs_object_id', operator: 'GT', value: '17' },
          ],
        },
      ],
      sorts: ['hs_object_id'],
      properties: ['hs_object_id', 'hs_merged_object_ids'],
      limit: 200,
    });
    server.answer = () => ({ body: { results: [] } });
    await hubspot.archivedPage(watched(), { object: 'contacts', since: new Date(0), after: '17' });
    expect(Object.fromEntries(server.seen[1]?.query ?? [])).toEqual({
      archived: 'true',
      after: '17',
      limit: '100',
      properties: 'hs_object_id',
    });
  });

  it('goes on after the greatest number, in whatever order they come', async () => {
    server.answer = () => page([...range(9, 199), 1_000, 8].reverse());
    expect((await ask()).next).toBe('1000');
  });

  it('goes on when a page is not full and says that there are more', async () => {
    server.answer = () => page([9, 10], { paging: { next: { after: '2' } } });
    expect((await ask('8')).next).toBe('10');
  });

  it('does not ask for one page for ever', async () => {
    server.answer = () => page(range(1, 200));
    await expect(ask('200')).rejects.toMatchObject({ failure: { kind: 'retry', code: 'SEARCH_TURNED_BACK' } });
  });

  it('takes no page for an answer that is none', async () => {
    for (const body of [{}, { results: [{ id: 'x' }] }, [], null]) {
      server.answer = () => ({ body });
      await expect(ask()).rejects.toMatchObject({ failure: { kind: 'retry' } });
    }
  });

  it('leaves open when something was changed that HubSpot does not say', async () => {
    server.answer = () => ({ body: { results: [{ id: '7', properties: null, updatedAt: 'x' }] } });
    expect((await ask()).records).toEqual([{ id: '7', modifiedAt: null, formerIds: [] }]);
    server.answer = () => ({ body: { results: [{ id: '7' }] } });
    const archived = await hubspot.archivedPage(watched(), { object: 'contacts', since: new Date(0), after: null });
    expect(archived.records).toEqual([{ id: '7', archivedAt: null }]);
  });
});
