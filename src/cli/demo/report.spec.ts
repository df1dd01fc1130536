import { tellTogether, type CrmReport, type Judged } from './report';

const objectOf = (synced: number): CrmReport['objects']['company'] => {
  return { records: 9, synced, created: 1, adopted: 0, parked: 0, held: 0, asked: 0 };
};
const reportOf = (endpoint: string, count: number): CrmReport => ({
  objects: { company: objectOf(count), customer: objectOf(count), order: objectOf(count) },
  calls: { firstLoad: count, update: 1, unchanged: 0, byEndpoint: { [endpoint]: count } },
  duplicates: count,
  missing: 0,
  inbound: { events: 1, offered: 2, accepted: 3, refused: 4, viaPoll: 5 },
  conflicts: { byPolicy: { [endpoint]: 1, ask: count }, open: 0 },
  echoWrites: 0,
  diverged: count,
});
const hubspot: Judged = {
  crm: { name: 'hubspot', title: 'HubSpot' },
  report: reportOf('GET /a', 5),
  problems: [],
};
const salesforce: Judged = {
  crm: { name: 'salesforce', title: 'Salesforce' },
  report: reportOf('GET /b', 7),
  problems: ['7 fields are wrong'],
};

describe('the report of the demo', () => {
  it('is of one CRM what is said of it', () => {
    const told = tellTogether([salesforce], 1.5);
    expect(told).toEqual({
      ok: false,
      crm: 'salesforce',
      ...salesforce.report,
      problems: ['7 fields are wrong'],
      seconds: 1.5,
    });
    expect(tellTogether([hubspot], 1)).toMatchObject({ ok: true, crm: 'hubspot', problems: [] });
  });

  it('adds up what is said of two, figure by figure, and has each beside, with problems that name their CRM', () => {
    const told = tellTogether([hubspot, salesforce], 2);
    expect(told).toMatchObject({
      ok: false,
      crm: 'both',
      objects: { order: { records: 18, synced: 12 } },
      calls: { firstLoad: 12, update: 2, unchanged: 0, byEndpoint: { 'GET /a': 5, 'GET /b': 7 } },
      duplicates: 12,
      inbound: { events: 2, viaPoll: 10 },
      conflicts: { byPolicy: { 'GET /a': 1, 'GET /b': 1, ask: 12 } },
      diverged: 12,
      problems: ['Salesforce: 7 fields are wrong'],
      byCrm: { hubspot: hubspot.report, salesforce: salesforce.report },
    });
  });
});
