/**
 * One of the processes that share an account (`quota.mjs` starts them): takes calls as the engine does, for a while, and prints
 * what came of it. `hammer` makes each call it was given, as fast as it is given them; `take` makes none, and waits between two
 * as long as a call takes. Of the first moments of a process, in which it finds its connections and its code is compiled, nothing is
 * counted but how long they wait.
 */
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { require, root } from './stage.mjs';

const { QuotaKeeper } = require(join(root, 'dist/src/operate/quota-keeper.js'));
const { createDataSource } = require(join(root, 'dist/src/store/data-source.js'));
const { quotaLeft } = require(join(root, 'dist/src/connectors/hubspot/quota.js'));
const { startClock } = require(join(root, 'dist/src/platform/clock.js'));

const { what, databaseUrl, crm, seconds, inFlight, connection } = JSON.parse(process.env.QUOTA);
const callMs = 20;
const warmingMs = what === 'take' ? 1_000 : 0;

const database = await createDataSource({ url: databaseUrl }, 2).initialize();
// As the service has it.
const readClock = async () => ({ now: (await database.query('select clock_timestamp() as now'))[0].now, rate: 1 });
const clock = await startClock(readClock, 10_000);
const keeper = new QuotaKeeper({ database, clock });
const agent = new Agent({ keepAlive: true });
const seen = { taken: 0, short: 0, refused: 0, waitedMs: 0, firstWaitedMs: 0, first: 0 };
process.stdout.write('ready\n');
await new Promise((resolve) => process.once('message', resolve));
const beginsMs = performance.now() + warmingMs;
const endsMs = beginsMs + seconds * 1_000;

const callOnce = () =>
  new Promise((resolve, reject) => {
    const at = clock.now();
    get(
      `${crm.url}/account-info/v3/details`,
      { agent, headers: { authorization: `Bearer ${crm.token}` } },
      (response) => {
        keeper.heard(connection, { at, quota: quotaLeft(response.headers) });
        if (response.statusCode === 429) seen.refused += 1;
        response.resume().on('end', resolve);
      },
    ).on('error', reject);
  });

function count(atMs, waitedMs, failure) {
  if (atMs < beginsMs) {
    seen.firstWaitedMs += waitedMs;
    seen.first += 1;
    return;
  }
  seen.waitedMs += waitedMs;
  if (failure === null) seen.taken += 1;
  else seen.short += 1;
}

async function loop() {
  while (performance.now() < endsMs) {
    const startMs = performance.now();
    const failure = await keeper.take(connection, 'live');
    count(startMs, performance.now() - startMs, failure);
    if (what === 'take') await wait(callMs);
    else if (failure === null) await callOnce();
  }
}

await Promise.all(Array.from({ length: inFlight }, loop));
await keeper.close();
agent.destroy();
clock.stop();
await database.destroy();
process.stdout.write(`${JSON.stringify(seen)}\n`);
process.disconnect();
