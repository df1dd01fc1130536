/**
 * Drives one set of calls with two versions of HubSpot's client and with plain fetch, each against a fresh sandbox, and
 * prints where they differ. Installs the clients in a folder that is thrown away, so it needs the network:
 *   node test/contract/hubspot-models/two-clients.cjs
 */
require('../hubspot-sandbox/require-typescript.cjs');
require('./two-clients/run.ts')
  .compareClients()
  .then((differences) => {
    process.exitCode = differences === 0 ? 0 : 1;
  });
