/**
 * A first load of new customers by the Bulk API, end to end: from the resume of a paused connection until every link holds its
 * record's id, with the look-up by e-mail that a load cannot do without. Twice, of 100,000 and of a million: the most memory
 * that was ever resident must not grow with the number. Calls are counted by the sandbox, polls of jobs included.
 */
import { newCustomers } from './customers.mjs';
import { probeOptions, readMemory } from './memory.mjs';
import { callsByRoute, joined } from './salesforce-stage.mjs';
import { onStage } from './stage.mjs';

const sizes = [100_000, 1_000_000];
const quickSizes = [10_000, 20_000];
const portion = 20_000;
const withinMs = 900_000;
const callsOfLoad = 40;
const recordsPerSecond = 8_000;
const mostMiB = 512;

export const salesforceLoad = {
  name: 'salesforce-load',
  measure: async ({ quick, tell }) => {
    const [few, many] = quick ? quickSizes : sizes;
    const small = await loaded(few, (share, what) => tell(share / 8, what));
    const large = await loaded(many, (share, what) => tell(1 / 8 + (share * 7) / 8, what));
    const highest = (size, { mebibytes }, limit, target) => ({
      name: `salesforce-load-memory-${size}`,
      value: mebibytes,
      unit: 'MiB',
      limit,
      target,
    });
    const rate = (size, { perSecond }) => ({
      name: `salesforce-load-${size}`,
      value: perSecond,
      unit: 'records/s',
      limit: recordsPerSecond,
      ...(quick ? {} : { target: { of: 'value', least: recordsPerSecond } }),
    });
    return [
      rate(few, small),
      rate(many, large),
      {
        name: `salesforce-load-calls-${few}`,
        value: small.calls,
        unit: 'calls',
        limit: callsOfLoad,
        target: { of: 'value', most: callsOfLoad },
      },
      highest(few, small, mostMiB, { of: 'value', most: mostMiB }),
      highest(many, large, small.mebibytes, { of: 'value', most: mostMiB }),
    ];
  },
};

async function loaded(size, tell) {
  return onStage({ roles: 'api,worker', crm: 'salesforce', nodeOptions: probeOptions }, async (stage) => {
    await stage.pause();
    for (let from = 0; from < size; from += portion) {
      tell((from / size) * 0.4, 'taken in');
      await stage.load(newCustomers(Math.min(portion, size - from)));
    }
    await stage.sandbox.control('POST', 'counters/reset');
    const start = performance.now();
    await stage.resume();
    await joined(stage, size, { withinMs, tell: (share) => tell(0.4 + share * 0.6, 'on its way') });
    const seconds = (performance.now() - start) / 1_000;
    await stage.expectSynced(size);
    const calls = Object.values(await callsByRoute(stage)).reduce((a, b) => a + b, 0);
    const { highest } = await readMemory(stage.service);
    return { perSecond: size / seconds, calls, mebibytes: highest / 2 ** 20 };
  });
}
