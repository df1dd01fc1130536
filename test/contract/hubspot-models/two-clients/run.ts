/** Installs the clients, drives the steps with each and with fetch, and prints where they differ. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HubspotSandbox } from '../../../../src/sandbox/hubspot/server';
import { startHubspotSandbox } from '../../../../src/sandbox/hubspot/server';
import { clientDifferences } from '../differences';
import type { Gap, Seen } from './compare';
import { describeGap, gaps, isListed } from './compare';
import type { Named } from './drive';
import { driveFetch } from './drive';
import { faults } from './steps';

const run = promisify(execFile);
const OLD = '13.5.0';
const NEW = '14.0.1';
/** Client 14 asks for it. */
const NODE = '22';
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Answers how many differences nobody has listed, or are listed and gone. */
export async function compareClients(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'two-clients-'));
  try {
    const node = await install(folder);
    const old = await seenBy(folder, `client ${OLD}`, process.execPath);
    const young = await seenBy(folder, `client ${NEW}`, node);
    const plain: Seen = { by: 'fetch', outcomes: await onSandbox(({ url, token }) => driveFetch(url, token)) };
    return report([...gaps(old, young), ...gaps(plain, old), ...gaps(plain, young)], plain.outcomes.length);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Answers where the newer Node is, or the present one where it cannot be had. */
async function install(folder: string): Promise<string> {
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const packages = [OLD, NEW].map((version) => `client-${version}@npm:@hubspot/api-client@${version}`);
  const flags = ['--no-audit', '--no-fund', '--loglevel', 'error'];
  await run('npm', ['install', ...flags, ...packages], { cwd: folder });
  try {
    const args = ['exec', '--yes', '--package', `node@${NODE}`, '--', 'node', '-p', 'process.execPath'];
    const { stdout } = await run('npm', args, { cwd: folder });
    return stdout.trim();
  } catch {
    say(`Node ${NODE} cannot be had here: client ${NEW} runs on ${process.version}.`);
    return process.execPath;
  }
}

async function seenBy(folder: string, by: string, node: string): Promise<Seen> {
  const client = join(folder, 'node_modules', by.replace(' ', '-'));
  const { stdout: version } = await run(node, ['--version']);
  const outcomes = await onSandbox(async ({ url, token }) => {
    const script = join(__dirname, 'drive-client.cjs');
    const { stdout } = await run(node, [script, client, url, token], { maxBuffer: MAX_OUTPUT_BYTES });
    return JSON.parse(stdout) as Named[];
  });
  say(`${by} on Node ${version.trim()}: ${outcomes.length} calls.`);
  return { by, outcomes };
}

/** A fresh one for everybody: the calls change it. */
export async function onSandbox<T>(use: (sandbox: HubspotSandbox) => Promise<T>): Promise<T> {
  const sandbox = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
  try {
    for (const fault of faults) {
      const headers = { Authorization: `Bearer ${sandbox.token}` };
      const body = JSON.stringify({ when: 'before', times: 1, ...fault });
      const { status } = await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', headers, body });
      if (status >= 300) throw new Error(`the sandbox did not take the fault ${body}`);
    }
    return await use(sandbox);
  } finally {
    await sandbox.close();
  }
}

function report(found: readonly Gap[], calls: number): number {
  const unlisted = found.filter((gap) => !isListed(gap, clientDifferences));
  const outlived = clientDifferences.filter((difference) => !found.some((gap) => isListed(gap, [difference])));
  say(`fetch on Node ${process.version}: ${calls} calls.`);
  for (const { between, reason } of clientDifferences) say(`listed: ${between.join(' and ')}: ${reason}`);
  for (const gap of new Set(unlisted.map(describeGap))) say(`NOT LISTED: ${gap}`);
  for (const { between, reason } of outlived) say(`LISTED AND GONE: ${between.join(' and ')}: ${reason}`);
  say(`${found.length} differences, of which ${unlisted.length} are not listed; ${outlived.length} listed and gone.`);
  return unlisted.length + outlived.length;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
