/** The HubSpot connector: the port's methods, each over its own calls. */
import type { Outcome } from '../../core/failure';
import { failed } from '../batches';
import type { Connector, RemoteRecord } from '../connector';
import { readAccount } from './account';
import { associateEach, dissociateEach } from './associations';
import { archivedPage, changedSince } from './changes';
import { HubspotClient, type HubspotSettings } from './client';
import { describeObject } from './describe';
import { addOptions, readPicklist } from './picklists';
import { priceOf } from './price';
import { examineAll, provisionAll } from './properties';
import { isReadable, readEach, searchEach } from './read';
import { readUsage } from './usage';
import { archiveEach, updateEach, upsertEach } from './write';

export type { HubspotSettings } from './client';

/**
 * Five full calls of 100 rows: enough to pool the few adoptions and updates of a first load into full calls (2.2 calls per
 * 100 contacts instead of 3), few enough to be looked at again after a crash.
 */
const batchRows = 500;

/** One per connection: it holds the open sockets until `close`. */
export function createHubspotConnector(settings: HubspotSettings): Connector {
  const hubspot = new HubspotClient(settings);
  const { keyProperty } = settings;
  return {
    batches: { rows: batchRows, bulk: null },
    answersValues: true,
    price: (_context, work) => Promise.resolve(priceOf(work)),
    resume: () => Promise.resolve(), // no call of HubSpot's goes on after its answer
    account: async (context) => {
      const account = await readAccount(hubspot.begin(context), settings.baseUrl);
      hubspot.timeZone = account.timeZone;
      return account;
    },
    usage: (context) =>
      settings.credential === 'oauth' ? Promise.resolve(null) : readUsage(hubspot.begin(context), settings.baseUrl),
    examine: (context, object, properties) => examineAll(hubspot.begin(context), object, properties),
    provision: (context, object, properties) => provisionAll(hubspot.begin(context), object, properties),
    // Scopes are of whole objects; which of its properties are read-only is said when one is written.
    checkWritable: () => Promise.resolve(),
    describe: (context, object) => describeObject(hubspot.begin(context), object),
    picklist: (context, query) => readPicklist(hubspot.begin(context), query),
    addOptions: (context, query, options) => addOptions(hubspot.begin(context), query, options),

    find: async (context, query) => {
      if (!isReadable(query)) return searchEach(hubspot.begin(context), query);
      const lookup = { object: query.object, idProperty: 'email', properties: query.properties };
      const outcomes = await readEach(hubspot.begin(context), lookup, query.values);
      return outcomes.map(listed);
    },

    read: async (context, { object, by, ids, properties, writers }) => {
      const idProperty = by === 'key' ? keyProperty : null;
      const lookup = { object, idProperty, properties, ...(writers && { writers }) };
      const outcomes = await readEach(hubspot.begin(context), lookup, ids);
      return by === 'key' ? outcomes : outcomes.map(goneWhenNobody);
    },

    changedSince: (context, query) => changedSince(hubspot.begin(context), query),
    archivedPage: (context, query) => archivedPage(hubspot.begin(context), query),

    update: (context, object, rows) => updateEach(hubspot.begin(context), object, rows),
    upsert: (context, object, rows) => upsertEach(hubspot.begin(context), object, keyProperty, rows),
    associate: (context, type, pairs) => associateEach(hubspot.begin(context), type, pairs),
    dissociate: (context, type, pairs) => dissociateEach(hubspot.begin(context), type, pairs),
    archive: (context, object, ids) => archiveEach(hubspot.begin(context), object, ids),
    close: () => hubspot.close(),
  };
}

function listed(outcome: Outcome<RemoteRecord | null>): Outcome<readonly RemoteRecord[]> {
  if (!outcome.ok) return outcome;
  return { ok: true, value: outcome.value === null ? [] : [outcome.value] };
}

function goneWhenNobody(outcome: Outcome<RemoteRecord | null>): Outcome<RemoteRecord | null> {
  if (!outcome.ok || outcome.value !== null) return outcome;
  return failed({ kind: 'gone', code: 'OBJECT_NOT_FOUND', message: 'HubSpot has no such record.' });
}
