import { shopSize } from '../../src/cli/demo/shop';
import { findPersonal, linesOfLog } from '../support/personal-values';
import { everyValue } from './demo-people';
import { build, endAll, run, tandem, type Ended } from './program';

/** A shop that came to rest, of so many CRMs. */
const restedIn = (crms: number): object => ({
  company: { records: 200 * crms, synced: 195 * crms, created: 155 * crms, adopted: 40 * crms, asked: 5 * crms },
  customer: { records: 2_000 * crms, synced: 2_000 * crms, created: 1_700 * crms, adopted: 300 * crms },
  order: { records: 5_000 * crms, synced: 5_000 * crms, created: 5_000 * crms, parked: 0 },
});
const agreed = { duplicates: 0, missing: 0, echoWrites: 0, diverged: 0 };

interface Calls {
  readonly firstLoad: number;
  readonly update: number;
}
interface DemoReport {
  readonly ok: boolean;
  readonly calls: Calls;
  readonly inbound: { readonly accepted: number; readonly refused: number };
  readonly byCrm: Readonly<
    Record<'hubspot' | 'salesforce', { readonly calls: Calls; readonly inbound: { readonly events: number } }>
  >;
}

/** Both are played once, beside each other: a demo mostly waits for calls that its portal allows. */
describe('the demo', () => {
  let ended: Ended;
  let report: DemoReport;
  let broken: Ended;
  beforeAll(async () => {
    build();
    const demo = ['demo', '--json', '--crm'];
    [ended, broken] = await Promise.all([
      run(tandem, [...demo, 'both'], { LOG_LEVEL: 'debug' }),
      run(tandem, [...demo, 'salesforce', '--break-key', '--break-agreement'], {}),
    ]);
    report = JSON.parse(ended.stdout) as DemoReport;
  }, 240_000);
  afterAll(endAll);

  it('has HubSpot and Salesforce say the same, each of which was told half of it by sales, and then write no more', () => {
    expect(ended.code).toBe(0);
    expect(report).toMatchObject({
      ...agreed,
      ok: true,
      problems: [],
      crm: 'both',
      objects: restedIn(2),
      inbound: { offered: 328, accepted: 299, refused: 29, viaPoll: 20 },
      conflicts: { byPolicy: { 'order-system': 15, crm: 15, 'fill-blanks': 15, ask: 15 }, open: 0 },
      calls: { unchanged: 0 },
      byCrm: {
        hubspot: {
          ...agreed,
          objects: restedIn(1),
          inbound: { offered: 162, accepted: 142, refused: 20, viaPoll: 10 },
        },
        salesforce: {
          ...agreed,
          objects: restedIn(1),
          inbound: { offered: 166, accepted: 157, refused: 9, viaPoll: 10 },
        },
      },
    });
    const { hubspot, salesforce } = report.byCrm;
    expect(report.calls.firstLoad).toBe(hubspot.calls.firstLoad + salesforce.calls.firstLoad);
    // About 120 and 10: by jobs or by collections, as rows happen to come together. What is read once more counts with it.
    expect(salesforce.calls.firstLoad).toBeLessThanOrEqual(250);
    expect(salesforce.calls.update).toBeLessThanOrEqual(20);
  });

  it('logs every request, every sync and every poll, and names nobody', () => {
    const { calls, inbound, byCrm } = report;
    const values = everyValue();
    expect(values.texts.length).toBeGreaterThan(shopSize.customers + 2 * shopSize.companies - 1);
    expect(values.words.length).toBeGreaterThan(shopSize.customers);
    expect(values.phones.length).toBeGreaterThan(shopSize.customers + shopSize.companies);
    const lines = linesOfLog(ended.stderr);
    expect(findPersonal(lines, values)).toEqual([]);

    const requests = lines.filter(({ event }) => event === 'http.request');
    for (const request of requests)
      expect(request).toMatchObject({
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        status: '200',
        ...(!String(request['route']).startsWith('/webhooks/') && {
          tenantId: 'default',
          keyId: expect.any(String) as string,
        }),
      });
    const answered = (route: string): number => requests.filter((request) => request['route'] === route).length;
    // Batches of 1,000: 1 + 2 + 5 of the first load, 3 of the edits, 3 of the same once more; 2 of the second act.
    expect(answered('/v1/:type/batch')).toBe(16);
    expect(answered('/v1/changes/:id/accept')).toBe(inbound.accepted + 10); // with 5 merges and 5 deletions
    expect(answered('/v1/changes/:id/refuse')).toBe(inbound.refused);
    expect(answered('/webhooks/hubspot')).toBeGreaterThan(byCrm.hubspot.inbound.events / 100);
    expect(answered('/webhooks/salesforce/:connection/:secret')).toBeGreaterThan(byCrm.salesforce.inbound.events / 100);

    const worked = lines.filter(({ event }) => event === 'callout' || event === 'batch.settled');
    const synced = worked.filter(({ syncId }) => syncId !== undefined);
    // Connected once more, each by its own, after the first act.
    const secondAct = lines.findLastIndex(({ event }) => event === 'connection.connected') - 1;
    const firstAct = new Set(lines.slice(0, secondAct));
    expect(synced.filter((line) => firstAct.has(line) && line['event'] === 'callout')).toHaveLength(
      calls.firstLoad + calls.update,
    );
    expect(synced.length).toBeGreaterThan(500);
    for (const line of worked)
      expect(line).toMatchObject({
        ...(line['poll'] === undefined && { syncId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string }),
        tenantId: 'default',
        connectionId: expect.stringMatching(/^(hubspot|salesforce)-sandbox$/) as string,
        object: expect.stringMatching(/^(company|customer|order)$/) as string,
      });
    // Messages tell of no deletion: what polls find of them looks like silence.
    const isSilence = ({ event, connectionId }: (typeof lines)[number]): boolean =>
      event === 'webhooks.silent' && connectionId === 'salesforce-sandbox';
    expect(lines.filter((line) => Number(line['level']) > 30 && !isSilence(line))).toEqual([]);
  });

  it('counts what is broken on purpose, says so, and fails', () => {
    const { code, stdout, stderr } = broken;
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      duplicates: 10, // opportunities that nothing recognised
      missing: 0,
      inbound: { offered: 328, accepted: 299, refused: 29, viaPoll: 20 },
      conflicts: { byPolicy: { 'order-system': 15, crm: 15, 'fill-blanks': 15, ask: 15 }, open: 0 },
      echoWrites: 1,
      // 5 that the order system did not take over, 1 that it said when all was still, 5 of sales that nobody heard of
      diverged: 11,
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'The demo failed: 10 records are in the CRM more than once; 11 fields are not what the policies have it on both sides; ' +
        '1 writes were made while nothing happened.\n',
    });
  });
});
