/**
 * From a salesperson's edit in the CRM to the order system: the time from when an edit was due until the change that offers
 * it has been read by a client that waits at the feed. By webhook alone, and by polling alone. Arrivals are random and do not
 * wait for each other.
 */
import { newCustomers } from './customers.mjs';
import { onStage } from './stage.mjs';
import { percentile, seededRandom } from './statistics.mjs';

const pollSeconds = 10;
const byWebhook = { edits: 100, quickEdits: 15, overMs: (edits) => edits * 200 };
/** All of them between two polls, wherever these are. */
const byPoll = { edits: 20, quickEdits: 6, overMs: () => pollSeconds * 1_000 };
const seenWithinMs = 60_000;
const waitSeconds = 10;

export const inbound = {
  name: 'inbound',
  measure: async ({ quick, tell }) => {
    const sizeOf = ({ edits, quickEdits, overMs }) => {
      const count = quick ? quickEdits : edits;
      return { count, overMs: overMs(count) };
    };
    tell(0, 'by webhook');
    const told = await onStage({ roles: 'api,worker', connection: signedByApp }, async (stage) => {
      await subscribe(stage);
      return editsOffered(stage, sizeOf(byWebhook));
    });
    tell(0.5, 'by polling');
    const found = await onStage(
      { roles: 'api,worker,scheduler', connection: () => ({ pollSeconds, ...bothWays }) },
      (stage) => editsOffered(stage, sizeOf(byPoll)),
    );
    const row = (way, times, percent, most) => ({
      name: `inbound-${way}-edit-to-offered-p${percent}`,
      unit: 'ms',
      value: percentile(times, percent),
      ...(most && { target: { of: 'value', most } }),
    });
    return [
      row('webhook', told, 50),
      row('webhook', told, 95, 1_000),
      row('poll', found, 95, (pollSeconds + 2) * 1_000),
    ];
  },
};

/** As the mapping has it. */
const bothWays = { fieldRules: [] };

const signedByApp = ({ app }) => ({ webhookSecret: app.clientSecret, ...bothWays });

/** The sandbox's app tells the service of every new first name. */
async function subscribe({ url, sandbox }) {
  const ask = async (method, path, body) => {
    const at = `${sandbox.url}/webhooks/v3/${sandbox.app.id}/${path}?hapikey=${sandbox.developerKey}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(at, { method, headers, body: JSON.stringify(body) });
    if (!response.ok)
      throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
  };
  await ask('PUT', 'settings', {
    targetUrl: `${url}/webhooks/hubspot`,
    throttling: { maxConcurrentRequests: 10 },
  });
  await ask('POST', 'subscriptions', {
    eventType: 'contact.propertyChange',
    propertyName: 'firstname',
    active: true,
  });
}

/** How long each of so many edits took to be offered, in ms. Each is of another contact. */
async function editsOffered(stage, { count, overMs }) {
  const customers = newCustomers(count);
  await stage.load(customers);
  await stage.drained({ withinMs: 60_000 });
  await stage.expectSynced(count);
  const { rows } = await stage.owner.query('select external_id as contact from link order by source_id');
  const feed = listen(stage);
  const random = seededRandom(13);
  const dues = Array.from({ length: count }, () => random() * overMs).sort((a, b) => a - b);
  const start = performance.now();
  const taken = [];
  for (const [number, dueMs] of dues.entries()) {
    await new Promise((resolve) => setTimeout(resolve, start + dueMs - performance.now()));
    const firstname = `edit ${number}`;
    const one = async () => {
      const edit = { object: 'contacts', id: rows[number].contact, properties: { firstname } };
      const [at] = await Promise.all([feed.offers(firstname), stage.sandbox.control('POST', 'edit', edit)]);
      return at - start - dueMs;
    };
    taken.push(one());
    taken.at(-1).catch(() => undefined); // heard below, when all have left
  }
  try {
    return await Promise.race([Promise.all(taken), feed.ended]);
  } finally {
    feed.close();
  }
}

/** Stays on the line for changes, as an order system does. */
function listen({ call }) {
  const waiting = new Map();
  let open = true;
  const read = async () => {
    for (let after = 0; open;) {
      const answer = await call('GET', `/v1/changes?after=${after}&limit=1000&wait=${waitSeconds}`);
      const at = performance.now();
      for (const { fields } of answer.changes) waiting.get(fields.firstName?.to)?.(at);
      after = answer.after;
    }
  };
  const ended = read();
  ended.catch(() => undefined); // heard where it is raced; after the close nobody minds that the stage ends under it
  return {
    ended,
    /** Resolves with when this first name has been read. */
    offers: (firstName) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(new Error(`an edit was not offered in ${seenWithinMs} ms`));
        const timer = setTimeout(giveUp, seenWithinMs);
        waiting.set(firstName, (at) => {
          clearTimeout(timer);
          resolve(at);
        });
      }),
    close: () => {
      open = false;
    },
  };
}
