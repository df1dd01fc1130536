/**
 * `npm run bench`: measures beside their limits, as a table or as one JSON document. Not a timed test: what counts is the
 * ratio to a limit that was measured in the same run. README.md says how to read it.
 * Exit 0 when every target is reached, 1 when one is missed or a measure fails, 2 for wrong usage.
 */
import { join } from 'node:path';
import { bulk } from './bulk.mjs';
import { calls } from './calls.mjs';
import { door } from './door.mjs';
import { email } from './email.mjs';
import { inbound } from './inbound.mjs';
import { lanes } from './lanes.mjs';
import { latency } from './latency.mjs';
import { describeMachine } from './machine.mjs';
import { memory } from './memory.mjs';
import { beginProgress } from './progress.mjs';
import { push } from './push.mjs';
import { quota } from './quota.mjs';
import { salesforceLoad } from './salesforce-load.mjs';
import { salesforcePush } from './salesforce-push.mjs';
import { salesforceSize } from './salesforce-size.mjs';
import { size } from './size.mjs';
import { closeStages, require, root } from './stage.mjs';
import { rounded } from './statistics.mjs';
import { completed, inWords, isMissed } from './targets.mjs';
import { webhooks } from './webhooks.mjs';

const { Command, InvalidArgumentError } = require('commander');
const Table = require('cli-table3');
const { whenOrphaned } = require(join(root, 'dist/src/cli/stop-on-signal.js'));

/** In the order in which they run. Each is `{ name, measure({ quick, tell }) }` and answers rows. */
const measures = [
  latency,
  lanes,
  push,
  calls,
  door,
  email,
  webhooks,
  inbound,
  memory,
  size,
  salesforceSize,
  bulk,
  salesforcePush,
  salesforceLoad,
  quota,
];
const names = measures.map(({ name }) => name);

function parseNames(text) {
  const chosen = text.split(',');
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no ${unknown}; there are ${names.join(', ')}.`);
  return chosen;
}

const program = new Command('npm run bench --')
  .description('measure Tandem beside its limits')
  .option('--json', 'print one JSON document and nothing else', false)
  .option('--only <names>', `not all of the measures, with commas between: ${names.join(', ')}`, parseNames)
  .option('--quick', 'small sizes, to see that it works; the figures say little', false)
  .allowExcessArguments(false)
  .exitOverride();

async function main() {
  const options = readOptions();
  if (options === null) return;
  const { json, only = names, quick } = options;
  const machine = describeMachine();
  const rows = [];
  for (const { name, measure } of measures.filter(({ name }) => only.includes(name))) {
    const progress = beginProgress(name);
    try {
      rows.push(...(await measure({ quick, tell: progress.tell })));
      progress.end('done');
    } catch (error) {
      progress.end('failed');
      throw error;
    }
  }
  print(json, machine, rows);
}

/** Null when all there was to do was to help. */
function readOptions() {
  try {
    return program.parse().opts();
  } catch (error) {
    if (error.exitCode !== 0) process.exitCode = 2;
    return null;
  }
}

function print(json, machine, measured) {
  const judged = measured.map(({ target = null, ...seen }) => {
    const row = completed(seen);
    return { row, target, missed: target !== null && isMissed(row, target) };
  });
  const missed = judged.filter((one) => one.missed);
  process.stdout.write(json ? documentOf(machine, judged) : tableOf(machine, judged));
  if (missed.length === 0) return;
  const list = missed.map(({ row, target }) => `${row.name} (${inWords(target)}, seen ${rounded(row[target.of])})`);
  process.stderr.write(`Missed: ${list.join('; ')}.\n`);
  process.exitCode = 1;
}

function documentOf(machine, judged) {
  const rows = judged.map(({ row }) => withDigits(row));
  const targets = judged.flatMap(({ row: { name }, target, missed }) => (target ? [{ name, ...target, missed }] : []));
  return `${JSON.stringify({ machine, rows, targets }, null, 2)}\n`;
}

const withDigits = ({ value, limit, ratio, ...row }) => ({
  name: row.name,
  value: rounded(value),
  unit: row.unit,
  limit: rounded(limit),
  ratio: rounded(ratio),
});

function tableOf(machine, judged) {
  const table = new Table({
    head: ['', 'value', 'limit', 'unit', 'ratio', 'target', ''],
    colAligns: ['left', 'right', 'right', 'left', 'right', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { row, target, missed } of judged) {
    const { name, value, unit, limit, ratio } = withDigits(row);
    table.push([name, value, limit ?? '', unit, ratio ?? '', target ? inWords(target) : '', verdictOf(target, missed)]);
  }
  const facts = Object.entries(machine).map(([what, fact]) => `${what} ${fact}`);
  return `${table.toString()}\n${facts.join(' · ')}\n`;
}

const verdictOf = (target, missed) => {
  if (!target) return '';
  return missed ? 'MISSED' : 'reached';
};

let interrupted = false;

function leave() {
  if (interrupted) process.exit(130); // asked twice
  interrupted = true;
  void closeStages().finally(() => process.exit(130));
}

process.on('SIGINT', leave).on('SIGTERM', leave);
whenOrphaned(leave);

try {
  await main();
} catch (error) {
  // What is closed under a measure lets it fail; that it was interrupted is said by the exit code.
  if (!interrupted) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
