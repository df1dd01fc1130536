/**
 * How fast marked records reach Salesforce by collections of 200. The limit is jsforce in a bare loop over the same batches, with
 * as many calls in flight as the connector makes, on the same sandbox: for a first load the look-up by e-mail and the upsert
 * by external id, for updates the update. Rounds alternate. That no link and no child is doubled is counted in the end.
 */
import { newCustomers, nextVersion } from './customers.mjs';
import { inFlight } from './official-client.mjs';
import { callsByRoute, lookedAgain, written } from './salesforce-stage.mjs';
import { onStage, require } from './stage.mjs';
import { compareRounds } from './statistics.mjs';

const rowsPerCall = 200;
const callsInFlight = 3;
const withinMs = 120_000;
const least = { of: 'ratio', least: 0.4 };

export const salesforcePush = {
  name: 'salesforce-push',
  measure: async ({ quick, tell }) => {
    const { records, rounds } = quick ? { records: 1_800, rounds: 2 } : { records: 5_000, rounds: 5 };
    // Everything by collections, however many.
    const settings = { SALESFORCE_BULK_FROM: '1000000' };
    return onStage({ roles: 'api,worker', crm: 'salesforce', settings }, async (stage) => {
      const connection = openJsforce(stage.sandbox);
      await oneRound({ stage, connection, records });
      const seen = { first: [], update: [], writes: [] };
      for (let round = 0; round < rounds; round += 1) {
        tell(round / rounds, `round ${round + 1} of ${rounds}`);
        const { first, update, writes } = await oneRound({ stage, connection, records });
        seen.first.push(first);
        seen.update.push(update);
        seen.writes.push(writes);
      }
      await stage.expectSynced((rounds + 1) * records);
      const allowed = records / rowsPerCall + 1;
      return [
        { name: 'salesforce-push-first-load', unit: 'records/s', ...compareRounds(seen.first), target: least },
        { name: 'salesforce-push-update', unit: 'records/s', ...compareRounds(seen.update), target: least },
        {
          name: 'salesforce-push-update-write-calls',
          value: Math.max(...seen.writes),
          unit: `calls per ${records} records`,
          limit: allowed,
          target: { of: 'ratio', most: 1 },
        },
      ];
    });
  },
};

function openJsforce({ url, token }) {
  const { Connection } = require('jsforce');
  return new Connection({ version: '67.0', instanceUrl: url, accessToken: token });
}

async function oneRound({ stage, connection, records }) {
  const own = newCustomers(records);
  const first = { own: await drain(stage, own) };
  await lookedAgain(stage, { withinMs });
  const changed = own.map((customer) => ({ ...customer, firstName: 'Augusta', updatedAt: nextVersion() }));
  const update = { own: await drain(stage, changed) };
  const writes = Object.entries(await callsByRoute(stage))
    .filter(([route]) => route.startsWith('PATCH '))
    .reduce((sum, [, calls]) => sum + calls, 0);
  await lookedAgain(stage, { withinMs });

  const contacts = newCustomers(records).map(asContact);
  const ids = [];
  first.limit = await rate(records, () =>
    inFlight(batchesOf(contacts), callsInFlight, async (batch) => {
      const list = batch.map(({ Email }) => `'${Email}'`).join(',');
      await connection.query(`SELECT Id, Email, Tandem_Id__c FROM Contact WHERE Email IN (${list})`);
      const results = await connection.sobject('Contact').upsert(batch, 'Tandem_Id__c');
      ids.push(...results.map(({ id }) => id));
    }),
  );
  const rows = ids.map((Id) => ({ Id, FirstName: 'Augusta', Tandem_Revision__c: 2 }));
  update.limit = await rate(records, () =>
    inFlight(batchesOf(rows), callsInFlight, (batch) => connection.sobject('Contact').update(batch)),
  );
  return { first, update, writes };
}

/** As the mapping has it. */
const asContact = ({ id, email, firstName, lastName, phone, country, address }) => ({
  Tandem_Id__c: id,
  Tandem_Revision__c: 1,
  Email: email,
  FirstName: firstName,
  LastName: lastName,
  Phone: phone,
  MailingCountry: country,
  MailingStreet: address,
});

const batchesOf = (rows) =>
  Array.from({ length: Math.ceil(rows.length / rowsPerCall) }, (_, n) =>
    rows.slice(n * rowsPerCall, (n + 1) * rowsPerCall),
  );

/** Records per second from the moment the connection may work until everything is written. */
async function drain(stage, customers) {
  await stage.pause();
  await stage.load(customers);
  await stage.sandbox.control('POST', 'counters/reset');
  return rate(customers.length, async () => {
    await stage.resume();
    await written(stage, { withinMs });
  });
}

async function rate(records, work) {
  const start = performance.now();
  await work();
  return (records * 1_000) / (performance.now() - start);
}
