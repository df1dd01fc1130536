import { updateInBulk, upsertInBulk } from '../../../src/connectors/salesforce/bulk/write';
import { BulkHouse, contacts, failureOf, keyField, kinds, quickPace, tally } from './bulk-support';

let house: BulkHouse;
beforeAll(async () => {
  house = await BulkHouse.open();
});
afterAll(() => house.close());
afterEach(() => house.control('DELETE', 'faults'));

describe('an upsert in bulk', () => {
  it('says of each row, in the order of the rows, which record it is and whether it is new', async () => {
    const rows = contacts(450, 'first');
    const worker = house.worker();
    const made = await upsertInBulk(worker, 'Contact', rows, quickPace());
    expect(made.every((outcome) => outcome.ok && outcome.value.created)).toBe(true);
    const records = await house.query<{ Id: string; LastName: string }>(
      `SELECT Id, LastName FROM Contact WHERE ${keyField} LIKE 'first-%'`,
    );
    const idOf = new Map(records.map(({ Id, LastName }) => [LastName, Id]));
    expect(made).toEqual(
      rows.map(({ properties }) => ({
        ok: true,
        value: { id: idOf.get(String(properties['LastName'])), properties: {}, created: true },
      })),
    );
    // Keys are compared without case.
    const again = rows.map(({ key }) => ({ key: key.toUpperCase(), properties: { Title: 'Boss' } }));
    const changed = await upsertInBulk(house.worker(), 'Contact', again, quickPace());
    expect(changed.map((outcome) => outcome.ok && outcome.value.created)).toEqual(rows.map(() => false));
    expect(await house.count('Contact', "Title = 'Boss'")).toBe(450);
    expect(await house.count('Contact', `${keyField} LIKE 'first-%'`)).toBe(450);
  });

  it('keeps its note before the file goes out, and none when all is told', async () => {
    const worker = house.worker();
    await upsertInBulk(worker, 'Contact', contacts(3, 'noted'), quickPace());
    const [job] = (await house.jobs()).slice(-1);
    expect(worker.context.checkpoint.kept).toEqual([JSON.stringify([{ id: job?.id, object: 'Contact' }]), null]);
    expect(worker.callouts.map(({ method, endpoint }) => `${method} ${endpoint}`)).toEqual([
      'POST /services/data/jobs/ingest',
      'PUT /services/data/jobs/ingest/{id}/batches',
      'PATCH /services/data/jobs/ingest/{id}',
      'GET /services/data/jobs/ingest/{id}',
      'GET /services/data/jobs/ingest/{id}/successfulResults',
    ]);
  });

  it('empties what is null, leaves what is not said, and brings any text across', async () => {
    const text = 'Says "hi", ;\nline two ☃ 😀';
    await upsertInBulk(
      house.worker(),
      'Contact',
      [
        { key: 'cells-a', properties: { LastName: 'A', Title: 'Buyer', Phone: '1', HasOptedOutOfEmail: true } },
        { key: 'cells-b', properties: { LastName: 'B', Description: text } },
      ],
      quickPace(),
    );
    await upsertInBulk(
      house.worker(),
      'Contact',
      [
        { key: 'cells-a', properties: { Title: null } },
        { key: 'cells-b', properties: { Phone: '2' } },
      ],
      quickPace(),
    );
    const soql = `SELECT LastName, Title, Phone, HasOptedOutOfEmail, Description FROM Contact WHERE ${keyField} LIKE 'cells-%' ORDER BY LastName`;
    expect(await house.query(soql)).toMatchObject([
      { LastName: 'A', Title: null, Phone: '1', HasOptedOutOfEmail: true },
      { LastName: 'B', Title: null, Phone: '2', Description: text },
    ]);
  });

  it('gives a bad row its own verdict and writes its neighbours', async () => {
    const rows = contacts(5, 'bad').map((row, n) =>
      n === 2 ? { ...row, properties: { ...row.properties, Email: 'no address' } } : row,
    );
    const outcomes = await upsertInBulk(house.worker(), 'Contact', rows, quickPace());
    expect(kinds(outcomes)).toEqual(['ok', 'ok', 'rejected', 'ok', 'ok']);
    expect(failureOf(outcomes[2])).toMatchObject({ code: 'INVALID_EMAIL_ADDRESS', property: 'Email' });
    expect(JSON.stringify(outcomes[2])).not.toContain('no address');
  });

  it('refuses a field that Salesforce does not know in the rows that speak of it, and no others', async () => {
    const rows = contacts(3, 'field').map((row, n) =>
      n === 1 ? { ...row, properties: { ...row.properties, Nowhere__c: 'x' } } : row,
    );
    const worker = house.worker();
    const outcomes = await upsertInBulk(worker, 'Contact', rows, quickPace());
    expect(kinds(outcomes)).toEqual(['retry', 'rejected', 'retry']);
    expect(failureOf(outcomes[1])).toMatchObject({ code: 'InvalidBatch', property: 'Nowhere__c' });
    expect(worker.context.checkpoint.note).toBeNull();
  });

  it('keeps a row back that has the word for "empty" as a text', async () => {
    const rows = contacts(3, 'na').map((row, n) =>
      n === 1 ? { ...row, properties: { ...row.properties, Title: '#N/A' } } : row,
    );
    const outcomes = await upsertInBulk(house.worker(), 'Contact', rows, quickPace());
    expect(kinds(outcomes)).toEqual(['ok', 'retry', 'ok']);
    expect(failureOf(outcomes[1])).toMatchObject({ code: 'NOT_FOR_BULK' });
    expect(await house.count('Contact', `${keyField} LIKE 'na-%'`)).toBe(2);
  });

  it('goes in several jobs, noted together, where one file would be too large', async () => {
    const before = (await house.jobs()).length;
    const worker = house.worker();
    const outcomes = await upsertInBulk(worker, 'Contact', contacts(300, 'files'), quickPace({ fileBytes: 6_000 }));
    expect(tally(outcomes)).toEqual({ ok: 300 });
    expect((await house.jobs()).length - before).toBe(3);
    expect(await house.count('Contact', `${keyField} LIKE 'files-%'`)).toBe(300);
    expect(worker.context.checkpoint.kept.at(-1)).toBeNull();
  });

  it('says what is only said of new records no second time of one that is there', async () => {
    const line = await priceBookEntry();
    const rows = [1, 2, 3].map((n) => ({
      key: `line-${n}`,
      properties: { Quantity: n, UnitPrice: 5 },
      onCreate: line,
    }));
    const first = await upsertInBulk(house.worker(), 'OpportunityLineItem', rows.slice(0, 2), quickPace());
    expect(first.map((outcome) => outcome.ok && outcome.value.created)).toEqual([true, true]);
    const more = rows.map((row) => ({ ...row, properties: { Quantity: 10 + row.properties.Quantity, UnitPrice: 5 } }));
    const second = await upsertInBulk(house.worker(), 'OpportunityLineItem', more, quickPace());
    expect(second.map((outcome) => outcome.ok && outcome.value.created)).toEqual([false, false, true]);
    const soql = `SELECT Quantity FROM OpportunityLineItem WHERE ${keyField} LIKE 'line-%' ORDER BY Quantity`;
    expect(await house.query(soql)).toMatchObject([{ Quantity: 11 }, { Quantity: 12 }, { Quantity: 13 }]);
  });

  it('puts the children of a parent side by side in the file', async () => {
    const ids = await Promise.all(['P', 'Q'].map((Name) => made('Account', { Name })));
    const rows = contacts(6, 'sorted').map((row, n) => ({
      ...row,
      properties: { ...row.properties, AccountId: String(ids[n % 2]) },
    }));
    // Rows 0 to 2 of the 200 that Salesforce writes together.
    await house.control('POST', 'faults', {
      kind: 'partial',
      rows: [0, 1, 2],
      times: 1,
      path: '/services/data/*/jobs',
    });
    const outcomes = await upsertInBulk(house.worker(), 'Contact', rows, quickPace());
    const failed = rows.filter((_, n) => outcomes[n]?.ok === false);
    expect(new Set(failed.map(({ properties }) => properties.AccountId)).size).toBe(1);
    expect(failed).toHaveLength(3);
  });
});

describe('an update in bulk', () => {
  it('finds its records by ids of 15 or 18 characters and says which are gone', async () => {
    const ids = await Promise.all([1, 2, 3].map((n) => made('Contact', { LastName: `Update ${n}` })));
    await house.rest('DELETE', `sobjects/Contact/${ids[1]}`);
    const rows = ids.map((id, n) => ({ id: n === 0 ? id.slice(0, 15) : id, properties: { Title: 'Updated' } }));
    const outcomes = await updateInBulk(house.worker(), 'Contact', rows, quickPace());
    expect(kinds(outcomes)).toEqual(['ok', 'gone', 'ok']);
    expect(outcomes[0]).toEqual({ ok: true, value: { id: ids[0], properties: {} } });
    expect(await house.count('Contact', "Title = 'Updated'")).toBe(2);
  });
});

async function made(object: string, fields: object): Promise<string> {
  return (await house.rest<{ id: string }>('POST', `sobjects/${object}`, fields)).id;
}

/** Of a new opportunity, and what is sold in it. */
async function priceBookEntry(): Promise<{ readonly OpportunityId: string; readonly PricebookEntryId: string }> {
  const Pricebook2Id = await made('Pricebook2', { Name: 'Prices', IsActive: true });
  const product = await made('Product2', { Name: 'Bolt', IsActive: true });
  const of = { Product2Id: product, Pricebook2Id, UnitPrice: 5, IsActive: true };
  const PricebookEntryId = await made('PricebookEntry', of);
  const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31', Pricebook2Id };
  return { OpportunityId: await made('Opportunity', deal), PricebookEntryId };
}
