/** How long a million e-mail addresses take to be judged: by each CRM's rules in this process, and by the command as a person calls it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { require, root } from './stage.mjs';

/** The promise: a million in ten seconds. */
const limitSeconds = 10;
const million = 1_000_000;
const within = { of: 'ratio', most: 1 };

const { catalogs } = require(join(root, 'dist/src/catalog/catalog.js'));
const { judgeEmail } = require(join(root, 'dist/src/core/email-verdict.js'));

/** As a shop has them: half at a few providers, half at domains of their own; one in ten is wrong. */
function address(n) {
  const host =
    n % 2 === 0 ? ['gmail.com', 'gmx.de', 'yahoo.co.uk', 'docomo.ne.jp'][n % 4] : `shop-${n % 50_000}.example.com`;
  if (n % 10 === 3) return `person ${n}@${host}`;
  if (n % 10 === 7) return `pers\u200bon.${n}@${host}`;
  return `Person.${n}+shop@${host}`;
}

export const email = {
  name: 'email',
  measure: async ({ quick, tell }) => {
    const count = quick ? 50_000 : million;
    const scaled = (seconds) => (seconds * million) / count;
    const rows = [];
    for (const crm of Object.keys(catalogs)) {
      tell(rows.length / 4, `judging for ${crm}`);
      const began = performance.now();
      for (let n = 0; n < count; n += 1) judgeEmail(catalogs[crm].email, address(n));
      rows.push(row(`email-checks-${crm}`, scaled((performance.now() - began) / 1_000)));
    }
    const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-email-'));
    try {
      const file = join(folder, 'addresses.txt');
      await write(file, count);
      for (const crm of Object.keys(catalogs)) {
        tell(rows.length / 4, `the command for ${crm}`);
        rows.push(row(`email-command-${crm}`, scaled(await command(crm, file, count))));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    return rows;
  },
};

const row = (name, value) => ({ name, value, unit: 's per million', limit: limitSeconds, target: within });

async function write(file, count) {
  const handle = await open(file, 'w');
  for (let from = 0; from < count; from += 10_000) {
    const some = Array.from({ length: Math.min(10_000, count - from) }, (_, n) => `${address(from + n)}\n`);
    await handle.write(some.join(''));
  }
  await handle.close();
}

/** Seconds from its start to its end, with every line of it read. */
function command(crm, file, count) {
  const began = performance.now();
  const cli = join(root, 'dist/src/cli/tandem.js');
  const child = spawn(process.execPath, [cli, 'email', 'check', '--crm', crm, '--file', file, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lines = 0;
  child.stdout.on('data', (chunk) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && lines === count) resolve((performance.now() - began) / 1_000);
      else reject(new Error(`email check ended with ${code} after ${lines} of ${count} lines`));
    });
  });
}
