import { rmSync } from 'node:fs';

declare global {
  var endIdleServiceHosts: (() => void) | undefined;
}

const teardown = async (): Promise<void> => {
  globalThis.endIdleServiceHosts?.();
  await globalThis.testPostgres?.server.stop();
  if (globalThis.testPostgres) rmSync(globalThis.testPostgres.folder, { recursive: true, force: true });
};
module.exports = teardown;
