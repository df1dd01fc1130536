// A process of its own that starts the embedded Postgres when told to: {start: options}, {stop: true}. It is asked to
// start only after it has loaded everything, so that a start follows a kill within a millisecond.
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const root = join(__dirname, '../../..');
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, { cwd: root, root }).code, file);
const { startEmbeddedPostgres } = require('../../../src/platform/embedded-postgres.ts');

let postgres;
process.on('message', async ({ start, stop }) => {
  try {
    if (start) {
      postgres = await startEmbeddedPostgres(start);
      process.send({ socketFolder: postgres.socketFolder, reused: postgres.reused });
    }
    if (stop) {
      await postgres.stop();
      process.disconnect();
    }
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.on('SIGINT', () => process.send({ interrupted: true }));
process.on('disconnect', () => process.exit());
process.send({ loaded: true });
