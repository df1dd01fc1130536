// Five migrations of the demo's customers, each of another quality: what was planned, and what came of it. One is in time that takes as
// long as was planned, give or take a tenth; a small day is too coarse a measure for the demo alone to judge by it.
// `npm run migrations -- [--seeds N] [--customers N]`
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '5' }, customers: { type: 'string', default: '20000' } },
});
const timeTolerance = 0.1;
const tandem = fileURLToPath(new URL('../dist/src/cli/tandem.js', import.meta.url));

async function play(seed) {
  const options = ['demo', '--migration', '--json', '--seed', String(seed), '--customers', values.customers];
  const child = spawn(process.execPath, [tandem, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
  await new Promise((resolve) => child.once('close', resolve));
  if (printed === '') throw new Error(`the migration of seed ${seed} came to no end`);
  return JSON.parse(printed);
}

const rows = [];
for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
  const { ok, migration, duplicates, missing, seconds } = await play(seed);
  const { plannedCalls, actualCalls, plannedDays, actualDays, reserveBreaches, liveP95Ms, held } = migration;
  const notThere = Object.values(held).reduce((sum, count) => sum + count, 0);
  const came = { plannedCalls, actualCalls, plannedDays, actualDays, reserveBreaches, liveP95Ms };
  const isInTime = Math.abs(actualDays - plannedDays) <= plannedDays * timeTolerance;
  rows.push({ seed, ok, isInTime, ...came, held: notThere, duplicates, missing, seconds });
}
console.table(rows);
process.exitCode = rows.every(({ ok, isInTime }) => ok && isInTime) ? 0 : 1;
