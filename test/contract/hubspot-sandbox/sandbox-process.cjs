/** A sandbox in a process of its own, to be killed: prints where it listens as one line of JSON. */
require('./require-typescript.cjs');
const { startHubspotSandbox } = require('../../../src/sandbox/hubspot/server.ts');

startHubspotSandbox({ port: 0, control: true, limits: 'none', stateFile: process.argv[2] }).then((sandbox) =>
  console.log(JSON.stringify({ url: sandbox.url, token: sandbox.token, portalId: sandbox.portalId })),
);
