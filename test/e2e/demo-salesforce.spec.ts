import { build, endAll, run, tandem } from './program';

/** A shop that came to rest, of so many CRMs. */
const restedIn = (crms: number): object => ({
  company: { records: 200 * crms, synced: 195 * crms, created: 155 * crms, adopted: 40 * crms, asked: 5 * crms },
  customer: { records: 2_000 * crms, synced: 2_000 * crms, created: 1_700 * crms, adopted: 300 * crms },
  order: { records: 5_000 * crms, synced: 5_000 * crms, created: 5_000 * crms, parked: 0 },
});
const agreed = { duplicates: 0, missing: 0, echoWrites: 0, diverged: 0 };
/** What sales do is the same, in however many CRMs it happens. */
const wholeStory = {
  ...agreed,
  ok: true,
  problems: [],
  inbound: { offered: 328, accepted: 299, refused: 29, viaPoll: 20 },
  conflicts: { byPolicy: { 'order-system': 15, crm: 15, 'fill-blanks': 15, ask: 15 }, open: 0 },
};

interface Calls {
  readonly firstLoad: number;
  readonly update: number;
}

const played = async (crm: string): Promise<unknown> => {
  const { code, stdout, stderr } = await run(tandem, ['demo', '--json', '--crm', crm], {});
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe('the demo with Salesforce', () => {
  beforeAll(build);
  afterEach(endAll);

  it('has the shop and the org agree as it has HubSpot', async () => {
    const report = (await played('salesforce')) as { readonly calls: Calls };
    expect(report).toMatchObject({
      ...wholeStory,
      crm: 'salesforce',
      objects: restedIn(1),
      calls: { unchanged: 0 },
    });
    // About 120 and 10: by jobs or by collections, as rows happen to come together. What is read once more counts with it.
    expect(report.calls.firstLoad).toBeLessThanOrEqual(250);
    expect(report.calls.update).toBeLessThanOrEqual(20);
  }, 240_000);

  it('has two CRMs say the same, each of which was told half of it by sales, and then write no more', async () => {
    const report = (await played('both')) as {
      readonly calls: Calls;
      readonly byCrm: Readonly<Record<'hubspot' | 'salesforce', { readonly calls: Calls }>>;
    };
    expect(report).toMatchObject({
      ...wholeStory,
      crm: 'both',
      objects: restedIn(2),
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
  }, 240_000);
});
