import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { tellSalesStory } from '../../src/cli/demo/sales-story';
import { editShop, heldBefore, openShop, repeatEdits, shopSize } from '../../src/cli/demo/shop';
import { findPersonal, linesOfLog, type Personal } from '../support/personal-values';
import { build, endAll, run, service, tandem } from './program';

interface DemoReport {
  readonly ok: boolean;
  readonly calls: { readonly firstLoad: number; readonly update: number };
  readonly inbound: { readonly events: number; readonly accepted: number; readonly refused: number };
}

const dist = dirname(service);

/** Everybody and everything that the shop sends, first and later, that the portal held before, and that sales edit. */
function everyValue(): Personal {
  const shop = openShop();
  const edits = editShop(shop);
  const sent = [shop, edits, repeatEdits(edits)].flatMap(({ companies, customers, orders }) => [
    ...companies,
    ...customers,
    ...orders,
  ]);
  const held = Object.values(heldBefore()).flat();
  const valuesOf = (...names: string[]): string[] => [
    ...new Set([...sent, ...held].flatMap((record) => names.flatMap((name) => textOf(record, name)))),
  ];
  const { told, untold, meetings, merges } = tellSalesStory();
  const edited = [
    ...[...told, ...untold, ...meetings].map(({ field, value }) => ({ field, value })),
    ...meetings.flatMap(({ field, ours }) => (ours === null ? [] : [{ field, value: ours }])),
    ...merges
      .flatMap(({ merged }) => ('stranger' in merged ? Object.values(merged.stranger) : []))
      .map((value) => ({ field: 'any', value })),
  ];
  const isPhone = ({ field }: { readonly field: string }): boolean => field === 'phone';
  return {
    texts: [
      ...valuesOf('email', 'domain', 'address'),
      ...valuesOf('name').filter((name) => name.startsWith('Company')),
      ...edited.filter((edit) => !isPhone(edit)).map(({ value }) => value),
    ],
    words: valuesOf('firstName', 'lastName', 'jobTitle'),
    phones: [...valuesOf('phone'), ...edited.filter(isPhone).map(({ value }) => value)],
  };
}

const textOf = (record: Readonly<Record<string, unknown>>, name: string): string[] => {
  const value = record[name];
  return typeof value === 'string' ? [value] : [];
};

describe('the log of a whole demo', () => {
  beforeAll(build);
  afterEach(endAll);

  it('tells of every request, every sync and every poll, and names nobody', async () => {
    const { code, stdout, stderr } = await run(tandem, ['demo', '--json'], { LOG_LEVEL: 'debug' });
    expect(code).toBe(0);
    const { ok, calls, inbound } = JSON.parse(stdout) as DemoReport;
    expect(ok).toBe(true);

    const values = everyValue();
    expect(values.texts.length).toBeGreaterThan(shopSize.customers + 2 * shopSize.companies - 1);
    expect(values.words.length).toBeGreaterThan(shopSize.customers);
    expect(values.phones.length).toBeGreaterThan(shopSize.customers + shopSize.companies);
    const lines = linesOfLog(stderr);
    expect(findPersonal(lines, values)).toEqual([]);

    const requests = lines.filter(({ event }) => event === 'http.request');
    for (const request of requests)
      expect(request).toMatchObject({
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        status: '200',
        ...(request['route'] !== '/webhooks/hubspot' && { tenantId: 'default', keyId: expect.any(String) as string }),
      });
    const answered = (route: string): number => requests.filter((request) => request['route'] === route).length;
    // Batches of 1,000: 1 + 2 + 5 of the first load, 3 of the edits, 3 of the same once more; 2 of the second act.
    expect(answered('/v1/:type/batch')).toBe(16);
    expect(answered('/v1/changes/:id/accept')).toBe(inbound.accepted + 10); // with 5 merges and 5 deletions
    expect(answered('/v1/changes/:id/refuse')).toBe(inbound.refused);
    expect(answered('/webhooks/hubspot')).toBeGreaterThan(inbound.events / 100);

    const worked = lines.filter(({ event }) => event === 'callout' || event === 'batch.settled');
    const synced = worked.filter(({ syncId }) => syncId !== undefined);
    const secondAct = lines.findLastIndex(({ event }) => event === 'connection.connected');
    const firstAct = new Set(lines.slice(0, secondAct));
    expect(synced.filter((line) => firstAct.has(line) && line['event'] === 'callout')).toHaveLength(
      calls.firstLoad + calls.update,
    );
    expect(synced.length).toBeGreaterThan(250);
    for (const line of worked)
      expect(line).toMatchObject({
        ...(line['poll'] === undefined && { syncId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string }),
        tenantId: 'default',
        connectionId: 'hubspot-sandbox',
        object: expect.stringMatching(/^(company|customer|order)$/) as string,
      });
    expect(lines.filter(({ level }) => Number(level) > 30)).toEqual([]);
  }, 240_000);
});

describe('an error that nobody has caught', () => {
  beforeAll(build);

  it('ends the process with a line that holds no parameter of a statement', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [
      '-e',
      `require(${JSON.stringify(join(dist, 'cli/end-on-bug'))}).endOnBug(require(${JSON.stringify(join(dist, 'platform/logger'))}).createLogger('info'));
       const driverError = { severity: 'ERROR', code: '23514', detail: 'Failing row contains (ada@example.com)' };
       void Promise.reject(Object.assign(new Error('ada@example.com'), { driverError, parameters: ['ada@example.com'] }));`,
    ]);
    expect({ status, stdout: String(stdout) }).toEqual({ status: 1, stdout: '' });
    const lines = linesOfLog(String(stderr));
    expect(lines).toMatchObject([{ level: 60, event: 'process.failed', err: { code: '23514' } }]);
    expect(findPersonal(lines, { texts: ['ada@'], words: [], phones: [] })).toEqual([]);
  });
});

describe('the search for people in a log', () => {
  const values: Personal = {
    texts: ['ada@example.com', 'Company 001', '12 St James’s Square\nLondon'],
    words: ['Customer', '0001'],
    phones: ['030 55510001'],
  };

  it.each([
    { event: 'x', email: 'ADA@example.com' },
    { event: 'x', err: { message: 'duplicate key (email)=(ada@example.com)' } },
    { 'ada@example.com': 1 },
    { list: [['to company 001']] },
    { msg: '12 St James’s Square\nLondon' },
    { msg: 'Dear Customer, hello' },
    { lastName: '0001' },
    { msg: 'name="0001"' },
    { phone: '+493055510001' },
    { msg: 'call (030) 555-10001 now' },
  ])('finds one in %j', (line) => {
    expect(findPersonal(linesOfLog(JSON.stringify(line)), values)).toHaveLength(1);
  });

  it.each([
    { object: 'customer', rows: 1 },
    { syncId: '7f3e0001-0001-4000-8000-000000010001' },
    { time: '2026-11-23T20:57:14.012Z', route: '/v1/customers/:id' },
    { requestId: '00000555-1000-1000-8000-000000000000' },
    { time: '2026-11-23T05:55:10.001Z' },
  ])('finds none in %j', (line) => {
    expect(findPersonal(linesOfLog(JSON.stringify(line)), values)).toEqual([]);
  });

  it('takes no line that is no JSON', () => {
    expect(() => linesOfLog('{"a":1}\nError: ada@example.com\n')).toThrow('no line of JSON');
  });
});
