/** Drives the steps with the client in a folder, against a sandbox: prints what came of each as JSON. */
require('../../hubspot-sandbox/require-typescript.cjs');
const { Client } = require(process.argv[2]);
const { driveClient } = require('./drive.ts');

const [, , , url, token] = process.argv;
const client = new Client({ accessToken: token, basePath: url, numberOfApiCallRetries: 0 });
driveClient(client).then((outcomes) => process.stdout.write(JSON.stringify(outcomes)));
