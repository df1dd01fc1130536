/**
 * What a big load costs in the Salesforce sandbox: 100,000 rows of ten columns in one ingest job, upserted by e-mail, from
 * UploadComplete to JobComplete as a client sees it; first all are new, then all are there. The sandbox is a process of its
 * own. Meanwhile the job is polled, which must not wait for it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
/** The figure of the sandbox's promise. */
const limitSeconds = 6;
const pollMs = 50;

export const bulk = {
  name: 'bulk',
  measure: async ({ quick, tell }) => {
    const rows = quick ? 5_000 : 100_000;
    const file = csvOf(rows);
    return await withSandbox(async (call) => {
      const created = await load(call, file);
      tell(0.5, 'the same again');
      const updated = await load(call, file);
      for (const { job } of [created, updated])
        if (job.numberRecordsProcessed !== rows || job.numberRecordsFailed > 0) throw new Error(JSON.stringify(job));
      return rowsOf({ rows, created, updated });
    });
  },
};

function rowsOf({ rows, created, updated }) {
  const row = (name, value, unit, more = {}) => ({ name: `bulk-${name}`, value, unit, ...more });
  const promised = { limit: limitSeconds, target: { of: 'ratio', most: 1 } };
  return [
    row('rows', rows, 'records'),
    row('ingest-create', created.seconds, 's', promised),
    row('ingest-update', updated.seconds, 's', promised),
    row('poll-slowest', Math.max(created.slowestPollMs, updated.slowestPollMs), 'ms'),
    row('results', updated.resultsSeconds, 's'),
  ];
}

async function load(call, file) {
  const spec = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Email' };
  const { id } = await call('POST', '', JSON.stringify(spec));
  await call('PUT', `/${id}/batches`, file, 'text/csv');
  const startedAt = performance.now();
  await call('PATCH', `/${id}`, JSON.stringify({ state: 'UploadComplete' }));
  let slowestPollMs = 0;
  let job;
  do {
    await wait(pollMs);
    const askedAt = performance.now();
    job = await call('GET', `/${id}`);
    slowestPollMs = Math.max(slowestPollMs, performance.now() - askedAt);
  } while (job.state === 'UploadComplete' || job.state === 'InProgress');
  const endedAt = performance.now();
  await call('GET', `/${id}/successfulResults`);
  return {
    job,
    slowestPollMs,
    seconds: (endedAt - startedAt) / 1_000,
    resultsSeconds: (performance.now() - endedAt) / 1_000,
  };
}

const columns = ['Email', 'FirstName', 'LastName', 'Phone', 'Title', 'Department', 'MailingCity', 'MailingCountry'];

function csvOf(rows) {
  const lines = [[...columns, 'HasOptedOutOfEmail', 'Description'].join(',')];
  for (let n = 0; n < rows; n++) {
    const text = `"Said ""yes"" to offer ${n}, and no to ${n + 1}"`;
    const name = `Ada,Lovelace ${n},+44 20 ${String(n).padStart(8, '0')},Buyer,Department ${n % 100}`;
    lines.push(`person-${n}@shop.example.com,${name},London,United Kingdom,${n % 2 === 0},${text}`);
  }
  return `${lines.join('\n')}\n`;
}

async function withSandbox(use) {
  const child = spawn(process.execPath, [join(folder, 'salesforce-sandbox.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([once(lines, 'line'), exited.then(() => Promise.reject(new Error('It ended')))]);
    const { url, token } = JSON.parse(line);
    return await use((method, path, body, type) =>
      send(`${url}/services/data/v64.0/jobs/ingest${path}`, token, { method, body, type }),
    );
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

async function send(url, token, { method, body, type = 'application/json' }) {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 500)}`);
  return response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text;
}
