/**
 * What a measure stands on: a durable Postgres in a temporary folder, the built service and the sandbox, each a process of
 * its own so that none shares another's event loop, and everything on loopback. Reads `dist/`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const require = createRequire(import.meta.url);
const { startEmbeddedPostgres } = require(join(root, 'dist/src/platform/embedded-postgres.js'));
const { Client } = require('pg');

const connectionId = 'crm';
const customerFields = ['email', 'firstName', 'lastName', 'phone', 'country', 'address'];
const startWithinMs = 60_000;
const stopWithinMs = 10_000;
const drainPollMs = 10;

const open = new Set();

/** Ends whatever a stage has started and has not ended yet: for Ctrl-C. */
export const closeStages = () => Promise.all([...open].map((close) => close()));

/**
 * Opens a stage, hands it to `work`, and leaves nothing running and nothing behind, however `work` ends.
 * @param options.roles of the service, as in ROLES
 * @param options.crm which one; default: hubspot
 * @param options.sandbox whether there is a CRM to be connected to
 * @param options.front what stands between service and sandbox; is given the sandbox, answers `{ url, close }`
 * @param options.nodeOptions of the service's node
 * @param options.settings of the service, beside those that make it one of a stage
 * @param options.connection what the connection to the sandbox says beside what it must; is given the sandbox
 */
export async function onStage(options, work) {
  const closers = [];
  let closing = null;
  const close = () =>
    (closing ??= (async () => {
      open.delete(close);
      for (const closer of closers.reverse()) await Promise.resolve(closer()).catch(() => undefined);
    })());
  open.add(close);
  try {
    return await work(await build(options, closers));
  } finally {
    await close();
  }
}

async function build(
  {
    roles,
    crm = 'hubspot',
    sandbox: wantsSandbox = true,
    front,
    nodeOptions = [],
    settings = {},
    connection = () => ({}),
  },
  closers,
) {
  // As root, Postgres runs as another user, who must be let through; /tmp may be closed to it by a private TMPDIR.
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/var/tmp' : tmpdir(), 'tandem-bench-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'pg'), durable: true });
  closers.push(() => postgres.stop());
  const at = { host: postgres.socketFolder, port: postgres.port, database: 'postgres' };

  /** A connection of the database's owner; closed with the stage. */
  const connectOwner = async () => {
    const client = new Client({ ...at, user: postgres.superuser });
    client.on('error', () => undefined); // the stage is closed under it
    await client.connect();
    closers.push(() => client.end());
    return client;
  };

  const sandbox = wantsSandbox ? await startSandbox(crm, closers) : null;
  const between = sandbox && front ? await front(sandbox) : null;
  if (between) closers.push(() => between.close());
  const crmUrl = between?.url ?? sandbox?.url;
  const urlOf = (user) => `postgres://${user}@localhost:${at.port}/postgres?host=${encodeURIComponent(at.host)}`;
  const { child: service, said } = await startProgram(
    [...nodeOptions, join(root, 'dist/src/main.js')],
    {
      DATA_DIR: folder,
      DATABASE_URL: urlOf('tandem_app'),
      DATABASE_OWNER_URL: urlOf(postgres.superuser),
      SECRET_KEY: 'a key that seals nothing of any worth',
      PORT: '0',
      ROLES: roles,
      REQUESTS_PER_SECOND: '1000000',
      LOG_LEVEL: 'warn',
      ...settings,
      ...(crmUrl && { CRM_URLS: crmUrl }),
      // The look after a write that Salesforce's answers make necessary comes two minutes later: time can be pushed there.
      ...(crm === 'salesforce' && { TANDEM_CLOCK: `${crmUrl}/_sandbox/clock` }),
    },
    { ready: /Ctrl-C/, closers },
  );
  const [, url] = /API +(http\S+)\/v1/.exec(said);
  const call = caller(url, readFileSync(join(folder, 'api-key'), 'utf8').trim(), closers);
  const owner = await connectOwner();
  /** How all fields of customers flow. `push`, unless a measure says otherwise: as a loop that only writes has it. */
  const flow = (direction) => {
    const fieldRules = customerFields.map((field) => ({ object: 'customer', field, direction }));
    const said = { crm, token: sandbox.token, url: crmUrl, fieldRules };
    return call('PUT', `/v1/connections/${connectionId}`, { ...said, ...connection(sandbox) });
  };
  if (sandbox) await flow('push');
  const databaseUrl = urlOf('tandem_app');
  return { service, sandbox, crmUrl, url, call, owner, databaseUrl, connectOwner, flow, ...levers(call, owner) };
}

/** What measures do to the service as a whole. */
function levers(call, owner) {
  const countOf = async (sql) => Number((await owner.query(sql)).rows[0].count);
  return {
    /** Sends customers, 1,000 to a call. */
    async load(records, { verdict = 'stored', tell = () => undefined } = {}) {
      for (let from = 0; from < records.length; from += 1_000) {
        const { results } = await call('POST', '/v1/customers/batch', { records: records.slice(from, from + 1_000) });
        const other = results.find(({ result }) => result !== verdict);
        if (other) throw new Error(`a record should have been ${verdict}: ${JSON.stringify(other)}`);
        tell(Math.min(records.length, from + 1_000));
      }
    },
    /** Resolves when nothing is marked any more. */
    async drained({ withinMs, pollMs = drainPollMs, tell = () => undefined }) {
      const until = performance.now() + withinMs;
      // By the index, which remembers that entries are dead: read from the table, thousands of settled rows are passed
      // each time, and that took a twentieth of what Postgres did.
      const first = 'select tenant_id from dirty order by source_id, object, connection_id, tenant_id limit 1';
      while ((await owner.query(first)).rows.length > 0) {
        if (performance.now() > until) {
          throw new Error(
            `${await countOf('select count(*) from dirty')} records were not synced in ${withinMs / 1_000} s`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, pollMs));
        await tell();
      }
    },
    /** A figure about records that failed would be a good one. */
    async expectSynced(records) {
      const synced = await countOf(`select count(*) from link where state = 'synced'`);
      if (synced !== records) throw new Error(`${synced} of ${records} records are synced`);
    },
    pause: () => call('POST', `/v1/connections/${connectionId}/pause`, {}),
    resume: () => call('POST', `/v1/connections/${connectionId}/resume`, {}),
  };
}

const sandboxOptions = {
  hubspot: ['--limits', 'none'],
  salesforce: ['--salesforce-port', '0', '--salesforce-edition', 'none'],
};

async function startSandbox(crm, closers) {
  const parameters = ['sandbox', '--control', '--json', ...sandboxOptions[crm]];
  const { said } = await startProgram(
    [join(root, 'dist/src/cli/tandem.js'), ...parameters],
    {},
    { ready: /\n/, closers },
  );
  const { url, token, app, developerKey } = JSON.parse(said)[crm];
  const control = async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${path}: ${text.slice(0, 500)}`);
    return text === '' ? null : JSON.parse(text);
  };
  return { url, token, app, developerKey, control };
}

/** Runs a program of node's; answers it, and what it said, once it is ready. */
async function startProgram(parameters, settings, { ready, closers }) {
  // Named so to whenOrphaned: if this process is killed, what it has started ends by itself.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, npm_lifecycle_event: 'bench', ...settings };
  const child = spawn(process.execPath, parameters, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  closers.push(async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await ended;
    clearTimeout(timer);
  });
  let said = '';
  let timer;
  child.stdout.setEncoding('utf8');
  await new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`${parameters.join(' ')} did not start`));
    timer = setTimeout(giveUp, startWithinMs);
    void ended.then(giveUp);
    child.stdout.on('data', (text) => {
      said += text;
      if (ready.test(said)) resolve();
    });
  }).finally(() => clearTimeout(timer));
  return { child, said };
}

/** Calls the API over sockets that stay open; anything but 200 is an error. */
function caller(url, key, closers) {
  const agent = new Agent({ keepAlive: true });
  closers.push(() => agent.destroy());
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('error', reject);
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path} was answered with ${response.statusCode}: ${text.slice(0, 500)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
