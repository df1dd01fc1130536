/** The Salesforce sandbox in a process of its own: says where it is, and ends when its parent says so or is gone. */
import { createRequire } from 'node:module';

const { startSalesforceSandbox } = createRequire(import.meta.url)('../dist/src/sandbox/salesforce/server.js');
const { url, token, close } = await startSalesforceSandbox({ port: 0, control: true });
process.stdout.write(`${JSON.stringify({ url, token })}\n`);
const end = () => void close().then(() => process.exit(0));
process.on('SIGTERM', end);
process.stdin.on('end', end).resume();
