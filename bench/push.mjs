/**
 * How fast marked records reach a CRM that does not hold anybody up. The limit is the official client in a bare loop over
 * the same batches of 100, with as many calls in flight as the connector makes, on the same sandbox: for a first load
 * the look-up by e-mail and the upsert that it cannot do without, for updates the update, for updates of fields that flow
 * both ways a read of the same contacts before it. Rounds alternate. The records
 * are marked while the connection is paused, so that what is measured is the way out and not the way in.
 */
import { newCustomers, nextVersion } from './customers.mjs';
import { asContact, batchesOf, inFlight, openOfficialClient } from './official-client.mjs';
import { onStage } from './stage.mjs';
import { compareRounds } from './statistics.mjs';

/** As src/connectors/registry.ts has it. */
const callsInFlight = 3;
const drainWithinMs = 120_000;
const least = { of: 'ratio', least: 0.4 };

export const push = {
  name: 'push',
  measure: async ({ quick, tell }) => {
    const size = quick ? { records: 2_000, rounds: 2 } : { records: 5_000, rounds: 5 };
    return onStage({ roles: 'api,worker' }, async (stage) => {
      const official = openOfficialClient({ url: stage.sandbox.url, token: stage.sandbox.token });
      const parts = { stage, official, ...size };
      await warmUp(parts);
      const seen = { first: [], update: [], twoWay: [], upsertsAlone: [] };
      for (let round = 0; round < size.rounds; round += 1) {
        tell(round / size.rounds, `round ${round + 1} of ${size.rounds}`);
        const { first, update, twoWay, upsertsAlone } = await oneRound(parts);
        seen.first.push(first);
        seen.update.push(update);
        seen.twoWay.push(twoWay);
        seen.upsertsAlone.push({ own: first.own, limit: upsertsAlone });
      }
      official.close();
      await stage.expectSynced((size.rounds + 1) * size.records);
      const unit = 'records/s';
      return [
        { name: 'push-first-load', unit, ...compareRounds(seen.first), target: least },
        { name: 'push-first-load-beside-upserts-alone', unit, ...compareRounds(seen.upsertsAlone) },
        { name: 'push-update', unit, ...compareRounds(seen.update), target: least },
        { name: 'push-update-two-way', unit, ...compareRounds(seen.twoWay), target: least },
      ];
    });
  },
};

const warmUp = (parts) => oneRound(parts);

async function oneRound({ stage, official, records }) {
  const own = newCustomers(records);
  const first = { own: await drain(stage, own) };
  const named = (firstName) => own.map((customer) => ({ ...customer, firstName, updatedAt: nextVersion() }));
  const update = { own: await drain(stage, named('Augusta')) };
  await stage.flow('both');
  const twoWay = { own: await drain(stage, named('Byron')) };
  await stage.flow('push');

  const contacts = newCustomers(records).map(asContact);
  const ids = [];
  first.limit = await rate(records, () =>
    inFlight(batchesOf(contacts), callsInFlight, async (batch) => {
      await official.findByEmail(batch.map(({ email }) => email));
      ids.push(...(await official.upsert(batch)).values());
    }),
  );
  const rows = (firstname, revision) => ids.map((id) => ({ id, properties: { firstname, tandem_revision: revision } }));
  update.limit = await rate(records, () => inFlight(batchesOf(rows('Augusta', '2')), callsInFlight, official.update));
  twoWay.limit = await rate(records, () =>
    inFlight(batchesOf(rows('Byron', '3')), callsInFlight, async (batch) => {
      await official.read(batch.map(({ id }) => id));
      await official.update(batch);
    }),
  );
  const others = newCustomers(records).map(asContact);
  const upsertsAlone = await rate(records, () => inFlight(batchesOf(others), callsInFlight, official.upsert));
  return { first, update, twoWay, upsertsAlone };
}

/** Records per second from the moment the connection may work until nothing is marked. */
async function drain(stage, customers) {
  await stage.pause();
  await stage.load(customers);
  return rate(customers.length, async () => {
    await stage.resume();
    await stage.drained({ withinMs: drainWithinMs });
  });
}

async function rate(records, work) {
  const start = performance.now();
  await work();
  return (records * 1_000) / (performance.now() - start);
}
