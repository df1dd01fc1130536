/**
 * The limit on the CRM's side: HubSpot's own client in a loop and nothing else. Its limiter and retry are off as in the
 * connector, and it is given sockets that stay open, which it does not use by itself: a limit should be hard to reach.
 */
import { Agent } from 'node:http';
import { require } from './stage.mjs';

const { Client } = require('@hubspot/api-client');

/** HubSpot takes no more rows in a call. */
export const rowsPerCall = 100;

export function openOfficialClient({ url, token }) {
  const client = new Client({ accessToken: token, basePath: url, numberOfApiCallRetries: 0 });
  const agent = new Agent({ keepAlive: true });
  const perCall = {
    middlewareMergeStrategy: 'append',
    middleware: [
      {
        pre: (context) => {
          context.setAgent(agent);
          return Promise.resolve(context);
        },
        post: (response) => Promise.resolve(response),
      },
    ],
  };
  const { batchApi } = client.crm.objects;
  return {
    /** What a first load sends: the record by our key. Answers the ids by key. */
    upsert: async (contacts) => {
      const inputs = contacts.map((contact, index) => ({
        id: contact.tandem_id,
        idProperty: 'tandem_id',
        objectWriteTraceId: String(index),
        properties: contact,
      }));
      const { results } = await batchApi.upsert('contacts', { inputs }, perCall);
      return new Map(results.map(({ id, properties }) => [properties.tandem_id, id]));
    },
    /** Rows of `{ id, properties }`. */
    update: (rows) => {
      const inputs = rows.map((row, index) => ({ ...row, objectWriteTraceId: String(index) }));
      return batchApi.update('contacts', { inputs }, perCall);
    },
    /** What these contacts say of what a customer has, by their ids. */
    read: (ids) =>
      batchApi.read(
        'contacts',
        { inputs: ids.map((id) => ({ id })), properties: contactProperties, propertiesWithHistory: [] },
        undefined,
        perCall,
      ),
    /** Who has these addresses: what a first load asks before it creates. */
    findByEmail: (emails) =>
      batchApi.read(
        'contacts',
        { inputs: emails.map((id) => ({ id })), idProperty: 'email', properties: ['email'], propertiesWithHistory: [] },
        undefined,
        perCall,
      ),
    close: () => agent.destroy(),
  };
}

const contactProperties = [
  'tandem_id',
  'tandem_revision',
  'email',
  'firstname',
  'lastname',
  'phone',
  'country',
  'address',
];

/** A contact as the service would write it. */
export const asContact = ({ id, email, firstName, lastName, phone, country, address }) => ({
  tandem_id: id,
  email,
  firstname: firstName,
  lastname: lastName,
  phone: phone.replaceAll(' ', ''),
  country,
  address,
  tandem_revision: '1',
});

/** Runs `work` on one batch after another, as many at a time as told. */
export async function inFlight(batches, most, work) {
  const waiting = [...batches];
  const loop = async () => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) await work(batch);
  };
  await Promise.all(Array.from({ length: most }, loop));
}

export const batchesOf = (rows, size = rowsPerCall) =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, n) => rows.slice(n * size, (n + 1) * size));
