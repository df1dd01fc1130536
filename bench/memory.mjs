/**
 * Whether the service's memory grows with the number of records. One process syncs 10,000 customers, then up to 50,000 and
 * up to 200,000. Another syncs the same 10,000 as often, a change each time: as much work, no more records. Steady is what
 * is resident after each number of syncs, when garbage is collected; the limit is what the other process has then.
 *
 * Beside what one process held at 10,000 it says less: a process holds more when it has worked for a while, whatever on. The
 * allocator (glibc) keeps pages that were needed once. After 10,000, 50,000 and 200,000 records 5, 6 and 6 MiB of it were in
 * use and 18, 30 and 37 kept (malloc_info); given back by force (malloc_trim), 140, 142 and 148 MiB were resident in all.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { newCustomers, nextVersion } from './customers.mjs';
import { onStage, root } from './stage.mjs';

const levels = [10_000, 50_000, 200_000];
const quickLevels = [2_000, 4_000, 8_000];
const drainWithinMs = 600_000;
const flat = { of: 'ratio', least: 0.9, most: 1.1 };

export const memory = {
  name: 'memory',
  measure: async ({ quick, tell }) => {
    const sizes = quick ? quickLevels : levels;
    const part = (from) => (share, what) => tell(from + share / 2, what);
    const few = await syncing(sizes, changing, part(0));
    const many = await syncing(sizes, newCustomers, part(0.5));
    // The sizes of a short run are too close to each other to say anything.
    const target = quick ? {} : { target: flat };
    return sizes.flatMap((size, index) => [
      row(`memory-steady-${size}`, many[index].rss, few[index].rss, target),
      row(`memory-steady-${size}-beside-${sizes[0]}`, many[index].rss, many[0].rss),
      row(`memory-heap-${size}`, many[index].heapUsed, few[index].heapUsed),
      row(`memory-highest-${size}`, many[index].highest, few[index].highest),
    ]);
  },
};

/** For the service's node, so that `readMemory` is answered. */
export const probeOptions = ['--expose-gc', '--require', join(root, 'bench/memory-probe.cjs')];

/** The memory of a service after so many syncs. `customersOf` makes the next so many to be synced. */
async function syncing(sizes, customersOf, tell) {
  const [portion] = sizes;
  return onStage({ roles: 'api,worker', nodeOptions: probeOptions }, async (stage) => {
    const seen = [];
    for (let synced = 0; synced < sizes.at(-1);) {
      const customers = customersOf(portion);
      await stage.load(customers);
      await stage.drained({ withinMs: drainWithinMs, pollMs: 100 });
      synced += customers.length;
      tell(synced / sizes.at(-1), `${synced} syncs`);
      if (sizes.includes(synced)) seen.push(await readMemory(stage.service));
    }
    return seen;
  });
}

let known = [];

/** The same customers each time, with a change. */
function changing(count) {
  known =
    known.length === 0
      ? newCustomers(count)
      : known.map((one) => ({ ...one, firstName: `Augusta ${one.updatedAt}`, updatedAt: nextVersion() }));
  return known;
}

const mebibytes = (bytes) => bytes / 2 ** 20;

const row = (name, bytes, limit, more = {}) => ({
  name,
  value: mebibytes(bytes),
  unit: 'MiB',
  limit: mebibytes(limit),
  ...more,
});

export async function readMemory(service) {
  service.send('memory');
  const [seen] = await once(service, 'message');
  return seen;
}
