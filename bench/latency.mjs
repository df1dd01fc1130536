/**
 * From a change in the order system to the CRM: the time from when a PUT was due to leave until the record's new value can
 * be read by id in the sandbox. Arrivals are random and do not wait for each other (an open loop): a change that is late
 * because the one before it was slow counts as slow. The limit is the shortest way there could be, in the same run and
 * at the same rate: one durable insert on the same database, then one call of the official client for that one record.
 */
import { newCustomer, newCustomers, nextVersion } from './customers.mjs';
import { asContact, batchesOf, openOfficialClient } from './official-client.mjs';
import { insertOne, makeBareTable } from './bare-inserts.mjs';
import { onStage } from './stage.mjs';
import { percentile, seededRandom } from './statistics.mjs';
import { watchCrm } from './watched-crm.mjs';

const rates = [
  // Idle: both sides take turns, so that the limit is taken on a system as idle.
  { perSecond: 1, changes: 40, quickChanges: 8, rounds: 1, checkEvery: 1, together: true },
  { perSecond: 50, changes: 250, quickChanges: 100, rounds: 3, checkEvery: 10 },
  { perSecond: 200, changes: 1_000, quickChanges: 400, rounds: 3, checkEvery: 50 },
];
const creates = { changes: 20, quickChanges: 5 };
/** Ten seconds' worth at the highest rate, so that no two changes on their way are of one record. */
const knownRecords = 2_000;
const seenWithinMs = 30_000;
const limitWriters = 16;

const targets = {
  p50: { of: 'value', most: 100 },
  p95: { of: 'value', most: 300 },
};

export const latency = {
  name: 'latency',
  measure: async ({ quick, tell }) => {
    const watch = new Watch();
    const front = (sandbox) => watchCrm(sandbox, (seen) => watch.saw(seen));
    return onStage({ roles: 'api,worker', front }, async (stage) => {
      tell(0, 'loading');
      const parts = await prepare(stage, watch);
      const rows = [];
      for (const rate of rates) {
        tell(rows.length / 12, `${rate.perSecond} changes/s`);
        const changes = quick ? rate.quickChanges : rate.changes;
        rows.push(...rowsOf(`latency-update-${rate.perSecond}-per-second`, await updates(parts, rate, changes)));
      }
      tell(0.8, 'new records');
      const made = await newRecords(parts, quick ? creates.quickChanges : creates.changes);
      rows.push(...rowsOf('latency-create-1-per-second', { ...made, limit: parts.idleLimit }));
      parts.close();
      return rows.map((row) => ({ ...row, ...targetOf(row.name) }));
    });
  },
};

/** What must be reached is said of an idle system. */
function targetOf(name) {
  const [, percent] = /-1-per-second-(p\d+)$/.exec(name) ?? [];
  return percent && targets[percent] ? { target: targets[percent] } : {};
}

const rowsOf = (name, { own, limit }) =>
  [50, 95, 99].map((percent) => ({
    name: `${name}-p${percent}`,
    value: percentile(own, percent),
    unit: 'ms',
    limit: percentile(limit, percent),
  }));

/** Who waits for which value. */
export class Watch {
  waiting = new Map();

  /** Resolves with when `value` of a record passed, and under which id. */
  expect(value) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`a change did not reach the CRM in ${seenWithinMs} ms`)),
        seenWithinMs,
      );
      this.waiting.set(value, (seen) => {
        clearTimeout(timer);
        this.waiting.delete(value);
        resolve(seen);
      });
    });
  }

  saw({ id, properties, at }) {
    this.waiting.get(properties.firstname)?.({ id, at });
  }
}

async function prepare(stage, watch) {
  const known = newCustomers(knownRecords);
  await stage.load(known);
  await stage.drained({ withinMs: 60_000 });
  await stage.expectSynced(knownRecords);
  await makeBareTable(stage.owner);
  const writers = await Promise.all(Array.from({ length: limitWriters }, stage.connectOwner));
  // The limit goes through the proxy too, whose own time is then on both sides.
  const official = openOfficialClient({ url: stage.crmUrl, token: stage.sandbox.token });
  const contacts = newCustomers(knownRecords).map(asContact);
  const ids = [];
  for (const batch of batchesOf(contacts)) ids.push(...(await official.upsert(batch)).values());
  const random = seededRandom(7);
  return { stage, watch, known, writers, official, ids, random, changed: 0, idleLimit: null, close: official.close };
}

/** Rounds of the service beside rounds of the limit; answers the times of both. */
async function updates(parts, { perSecond, rounds, checkEvery, together = false }, changes) {
  const times = { own: [], limit: [] };
  for (let round = 0; round < rounds; round += 1) {
    const own = () => openLoop(parts, { perSecond, changes, checkEvery }, change);
    const limit = () =>
      openLoop(parts, { perSecond, changes: together ? changes : changes / 2, checkEvery }, bareChange);
    const seen = together ? await Promise.all([own(), limit()]) : [await own(), await limit()];
    times.own.push(...seen[0]);
    times.limit.push(...seen[1]);
  }
  if (together) parts.idleLimit = times.limit;
  return times;
}

async function newRecords(parts, changes) {
  return { own: await openLoop(parts, { perSecond: 1, changes, checkEvery: 1 }, create) };
}

/** Lets changes arrive when they are due, whatever became of those before. Answers how long each took, in ms. */
export async function openLoop(parts, { perSecond, changes, checkEvery }, begin) {
  const taken = [];
  let due = performance.now();
  for (let number = 0; number < changes; number += 1) {
    due += (-Math.log(1 - parts.random()) * 1_000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    parts.changed += 1;
    const since = due;
    const one = async (value) => {
      const [{ id, at }] = await Promise.all([parts.watch.expect(value), begin(parts, value)]);
      if (number % checkEvery === 0) await expectVisible(parts, id, value);
      return at - since;
    };
    taken.push(one(`v${parts.changed}`));
    taken.at(-1).catch(() => undefined); // heard below, when all have left
  }
  return Promise.all(taken);
}

export function change({ stage, known, changed }, value) {
  const { id, ...customer } = known[changed % known.length];
  return stage.call('PUT', `/v1/customers/${id}`, { ...customer, firstName: value, updatedAt: nextVersion() });
}

function create({ stage }, value) {
  const { id, ...customer } = newCustomer();
  return stage.call('PUT', `/v1/customers/${id}`, { ...customer, firstName: value });
}

async function bareChange({ writers, official, ids, changed }, value) {
  await insertOne(writers[changed % writers.length], { ...newCustomer(), firstName: value });
  await official.update([{ id: ids[changed % ids.length], properties: { firstname: value, tandem_revision: '2' } }]);
}

/** The proof that an answer that has passed means a value that can be read. */
async function expectVisible({ stage: { sandbox } }, id, value) {
  const response = await fetch(`${sandbox.url}/crm/v3/objects/contacts/${id}?properties=firstname`, {
    headers: { authorization: `Bearer ${sandbox.token}` },
  });
  const { properties } = await response.json();
  if (properties?.firstname !== value) throw new Error(`contact ${id} does not show ${value}`);
}
