/**
 * How much of the database's own speed is left at the door. The limit is a bare insert loop: the same values into a copy
 * of the table, one insert per record, from the same process, on the same database, in the same run, with as many in
 * flight. Batches are also told as a share of inserts of 1,000 rows each, which nothing that checks a row can reach.
 */
import { insertMany, insertOne, makeBareTable } from './bare-inserts.mjs';
import { newCustomer, newCustomers } from './customers.mjs';
import { onStage } from './stage.mjs';
import { compareRounds } from './statistics.mjs';

const batchRows = 1_000;
const mostInFlight = 16;
const warmRounds = 3;

const comparisons = [
  { name: 'api-single-writes', inFlight: 1, rows: 1, least: 0.25 },
  { name: 'api-single-writes-16-in-flight', inFlight: 16, rows: 1, least: 0.25 },
  { name: 'api-batches', inFlight: 1, rows: batchRows, least: 0.5 },
  { name: 'api-batches-2-in-flight', inFlight: 2, rows: batchRows, least: 0.5 },
];

export const door = {
  name: 'door',
  measure: async ({ quick, tell }) => {
    const size = quick ? { rounds: 2, roundMs: 500 } : { rounds: 5, roundMs: 1_500 };
    return onStage({ roles: 'api', sandbox: false }, async ({ call, owner, connectOwner }) => {
      await makeBareTable(owner);
      // A connection that nobody serves, so that each write is marked as it is in life.
      await owner.query(`insert into connection (tenant_id, id, crm, environment, account_id, base_url, settings, created_at)
        values ('default', 'crm', 'hubspot', 'test', '1', 'http://127.0.0.1:9', '{"customFields":[],"recordUrl":null}', now())`);
      const clients = await Promise.all(Array.from({ length: mostInFlight }, connectOwner));
      const doors = {
        1: () => put(call),
        [batchRows]: () => call('POST', '/v1/customers/batch', { records: newCustomers(batchRows) }),
      };
      const limits = {
        one: { rows: 1, step: (worker) => insertOne(clients[worker], newCustomer()) },
        many: { rows: batchRows, step: (worker) => insertMany(clients[worker], newCustomers(batchRows)) },
      };
      // One write after another is seldom enough for node to compile what they run through: the first ten thousand took up to
      // twice the time of those after them. The limit's side has nothing of the kind to compile.
      await rate(size.roundMs * warmRounds, mostInFlight, { rows: 1, step: doors[1] });
      const rows = [];
      for (const [number, { name, inFlight, rows: perCall, least }] of comparisons.entries()) {
        tell(number / comparisons.length, name);
        const own = { rows: perCall, step: doors[perCall] };
        const against = perCall === 1 ? { one: limits.one } : limits;
        const seen = await rounds({ ...size, inFlight }, own, against);
        rows.push({ name, unit: 'records/s', ...compareRounds(seen.one), target: { of: 'ratio', least } });
        if (seen.many)
          rows.push({ name: `${name}-beside-batched-inserts`, unit: 'records/s', ...compareRounds(seen.many) });
      }
      return rows;
    });
  },
};

function put(call) {
  const { id, ...fields } = newCustomer();
  return call('PUT', `/v1/customers/${id}`, fields);
}

/** Rounds of the door, each beside a round of every limit. */
async function rounds({ rounds, roundMs, inFlight }, own, limits) {
  const seen = {};
  await rate(roundMs, inFlight, own); // warm up
  for (let round = 0; round < rounds; round += 1) {
    const ownRate = await rate(roundMs, inFlight, own);
    for (const [name, limit] of Object.entries(limits)) {
      (seen[name] ??= []).push({ own: ownRate, limit: await rate(roundMs, inFlight, limit) });
    }
  }
  return seen;
}

/** Runs as many loops as are to be in flight for one round; answers how many rows per second. */
async function rate(roundMs, inFlight, { rows, step }) {
  const start = performance.now();
  let done = 0;
  const loop = async (worker) => {
    while (performance.now() - start < roundMs) {
      await step(worker);
      done += rows;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, worker) => loop(worker)));
  return (done * 1_000) / (performance.now() - start);
}
