/**
 * How much of the database's own speed is left at the door. The limit is a bare insert loop: the same values into a copy
 * of the table, one insert per record, from the same process, on the same database, in the same run, with as many in
 * flight. Batches are also told as a share of inserts of 1,000 rows each, which nothing that checks a row can reach.
 * Rounds alternate and the median of their ratios counts, because machines are noisy. Reads `dist/`; the database lives in
 * a temporary folder. Exit 1 when single writes are below a quarter or batches below half of the loop.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const { startEmbeddedPostgres } = require(join(root, 'dist/src/platform/embedded-postgres.js'));
const { Client } = require('pg');

const rounds = 5;
const roundMs = 1_500;
const batchRows = 1_000;

let made = 0;
const customer = () => {
  made += 1;
  return {
    id: `k-${made}`,
    email: `person-${made}@shop.example`,
    emailConfirmed: true,
    firstName: 'Ada',
    lastName: `Lovelace ${made}`,
    phone: '+44 20 7946 0018',
    country: 'GB',
    address: '12 St James’s Square, London',
    custom: { tier: 'gold' },
    updatedAt: '2026-03-01T12:00:00Z',
  };
};

/** Runs as many loops as are to be in flight for one round; answers how many rows per second. */
async function rate(inFlight, rowsPerStep, step) {
  const start = performance.now();
  let rows = 0;
  const loop = async (worker) => {
    while (performance.now() - start < roundMs) {
      await step(worker);
      rows += rowsPerStep;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, worker) => loop(worker)));
  return (rows * 1_000) / (performance.now() - start);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Rounds of the door, each beside a round of every limit. */
async function compare({ name, inFlight, rows, least }, limits, door) {
  const own = [];
  const shares = {};
  await rate(inFlight, rows, door); // warm up
  for (let round = 0; round < rounds; round += 1) {
    const ownRate = await rate(inFlight, rows, door);
    own.push(ownRate);
    for (const [limit, { rowsPerStep, step }] of Object.entries(limits)) {
      (shares[limit] ??= []).push([ownRate / (await rate(inFlight, rowsPerStep, step))]);
    }
  }
  const share = Object.fromEntries(
    Object.entries(shares).map(([limit, seen]) => [limit, Number(median(seen.flat()).toFixed(2))]),
  );
  return { name, inFlight, rowsPerSecond: Math.round(median(own)), share, ok: share.insertLoop >= least };
}

const columns = 'tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision';

/** As the service stores it. */
const toRow = ({ id, custom, updatedAt, ...fields }) => ({
  source_id: id,
  fields: { ...fields, 'custom.tier': custom.tier },
  field_at: {},
  updated_at: updatedAt,
});

function insertOne(client) {
  const { source_id, fields, field_at, updated_at } = toRow(customer());
  return client.query({
    name: 'insert-one',
    text: `insert into bare (${columns}) values ('default', 'customer', $1, $2, null, $3, $4, null, 1)`,
    values: [source_id, JSON.stringify(fields), JSON.stringify(field_at), updated_at],
  });
}

function insertMany(client) {
  const rows = Array.from({ length: batchRows }, () => toRow(customer()));
  return client.query(
    `insert into bare (${columns})
     select 'default', 'customer', v.source_id, v.fields, null, v.field_at, v.updated_at, null, 1
       from jsonb_to_recordset($1::jsonb) as v (source_id text, fields jsonb, field_at jsonb, updated_at timestamptz)`,
    [JSON.stringify(rows)],
  );
}

async function main() {
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/var/tmp' : tmpdir(), 'tandem-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'pg'), durable: true });
  const at = { host: postgres.socketFolder, port: postgres.port, database: 'postgres' };
  const urlOf = (user) => `postgres://${user}@localhost:${at.port}/postgres?host=${encodeURIComponent(at.host)}`;
  const service = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DATABASE_URL: urlOf('tandem_app'),
      DATABASE_OWNER_URL: urlOf(postgres.superuser),
      SECRET_KEY: 'a key that seals nothing of any worth',
      PORT: '0',
      ROLES: 'api',
      REQUESTS_PER_SECOND: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const clients = [];
  try {
    let said = '';
    service.stdout.on('data', (text) => (said += text));
    while (!said.includes('Ctrl-C')) await once(service.stdout, 'data');
    const [, url] = /API +(http\S+)\/v1/.exec(said);
    const key = readFileSync(join(folder, 'api-key'), 'utf8').trim();
    for (let made = 0; made < 16; made += 1) {
      const client = new Client({ ...at, user: postgres.superuser });
      await client.connect();
      clients.push(client);
    }
    const [owner] = clients;
    await owner.query('create table bare (like record including all)');
    await owner.query(`insert into connection (tenant_id, id, crm, environment, account_id, base_url, settings, created_at)
      values ('default', 'crm', 'hubspot', 'test', '1', 'http://127.0.0.1:9', '{"customFields":[],"recordUrl":null}', now())`);

    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const call = (method, path, body) =>
      new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
        const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => (text += chunk));
          response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
        });
        sent.on('error', reject);
        sent.end(JSON.stringify(body));
      });
    const put = () => {
      const { id, ...fields } = customer();
      return call('PUT', `/v1/customers/${id}`, fields);
    };
    const batch = () => call('POST', '/v1/customers/batch', { records: Array.from({ length: batchRows }, customer) });

    const insertLoop = { rowsPerStep: 1, step: (worker) => insertOne(clients[worker]) };
    const batchedInserts = { rowsPerStep: batchRows, step: (worker) => insertMany(clients[worker]) };
    const results = [];
    for (const inFlight of [1, 16]) {
      results.push(await compare({ name: 'single writes', inFlight, rows: 1, least: 0.25 }, { insertLoop }, put));
    }
    for (const inFlight of [1, 2]) {
      const what = { name: `batches of ${batchRows}`, inFlight, rows: batchRows, least: 0.5 };
      results.push(await compare(what, { insertLoop, batchedInserts }, batch));
    }
    agent.destroy();
    const ok = results.every((result) => result.ok);
    process.stdout.write(`${JSON.stringify({ ok, results }, null, 2)}\n`);
    if (!ok) process.exitCode = 1;
  } finally {
    service.kill('SIGTERM');
    if (service.exitCode === null) await once(service, 'exit');
    for (const client of clients) await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
