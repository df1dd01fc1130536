import { rmSync } from 'node:fs';

const teardown = async (): Promise<void> => {
  await globalThis.testPostgres?.server.stop();
  if (globalThis.testPostgres) rmSync(globalThis.testPostgres.folder, { recursive: true, force: true });
};
module.exports = teardown;
