/**
 * A process that runs services for stories, one after the other. Of what a start costs, most is to load two thousand modules, and a story is
 * about a service and not about its start, which has tests of its own (`test/e2e/start.spec.ts`). A line on standard input has the
 * settings of the next service, which comes as `npm start` brings it; an empty line stops it, as Ctrl-C does. Ends with whoever writes.
 */
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const dist = join(__dirname, '..', '..', 'dist', 'src');
const { endOnBug } = require(join(dist, 'cli', 'end-on-bug'));
const { describe, startService } = require(join(dist, 'cli', 'start'));
const { readConfig } = require(join(dist, 'platform', 'config'));
const { createLogger } = require(join(dist, 'platform', 'logger'));

endOnBug(createLogger('info'));

let service;

async function begin(settings) {
  process.env = settings;
  service = await startService(readConfig());
  process.stdout.write(describe(service));
}

/** Said on both, as each of them comes through a pipe of its own. */
async function end() {
  await service.stop();
  process.stdout.write('It is over.\n');
  process.stderr.write('It is over.\n');
}

async function serve() {
  for await (const line of createInterface({ input: process.stdin }))
    await (line === '' ? end() : begin(JSON.parse(line)));
}

serve().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
