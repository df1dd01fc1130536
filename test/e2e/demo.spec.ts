import { build, endAll, run, tandem } from './program';

const broken = ['--break-key', '--break-agreement'];

describe('the demo with Salesforce', () => {
  beforeAll(build);
  afterEach(endAll);

  it('counts what is broken on purpose, says so, and fails', async () => {
    const { code, stdout, stderr } = await run(tandem, ['demo', '--json', '--crm', 'salesforce', ...broken], {});
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
  }, 240_000);
});
