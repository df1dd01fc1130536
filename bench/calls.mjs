/**
 * What a record costs in calls, counted by the sandbox. The limits are what the contract allows: 2.5 calls per 100 contacts
 * for a first load that looks for each of them first, n/100 + 1 for n changes at once, and none for what changes nothing.
 * Of fields that flow both ways each batch is read before it is written: 2n/100 + 1.
 */
import { newCustomers, nextVersion } from './customers.mjs';
import { rowsPerCall } from './official-client.mjs';
import { onStage } from './stage.mjs';

const drainWithinMs = 60_000;
/** 15 of 100, all over: had they come first, they would have filled calls of their own. */
const isKnown = (_, number) => number % 20 < 3;
const withinLimit = { of: 'ratio', most: 1 };

export const calls = {
  name: 'calls',
  measure: async ({ quick, tell }) => {
    const count = quick ? 1_000 : 5_000;
    return onStage({ roles: 'api,worker' }, async (stage) => {
      const customers = newCustomers(count);
      const known = customers.filter(isKnown);
      const contacts = known.map(({ email }) => ({ properties: { email, firstname: 'unknown' } }));
      await stage.sandbox.control('POST', 'seed', { objects: { contacts } });

      tell(0.1, 'first load');
      const first = await callsFor(stage, () => stage.load(customers));
      await stage.expectSynced(count);
      tell(0.6, 'changes');
      const again = (change) => customers.map((one) => ({ ...one, ...change, updatedAt: nextVersion() }));
      const update = await callsFor(stage, () => stage.load(again({ firstName: 'Augusta' })));
      tell(0.9, 'nothing changed');
      const unchanged = await callsFor(stage, () =>
        stage.load(again({ firstName: 'Augusta' }), { verdict: 'unchanged' }),
      );

      tell(0.95, 'changes of two-way fields');
      await stage.flow('both');
      const twoWay = await callsFor(stage, () => stage.load(again({ firstName: 'Byron' })));
      await stage.expectSynced(count);

      const per100 = (total) => (total * 100) / count;
      const allowedForUpdates = per100(count / rowsPerCall + 1);
      const allowedForTwoWay = per100((2 * count) / rowsPerCall + 1);
      const unit = 'calls per 100 records';
      return [
        { name: 'calls-first-load', value: per100(first), unit, limit: 2.5, target: withinLimit },
        { name: 'calls-update', value: per100(update), unit, limit: allowedForUpdates, target: withinLimit },
        { name: 'calls-update-two-way', value: per100(twoWay), unit, limit: allowedForTwoWay, target: withinLimit },
        { name: 'calls-unchanged', value: per100(unchanged), unit, limit: 0, target: { of: 'value', most: 0 } },
      ];
    });
  },
};

async function callsFor({ sandbox, drained }, work) {
  await sandbox.control('POST', 'counters/reset');
  await work();
  await drained({ withinMs: drainWithinMs });
  const { calls: byEndpoint } = await sandbox.control('GET', 'counters');
  return Object.values(byEndpoint).reduce(
    (sum, byStatus) => sum + Object.values(byStatus).reduce((a, b) => a + b, 0),
    0,
  );
}
