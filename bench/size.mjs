/**
 * What a big portal costs in the HubSpot sandbox: memory with a million contacts, the sandbox's own time for a batch
 * upsert of 100 at that size, and a restart from its state file. The sandbox runs in a process of its own and tells its own
 * time and memory itself (`/_sandbox/counters`); this process is only its client. Every contact is updated once, so that
 * each has history, and contacts are searched by e-mail address and by unique property, so that both indices are there.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSandbox } from './sandbox-process.mjs';

const seedRows = 10_000;
const batchRows = 100;
const createBatches = 200;
/** The figures of the sandbox's promise: a million contacts in 2 GB, 5 ms a batch. */
const limits = { megabytesPerMillion: 2_000, ownMilliseconds: 5 };

const upsertPath = '/crm/v3/objects/contacts/batch/upsert';

export const size = {
  name: 'size',
  measure: async ({ quick, tell }) => {
    const contacts = quick ? 20_000 : 1_000_000;
    const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-size-'));
    const stateFile = join(folder, 'hubspot.state');
    try {
      tell(0, 'filling');
      const filled = await withSandbox('hubspot', ['--state-file', stateFile], (sandbox) => fill(sandbox, contacts));
      tell(0.8, 'starting it again');
      const startedAt = performance.now();
      const again = await withSandbox('hubspot', ['--state-file', stateFile], async (sandbox) => ({
        seconds: (performance.now() - startedAt) / 1_000,
        ...(await sandbox.control('GET', 'counters')).process,
        found: await find(sandbox, contacts - 1),
      }));
      if (again.found !== 1) throw new Error('The last contact is not found after the restart');
      return rowsOf(contacts, filled, again, statSync(stateFile).size);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

const within = { of: 'ratio', most: 1 };

function rowsOf(contacts, { seeded, updated, created, cpuMs }, again, fileBytes) {
  const row = (name, value, unit, limit) => ({
    name: `size-${name}`,
    value,
    unit,
    ...(limit !== undefined && { limit, target: within }),
  });
  const memory = limits.megabytesPerMillion;
  return [
    row('contacts', contacts + createBatches * batchRows, 'records'),
    row('memory-seeded', seeded.peakRssMb, 'MB', memory),
    row('memory-with-history-and-indices', created.process.peakRssMb, 'MB', memory),
    row('seeding', (contacts * 1_000) / seeded.ms, 'records/s'),
    row('update-batch-p50', updated.medianMs, 'ms', limits.ownMilliseconds),
    row('update-batch-p95', updated.p95Ms, 'ms'),
    row('create-batch-p50', created.ownTime.medianMs, 'ms', limits.ownMilliseconds),
    row('create-batch-p95', created.ownTime.p95Ms, 'ms'),
    row('update-batch-whole-process', cpuMs, 'ms'),
    row('state-file', fileBytes / 1_000_000, 'MB'),
    row('restart', again.seconds, 's'),
    row('memory-restarted', again.peakRssMb, 'MB', memory),
  ];
}

async function fill(sandbox, contacts) {
  await sandbox.call('POST', '/crm/v3/properties/contacts', uniqueProperty);
  const startedAt = performance.now();
  for (let first = 0; first < contacts; first += seedRows) {
    const rows = range(first, Math.min(first + seedRows, contacts)).map((n) => ({ properties: contact(n) }));
    await sandbox.control('POST', 'seed', { objects: { contacts: rows } });
  }
  const ms = performance.now() - startedAt;
  const seeded = { ms, ...(await sandbox.control('GET', 'counters')).process };
  if ((await find(sandbox, contacts - 1)) !== 1) throw new Error('The last contact is not found');

  const updated = await upsertAll(sandbox, contacts);
  await sandbox.control('POST', 'counters/reset');
  for (let batch = 0; batch < createBatches; batch++) {
    const first = contacts + batch * batchRows;
    await upsert(
      sandbox,
      range(first, first + batchRows).map((n) => [n, contact(n)]),
    );
  }
  const counters = await sandbox.control('GET', 'counters');
  const created = { ownTime: counters.ownTime[`POST ${upsertPath}`], process: counters.process };
  return { seeded, updated: updated.ownTime, cpuMs: updated.cpuMs, created };
}

/** Every contact once, in an order that no cache likes. */
async function upsertAll(sandbox, contacts) {
  await sandbox.control('POST', 'counters/reset');
  const before = (await sandbox.control('GET', 'counters')).process.cpuMs;
  const stride = 7_919 * batchRows + 1;
  let n = 0;
  const batches = Math.ceil(contacts / batchRows);
  for (let batch = 0; batch < batches; batch++) {
    const rows = [];
    for (let row = 0; row < batchRows; row++) {
      n = (n + stride) % contacts;
      rows.push([n, { phone: `+44 161 ${String(n).padStart(7, '0')}`, jobtitle: `Buyer ${n % 7}` }]);
    }
    await upsert(sandbox, rows);
  }
  const { process, ownTime } = await sandbox.control('GET', 'counters');
  return { cpuMs: (process.cpuMs - before) / batches, ownTime: ownTime[`POST ${upsertPath}`] };
}

async function upsert(sandbox, rows) {
  const inputs = rows.map(([n, properties]) => ({ id: `c-${n}`, idProperty: 'tandem_id', properties }));
  const { results } = await sandbox.call('POST', upsertPath, { inputs });
  if (results.length !== rows.length) throw new Error(`${results.length} of ${rows.length} rows came back`);
}

async function find(sandbox, n) {
  const by = (propertyName, value) =>
    sandbox.call('POST', '/crm/v3/objects/contacts/search', {
      filterGroups: [{ filters: [{ propertyName, operator: 'EQ', value }] }],
    });
  await by('email', contact(n).email);
  return (await by('tandem_id', contact(n).tandem_id)).total;
}

const firstNames = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Alan', 'Radia'];
const contact = (n) => ({
  email: `person-${n}@shop.example.com`,
  firstname: firstNames[n % firstNames.length],
  lastname: `Lovelace ${n}`,
  phone: `+44 20 ${String(n).padStart(8, '0')}`,
  company: `Analytical Engines ${n % 50_000}`,
  country: 'United Kingdom',
  tandem_id: `c-${n}`,
});

const uniqueProperty = {
  name: 'tandem_id',
  label: 'Tandem id',
  type: 'string',
  fieldType: 'text',
  groupName: 'contactinformation',
  hasUniqueValue: true,
};

const range = (first, end) => Array.from({ length: end - first }, (_, index) => first + index);
