/**
 * Every check of package.json (`check:…`), two at a time and the longest first. What one says is printed when it has ended, so that
 * two do not speak at once; one that fails keeps no other from being run. Exit 1 when one has failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const atOnce = 2;
const longest = ['check:lint', 'check:types'];
const others = Object.keys(scripts).filter((name) => name.startsWith('check:') && !longest.includes(name));
const waiting = [...longest, ...others];
const failed = [];

async function run(name) {
  const child = spawn('npm', ['run', '-s', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  process.stdout.write(Buffer.concat(said));
  if (code !== 0) failed.push(name);
}

async function lane() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await run(name);
}

await Promise.all(Array.from({ length: atOnce }, lane));
if (failed.length > 0) {
  process.stderr.write(`Failed: ${failed.map((name) => `npm run ${name}`).join(', ')}\n`);
  process.exitCode = 1;
}
