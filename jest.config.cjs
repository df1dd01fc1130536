/** One run, four kinds of test (CONTRIBUTING.md). Postgres is started once, a database is cloned per file that asks. */
module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  maxWorkers: 2,
  // For a machine that has much else to do: the slowest test takes a tenth of it.
  testTimeout: 120_000,
};
