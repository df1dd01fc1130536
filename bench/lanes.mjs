/**
 * Live changes while a migration of the same object type runs in the same connection, beside live changes while it is held, in
 * rounds that alternate. The CRM takes its time for each call, as a real one does, and what the migration has in flight makes
 * no more calls than an account of 190 in ten seconds allows; they are counted, so that it is seen to have run. A change's
 * time is that of the latency measure: from when its PUT was due until its value can be read in the CRM.
 */
import { newCustomers } from './customers.mjs';
import { change, openLoop, Watch } from './latency.mjs';
import { onStage } from './stage.mjs';
import { median, percentile, seededRandom } from './statistics.mjs';
import { watchCrm } from './watched-crm.mjs';

/** Two calls in flight, each as long as this, are 19 a second at most. */
const callMs = 105;
const allowedInTenSeconds = 190;
const knownRecords = 1_000;
/** 500 changes of each kind: of 200, the slowest twentieth was seen at 1.14 to 1.38 on one machine. */
const sizes = {
  full: { migrating: 130_000, changes: 50, rounds: 10 },
  quick: { migrating: 8_000, changes: 15, rounds: 1 },
};
const perSecond = 5;
/** As src/core/lane.ts has it. */
const migrationLane = 3;
const withinMs = 30_000;
const pollMs = 20;

export const lanes = {
  name: 'lanes',
  measure: async ({ quick, tell }) => {
    const { migrating, changes, rounds } = quick ? sizes.quick : sizes.full;
    const watch = new Watch();
    const front = (sandbox) => watchCrm(sandbox, (seen) => watch.saw(seen));
    return onStage({ roles: 'api,worker', front }, async (stage) => {
      tell(0, 'loading');
      const known = newCustomers(knownRecords);
      await stage.load(known);
      await stage.drained({ withinMs: 60_000 });
      await markMigration(stage, newCustomers(migrating));
      await stage.sandbox.control('POST', 'faults', { path: '/crm/v3/objects/*', delayMs: callMs });
      const parts = { stage, watch, known, random: seededRandom(7), changed: 0 };
      const live = () => openLoop(parts, { perSecond, changes, checkEvery: 25 }, change);
      const seen = { alone: [], beside: [], calls: [] };
      for (let round = 0; round < rounds; round += 1) {
        tell(round / rounds, `round ${round + 1} of ${rounds}`);
        seen.alone.push(...(await live()));
        await letRun(stage);
        const { took, callsInTenSeconds } = await counting(stage, live);
        seen.beside.push(...took);
        seen.calls.push(callsInTenSeconds);
        await hold(stage);
      }
      await expectMore(stage);
      return rowsOf(seen);
    });
  },
};

const rowsOf = ({ alone, beside, calls }) => [
  ...[50, 95].map((percent) => ({
    name: `lanes-live-beside-migration-p${percent}`,
    value: percentile(beside, percent),
    limit: percentile(alone, percent),
    unit: 'ms',
    ...(percent === 95 && { target: { of: 'ratio', most: 1.2 } }),
  })),
  { name: 'lanes-calls-in-ten-seconds', value: median(calls), limit: allowedInTenSeconds, unit: 'calls' },
];

/** Records that nobody has seen, in the lane of a migration, which is held. */
async function markMigration(stage, records) {
  await stage.pause();
  await stage.load(records);
  await stage.owner.query('update dirty set lane = $1', [migrationLane]);
  await setHold(stage, '1 hour');
  await stage.resume();
}

const setHold = ({ owner }, interval) =>
  owner.query('update connection set bulk_after = now() + $1::interval', [interval]);

const countLinks = async ({ owner }) => Number((await owner.query('select count(*) from link')).rows[0].count);

async function letRun(stage) {
  const before = await countLinks(stage);
  await setHold(stage, '-1 second');
  await until('the migration is under way', async () => (await countLinks(stage)) > before);
}

async function hold(stage) {
  await setHold(stage, '1 hour');
  const busy = 'select from stream where lease_until > now()';
  await until('the migration is held', async () => (await stage.owner.query(busy)).rows.length === 0);
}

/** A round in which there was no migration any more would be a good one. */
async function expectMore({ owner }) {
  const { rows } = await owner.query('select count(*) from dirty');
  if (Number(rows[0].count) === 0) throw new Error('the migration was over before the last round was');
}

async function counting(stage, work) {
  const calls = async () => {
    const counted = await stage.sandbox.control('GET', 'counters');
    return Object.values(counted.calls)
      .flatMap((byOutcome) => Object.values(byOutcome))
      .reduce((sum, count) => sum + count, 0);
  };
  const before = await calls();
  const start = performance.now();
  const took = await work();
  return { took, callsInTenSeconds: (((await calls()) - before) * 10_000) / (performance.now() - start) };
}

async function until(what, isSo) {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
