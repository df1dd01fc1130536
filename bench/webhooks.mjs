/**
 * How much of the database's own speed is left where the CRM tells of changes. The limit is a bare loop that writes the same
 * 100 marks per request into the same empty table, from the same process, with as many in flight. Then how long HubSpot waits for
 * its answer at half of that load, which arrives by itself and does not wait, and whether memory grows meanwhile.
 */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { readMemory, probeOptions } from './memory.mjs';
import { onStage } from './stage.mjs';
import { compareRounds, percentile, seededRandom } from './statistics.mjs';

/** As HubSpot sends them. */
const eventsPerDelivery = 100;
/** HubSpot has up to ten under way for an account. */
const inFlight = 4;
const links = 20_000;
const secret = 'of-an-app-that-is-not-there';
const path = '/webhooks/hubspot';

export const webhooks = {
  name: 'webhooks',
  measure: async ({ quick, tell }) => {
    const size = quick ? { rounds: 2, deliveries: 200, loadMs: 2_000 } : { rounds: 9, deliveries: 800, loadMs: 20_000 };
    const settings = { HUBSPOT_CLIENT_ID: 'bench', HUBSPOT_CLIENT_SECRET: secret };
    return onStage({ roles: 'api', sandbox: false, settings, nodeOptions: probeOptions }, async (stage) => {
      const { owner, connectOwner, service } = stage;
      await fill(owner);
      const clients = await Promise.all(Array.from({ length: inFlight }, connectOwner));
      const sign = signer(stage.url);
      const send = sender(stage.url);
      const pick = picker();
      const limit = (ids, worker) => mark(clients[worker], ids);
      const seen = [];
      for (let round = 0; round <= size.rounds; round += 1) {
        tell(round / (size.rounds + 3), round === 0 ? 'warming up' : `round ${round} of ${size.rounds}`);
        const told = Array.from({ length: size.deliveries }, pick);
        const both = {};
        for (const [name, given, step] of [
          ['own', told.map(sign), send],
          ['limit', told, limit],
        ]) {
          await owner.query('truncate dirty');
          both[name] = await rate(given, step);
        }
        if (round > 0) seen.push(both);
      }
      const compared = compareRounds(seen);
      const before = await readMemory(service);
      tell(0.7, 'at half of that load');
      const acks = await openLoop(size.loadMs, compared.value / eventsPerDelivery / 2, () => send(sign(pick())));
      const after = await readMemory(service);
      send.close();
      const ack = (percent) => ({
        name: `webhooks-ack-at-half-load-p${percent}`,
        unit: 'ms',
        value: percentile(acks, percent),
      });
      return [
        { name: 'webhooks-events', unit: 'events/s', ...compared, target: { of: 'ratio', least: 0.5 } },
        ack(50),
        { ...ack(99), target: { of: 'value', most: 500 } },
        {
          name: 'webhooks-memory',
          unit: 'MiB',
          value: after.rss / 2 ** 20,
          limit: before.rss / 2 ** 20,
          target: { of: 'ratio', least: 0.9, most: 1.1 },
        },
      ];
    });
  },
};

/** A connection that nobody serves, with links to be marked. */
async function fill(owner) {
  await owner.query(`insert into connection (tenant_id, id, crm, environment, account_id, base_url, settings, created_at)
    values ('default', 'crm', 'hubspot', 'test', '1', 'http://127.0.0.1:9', '{"customFields":[],"recordUrl":null}', now())`);
  await owner.query(
    `insert into link (tenant_id, connection_id, object, source_id, external_id, aliases, state, local_base, intents,
                       settled_number, issued_number, parts, associations, attempts, state_since)
     select 'default', 'crm', 'customer', 'k-' || n, n::text, '{}', 'synced', '{}', '[]', 1, 1, '{}', '{}', 0, now()
       from generate_series(1, $1::integer) as n`,
    [links],
  );
  await owner.query('analyze link');
}

/** Ids of as many contacts as a delivery tells of, all different, the same in every run. */
function picker() {
  const random = seededRandom(7);
  return () => {
    const start = Math.floor(random() * links);
    return Array.from({ length: eventsPerDelivery }, (_, n) => 1 + ((start + n * 197) % links));
  };
}

/** The marks alone, as a signal makes them, in a transaction of their own. */
function mark(client, ids) {
  return client.query({
    name: 'mark',
    text: `insert into dirty as d (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
           select 'default', 'crm', 'customer', 'k-' || n, 1, now(), true from unnest($1::integer[]) as n order by 4
           on conflict (tenant_id, connection_id, object, source_id) do update set revision = d.revision + 1`,
    values: [ids],
  });
}

/** Makes the deliveries that tell of these ids, as HubSpot does: that is no work of whoever takes them in. */
function signer(url) {
  let told = 0;
  return (ids) => {
    const events = ids.map((objectId) => ({
      eventId: (told += 1),
      subscriptionId: 25,
      portalId: 1,
      appId: 1160452,
      occurredAt: Date.now(),
      subscriptionType: 'contact.propertyChange',
      attemptNumber: 0,
      objectId,
      propertyName: 'lifecyclestage',
      propertyValue: 'customer',
      changeSource: 'CRM_UI',
      sourceId: 'userId:98765',
    }));
    const body = Buffer.from(JSON.stringify(events));
    const time = String(Date.now());
    const signature = createHmac('sha256', secret)
      .update(`POST${url}${path}`)
      .update(body)
      .update(time)
      .digest('base64');
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-hubspot-request-timestamp': time,
      'x-hubspot-signature-v3': signature,
    };
    return { body, headers };
  };
}

/** Sends deliveries over sockets that stay open; anything but 200 is an error. */
function sender(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(url);
  const send = ({ body, headers }) =>
    new Promise((resolve, reject) => {
      const sent = request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
        answer.resume();
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`a delivery was answered ${answer.statusCode}`)),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  send.close = () => agent.destroy();
  return send;
}

/** Events per second of as many loops as are to be in flight, which take deliveries from one list. */
async function rate(told, step) {
  const start = performance.now();
  const left = told.values();
  const loop = async (_, worker) => {
    for (const one of left) await step(one, worker);
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  return (told.length * eventsPerDelivery * 1_000) / (performance.now() - start);
}

/** Milliseconds from when each delivery was due to its answer. Arrivals are random and wait for nobody. */
async function openLoop(lastsMs, perSecond, step) {
  const random = seededRandom(11);
  const start = performance.now();
  const took = [];
  const open = [];
  for (let dueMs = 0; dueMs < lastsMs; dueMs += (-Math.log(1 - random()) * 1_000) / perSecond) {
    const early = start + dueMs - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    open.push(step().then(() => took.push(performance.now() - start - dueMs)));
  }
  await Promise.all(open);
  return took;
}
