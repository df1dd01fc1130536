/**
 * What a big org costs in the Salesforce sandbox: memory with a million contacts of ten fields, an external id among
 * them, and the sandbox's own time for a collection upsert of 200 at that size. The sandbox runs in a process of its own
 * and tells its own time and memory itself (`/_sandbox/counters`). Contacts are looked up by e-mail address and upserted
 * by external id, so that both indices are there, and every contact is changed once.
 */
import { withSandbox } from './sandbox-process.mjs';

const seedRows = 10_000;
const batchRows = 200;
const createBatches = 100;
/** The figure of the sandbox's promise: a million contacts in 2.5 GB. */
const megabytesPerMillion = 2_500;

const data = '/services/data/v68.0';
const upsertPath = `${data}/composite/sobjects/Contact/Tandem_Id__c`;
const upsertEndpoint = 'PATCH /services/data/v{version}/composite/sobjects/{type}/{field}';

export const salesforceSize = {
  name: 'salesforce-size',
  measure: async ({ quick, tell }) => {
    const contacts = quick ? 20_000 : 1_000_000;
    const parameters = ['--salesforce-port', '0', '--salesforce-edition', 'none'];
    const filled = await withSandbox('salesforce', parameters, (sandbox) => fill(sandbox, contacts, tell));
    return rowsOf(contacts, filled);
  },
};

function rowsOf(contacts, { seeded, updated, created, cpuMs }) {
  const row = (name, value, unit, limit) => ({
    name: `salesforce-size-${name}`,
    value,
    unit,
    ...(limit !== undefined && { limit, target: { of: 'ratio', most: 1 } }),
  });
  return [
    row('contacts', contacts + createBatches * batchRows, 'records'),
    row('memory-seeded', seeded.peakRssMb, 'MB', megabytesPerMillion),
    row('memory-changed-and-indexed', created.process.peakRssMb, 'MB', megabytesPerMillion),
    row('seeding', (contacts * 1_000) / seeded.ms, 'records/s'),
    row('update-collection-p50', updated.medianMs, 'ms'),
    row('update-collection-p95', updated.p95Ms, 'ms'),
    row('create-collection-p50', created.ownTime.medianMs, 'ms'),
    row('create-collection-p95', created.ownTime.p95Ms, 'ms'),
    row('update-collection-whole-process', cpuMs, 'ms'),
  ];
}

async function fill(sandbox, contacts, tell) {
  await sandbox.control('POST', 'field', externalId);
  const startedAt = performance.now();
  for (let first = 0; first < contacts; first += seedRows) {
    const count = Math.min(seedRows, contacts - first);
    await sandbox.control('POST', 'seed', { object: 'Contact', count, first, template });
    tell((0.4 * first) / contacts, 'filling');
  }
  const ms = performance.now() - startedAt;
  const seeded = { ms, ...(await sandbox.control('GET', 'counters')).process };
  // Answers nothing else than this one contact, or 404, which throws.
  await sandbox.call('GET', `${data}/sobjects/Contact/Email/person-${contacts - 1}@shop.example.com`);

  const updated = await updateAll(sandbox, contacts, tell);
  await sandbox.control('POST', 'counters/reset');
  for (let batch = 0; batch < createBatches; batch++) {
    const first = contacts + batch * batchRows;
    await upsert(
      sandbox,
      Array.from({ length: batchRows }, (_, index) => contact(first + index)),
    );
  }
  const counters = await sandbox.control('GET', 'counters');
  const created = { ownTime: counters.ownTime[upsertEndpoint], process: counters.process };
  return { seeded, updated: updated.ownTime, cpuMs: updated.cpuMs, created };
}

/** Every contact once, in an order that no cache likes. */
async function updateAll(sandbox, contacts, tell) {
  await sandbox.control('POST', 'counters/reset');
  const before = (await sandbox.control('GET', 'counters')).process.cpuMs;
  const stride = 7_919 * batchRows + 1;
  let n = 0;
  const batches = Math.ceil(contacts / batchRows);
  for (let batch = 0; batch < batches; batch++) {
    const rows = [];
    for (let row = 0; row < batchRows; row++) {
      n = (n + stride) % contacts;
      rows.push({ Tandem_Id__c: `c-${n}`, Phone: `+44 161 ${String(n).padStart(7, '0')}`, Title: `Buyer ${n % 7}` });
    }
    await upsert(sandbox, rows);
    if (batch % 100 === 0) tell(0.4 + (0.6 * batch) / batches, 'changing');
  }
  const { process, ownTime } = await sandbox.control('GET', 'counters');
  return { cpuMs: (process.cpuMs - before) / batches, ownTime: ownTime[upsertEndpoint] };
}

async function upsert(sandbox, rows) {
  const records = rows.map((row) => ({ attributes: { type: 'Contact' }, ...row }));
  const results = await sandbox.call('PATCH', upsertPath, { allOrNone: false, records });
  const failed = results.find(({ success }) => !success);
  if (failed !== undefined) throw new Error(`A row was refused: ${JSON.stringify(failed)}`);
}

const contact = (n) => ({
  LastName: `Person ${n}`,
  FirstName: 'Ada',
  Email: `person-${n}@shop.example.com`,
  Phone: `+34 600 ${n}`,
  MobilePhone: `+34 700 ${n}`,
  Title: 'Buyer',
  Department: `Branch ${n % 100}`,
  MailingCity: 'Madrid',
  MailingCountry: 'Spain',
  Tandem_Id__c: `c-${n}`,
});

const template = {
  LastName: 'Person {n}',
  FirstName: 'Ada',
  Email: 'person-{n}@shop.example.com',
  Phone: '+34 600 {n}',
  MobilePhone: '+34 700 {n}',
  Title: 'Buyer',
  Department: 'Branch {n%100}',
  MailingCity: 'Madrid',
  MailingCountry: 'Spain',
  Tandem_Id__c: 'c-{n}',
};

const externalId = {
  object: 'Contact',
  name: 'Tandem_Id__c',
  type: 'string',
  length: 64,
  externalId: true,
  unique: true,
};
