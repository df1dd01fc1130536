/**
 * `npm run kill-migration`: kills the service of a migration at random moments, as often as is asked for, and says whether it
 * came to the same end as one that nobody disturbed. The spec that does it five times is run with other settings.
 * Exit 0 when all is well, 1 when something is not, 2 for wrong usage.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';

const root = fileURLToPath(new URL('..', import.meta.url));

function parseWhole(text) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 1_000_000) return number;
  throw new InvalidArgumentError('must be a whole number from 1 to 1000000.');
}

const program = new Command('npm run kill-migration --')
  .description('kill the service of a migration again and again, and compare where it comes to')
  .option('--times <number>', 'how often', parseWhole, 50)
  .option('--seed <number>', 'of the moments; absent: another one each time', parseWhole)
  .option('--json', 'print one JSON document', false)
  .exitOverride();

try {
  program.parse();
} catch (error) {
  process.exit(error instanceof CommanderError && error.exitCode === 0 ? 0 : 2);
}
const { times, seed = Math.ceil(Math.random() * 1_000_000), json } = program.opts();

const folder = mkdtempSync(join(tmpdir(), 'tandem-kills-'));
const report = join(folder, 'report.json');
const env = { ...process.env, KILL_TIMES: String(times), KILL_SEED: String(seed), KILL_REPORT: report };
const spec = ['node_modules/jest/bin/jest.js', 'test/e2e/killed-migration.spec.ts', '--silent'];
const { status } = spawnSync(process.execPath, spec, { cwd: root, env, stdio: ['ignore', 2, 2] });
try {
  const { kills, undisturbed, killed, problems } = JSON.parse(readFileSync(report, 'utf8'));
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const told = {
    ...{ seed, kills, migrations: killed.length, problems },
    callsUndisturbed: undisturbed.calls,
    calls: killed.map(({ calls }) => calls),
    // Those of a plan are not among the calls.
    lostCalls: sum(
      killed.flatMap(({ deaths }) =>
        deaths.flatMap(({ state, lostCalls }) => (state === 'none' || state === 'planning' ? [] : [lostCalls])),
      ),
    ),
    doubled: sum(killed.map(({ end }) => end.doubled.length)),
    missing: sum(killed.map(({ end }) => end.missing.length)),
  };
  process.stdout.write(
    json
      ? `${JSON.stringify({ killMigration: told })}\n`
      : `${kills} kills in ${killed.length} migrations with seed ${seed}: ${
          problems.length === 0 ? 'the same end each time, nothing doubled, nothing missing.' : problems.join('\n')
        }\n${sum(told.calls)} calls were made; ${undisturbed.calls * killed.length} do, and ${told.lostCalls} were lost in flight.\n`,
  );
} catch (error) {
  process.stderr.write(`with seed ${seed} there is no report: ${String(error)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status === 0 ? 0 : 1;
