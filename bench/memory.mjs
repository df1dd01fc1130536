/**
 * Whether the service's memory grows with the number of records. One process loads customers into the CRM, 10,000, then
 * up to 50,000 and up to 200,000. Steady is its resident memory after each, when all has been synced and garbage is
 * collected; the limit is what it was after 10,000. Highest is the most it ever had (VmHWM).
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { newCustomers } from './customers.mjs';
import { onStage, root } from './stage.mjs';

const levels = [10_000, 50_000, 200_000];
const quickLevels = [2_000, 4_000, 8_000];
const drainWithinMs = 600_000;
const portion = 10_000;
const flat = { of: 'ratio', least: 0.9, most: 1.1 };

export const memory = {
  name: 'memory',
  measure: async ({ quick, tell }) => {
    const sizes = quick ? quickLevels : levels;
    const nodeOptions = ['--expose-gc', '--require', join(root, 'bench/memory-probe.cjs')];
    return onStage({ roles: 'api,worker', nodeOptions }, async (stage) => {
      const seen = [];
      let loaded = 0;
      for (const size of sizes) {
        while (loaded < size) {
          tell(loaded / sizes.at(-1), `${loaded} records`);
          const count = Math.min(portion, size - loaded);
          await stage.load(newCustomers(count));
          loaded += count;
          await stage.drained({ withinMs: drainWithinMs, pollMs: 100 });
        }
        await stage.expectSynced(size);
        seen.push(await readMemory(stage.service));
      }
      const [first] = seen;
      // The sizes of a short run are too close to each other to say anything.
      const target = quick ? {} : { target: flat };
      return sizes.flatMap((size, index) => [
        row(`memory-steady-${size}`, seen[index].rss, first.rss, index === 0 ? {} : target),
        row(`memory-heap-${size}`, seen[index].heapUsed, first.heapUsed),
        row(`memory-highest-${size}`, seen[index].highest, first.highest),
      ]);
    });
  },
};

const mebibytes = (bytes) => bytes / 2 ** 20;

const row = (name, bytes, limit, more = {}) => ({
  name,
  value: mebibytes(bytes),
  unit: 'MiB',
  limit: mebibytes(limit),
  ...more,
});

async function readMemory(service) {
  service.send('memory');
  const [seen] = await once(service, 'message');
  return seen;
}
