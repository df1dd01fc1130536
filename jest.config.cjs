const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Source maps stand beside the code: within it, as is usual, they are half of what is read and kept of each module. */
const swc = {
  ...JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8')),
  swcrc: false,
  sourceMaps: true,
};

/** One run, four kinds of test (CONTRIBUTING.md). Postgres is started once, a database is cloned per file that asks. */
module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  testEnvironment: '<rootDir>/test/support/jest/environment.cjs',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  maxWorkers: 2,
  // A worker keeps much of each file's modules (2 GB in the end), and collecting around them took a tenth of the time (Node 20, 2026-11).
  workerIdleMemoryLimit: '500MB',
  // For a machine that has much else to do: the slowest test takes a tenth of it.
  testTimeout: 120_000,
};
