/**
 * The calls of one account, shared out among eight processes: that they never exceed its limit, as the sandbox counts, while they
 * all want more; and what it costs to take one while there are enough.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onStage, root } from './stage.mjs';

const processes = 8;
/** Of HubSpot's smallest plan. */
const limit = { calls: 100, windowMs: 10_000 };
/** What is promised for taking a call. */
const takeMs = 0.2;

export const quota = {
  name: 'quota',
  measure: ({ quick, tell }) =>
    onStage({ roles: 'api' }, async (stage) => {
      const seconds = quick ? 5 : 60;
      const hammered = await hammer(stage, seconds);
      tell(0.8, 'taking');
      const taken = await takeFreely(stage, quick ? 2 : 10);
      return rowsOf({ seconds, hammered, taken });
    }),
};

function rowsOf({ seconds, hammered, taken }) {
  const row = (name, value, unit, more = {}) => ({ name: `quota-${name}`, value, unit, ...more });
  return [
    row('refused', hammered.refused, 'calls', { target: { of: 'value', most: 0 } }),
    row('fullest-window', hammered.mostInWindow, 'calls in 10 s', {
      limit: limit.calls,
      target: { of: 'ratio', most: 1 },
    }),
    row('used', hammered.taken, 'calls', { limit: (limit.calls * seconds * 1_000) / limit.windowMs }),
    row('take', taken.waitedMs / taken.taken, 'ms', { limit: takeMs, target: { of: 'ratio', most: 1 } }),
    row('take-in-the-first-second', taken.firstWaitedMs / taken.first, 'ms'),
    row('taken', taken.taken / taken.seconds, 'calls/s'),
  ];
}

/** All want more than there is. */
async function hammer(stage, seconds) {
  // What was called to connect is not of the hammering: it leaves the window first.
  await new Promise((resolve) => setTimeout(resolve, limit.windowMs));
  await stage.sandbox.control('POST', 'limits', { window: limit.calls, daily: 250_000 });
  const seen = await together(stage, { what: 'hammer', seconds, inFlight: 4 });
  const { window } = await stage.sandbox.control('GET', 'limits');
  return { ...seen, mostInWindow: window.mostInWindow };
}

async function takeFreely(stage, seconds) {
  await stage.owner.query(
    'update quota set burst_calls = 1000000, day_calls = 1000000000, tokens = 100000, heard_at = null',
  );
  return { ...(await together(stage, { what: 'take', seconds, inFlight: 8 })), seconds };
}

/** Begins all at once, when all are there; answers the sums of what they have seen. */
async function together({ databaseUrl, sandbox }, of) {
  const connection = { tenantId: 'default', id: 'crm' };
  const crm = { url: sandbox.url, token: sandbox.token };
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME },
    QUOTA: JSON.stringify({ ...of, databaseUrl, crm, connection }),
  };
  const children = Array.from({ length: processes }, () => {
    const program = join(root, 'bench/quota-process.mjs');
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, ended: once(child, 'exit'), next: async () => (await lines.next()).value };
  });
  try {
    await Promise.all(children.map(({ next }) => next()));
    for (const { child } of children) if (child.connected) child.send('begin');
    const seen = (await Promise.all(children.map(({ next }) => next()))).map((line) => JSON.parse(line));
    const sum = (name) => seen.reduce((total, one) => total + one[name], 0);
    return Object.fromEntries(Object.keys(seen[0]).map((name) => [name, sum(name)]));
  } finally {
    for (const { child } of children) child.kill('SIGTERM');
    await Promise.all(children.map(({ ended }) => ended));
  }
}
