/** Every method of the connector against the sandbox: its requests, as they are on the wire, against the client's models. */
import type { Connector, PropertyDefinition } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import { kinds, settings, valueOf, watched, key } from '../hubspot-connector/calls';
import { answerDifferences } from './differences';
import type { Exchange } from './exchange';
import { describeFinding, judgeAnswer, judgeRequest, operationOf } from './exchange';
import { unlisted } from './listed';
import { Recorder } from './recorder';
import { Stage } from './stage';

const objects = ['contacts', 'companies', 'deals', 'line_items'] as const;
/** Enough for three pages of a search and three batches of a write. */
const MANY = 250;

describe('the requests of the HubSpot connector', () => {
  let stage: Stage;
  let recorder: Recorder;
  beforeAll(async () => {
    stage = await Stage.open();
    recorder = await Recorder.before(stage.sandbox.url);
    const connector = createHubspotConnector(settings(recorder.url, { token: fixedToken(stage.sandbox.token) }));
    await exercise(connector, stage).finally(() => connector.close());
  });
  afterAll(async () => {
    await recorder.close();
    await stage.close();
  });

  it('have nothing missing, nothing invented and the right types', () => {
    expect(recorder.exchanges.flatMap(judgeRequest).map(describeFinding)).toEqual([]);
  });

  it('are answered as HubSpot publishes it', () => {
    expect(unlisted(recorder.exchanges.flatMap(judgeAnswer), answerDifferences)).toEqual([]);
  });

  it('go to operations of the client, and to the account, which it has none for', () => {
    const routes = recorder.exchanges.map((exchange) => operationOf(exchange)?.name ?? routeName(exchange));
    expect([...new Set(routes)].sort()).toEqual([
      'GET /account-info/v3/details',
      'crm/associations/v4 BatchApi.archive',
      'crm/associations/v4 BatchApi.create',
      'crm/associations/v4 BatchApi.getPage',
      'crm/companies BatchApi.upsert',
      'crm/companies SearchApi.doSearch',
      'crm/contacts BatchApi.archive',
      'crm/contacts BatchApi.read',
      'crm/contacts BatchApi.update',
      'crm/contacts BatchApi.upsert',
      'crm/deals BatchApi.archive',
      'crm/pipelines PipelinesApi.getAll',
      'crm/properties BatchApi.create',
      'crm/properties CoreApi.getAll',
      'crm/properties GroupsApi.create',
      'crm/properties GroupsApi.getAll',
    ]);
  });
});

function routeName({ method, path }: Exchange): string {
  return `${method} ${path}`;
}

async function exercise(connector: Connector, stage: Stage): Promise<void> {
  await connector.account(watched());
  await provision(connector);
  await write(connector);
  await read(connector, stage);
  await join(connector, stage);
  await failing(connector);
}

async function provision(connector: Connector): Promise<void> {
  const types = ['text', 'url', 'number', 'boolean', 'date', 'datetime'] as const;
  const all = types.map((type): PropertyDefinition => ({
    ...key,
    name: `tandem_${type.toLowerCase()}`,
    type,
    unique: false,
  }));
  for (const object of objects) await connector.provision(watched(), object, [key]);
  await connector.provision(watched(), 'contacts', [key, ...all]);
  await connector.describe(watched(), 'deals');
  await connector.describe(watched(), 'contacts');
}

async function write(connector: Connector): Promise<void> {
  const rows = Array.from({ length: MANY }, (_, n) => ({
    key: `c${n}`,
    properties: { email: `person${n}@example.com`, firstname: 'P', phone: null },
  }));
  const made = await connector.upsert(watched(), 'contacts', [
    ...rows,
    { key: 'taken', properties: { email: 'person1@example.com' } },
    { key: 'odd', properties: { email: 'nobody@localhost' } },
  ]);
  expect(kinds(made).filter((kind) => kind === 'ok')).toHaveLength(MANY);
  const ids = made.slice(0, 3).map((outcome) => valueOf(outcome).id);
  await connector.update(
    watched(),
    'contacts',
    [...ids, '404'].map((id) => ({ id, properties: { firstname: 'Q', phone: null } })),
  );
  await connector.archive(watched(), 'contacts', ids);
}

async function read(connector: Connector, stage: Stage): Promise<void> {
  const query = { object: 'contacts', properties: ['email', 'nonsense'] };
  await connector.read(watched(), { ...query, by: 'key', ids: ['c7', 'nobody'] });
  await connector.read(watched(), { ...query, by: 'id', ids: ['404'] });
  await connector.find(watched(), { ...query, property: 'email', values: ['person9@example.com', 'x@example.com'] });
  await stage.control('POST', 'seed', {
    objects: { companies: Array.from({ length: MANY }, () => ({ properties: { name: 'N', domain: 'n.com' } })) },
  });
  await stage.control('POST', 'clock', { advanceMs: 3_600_000 });
  const companies = { object: 'companies', property: 'domain', values: ['n.com', 'm.com'], properties: ['name'] };
  expect(valueOf((await connector.find(watched(), companies))[0])).toHaveLength(MANY);
}

async function join(connector: Connector, stage: Stage): Promise<void> {
  const fromId = await stage.seed('deals', { dealname: 'D', dealstage: 'closedwon' });
  const toId = await stage.seed('companies', { name: 'A' });
  const pairs = [
    { fromId, toId },
    { fromId, toId: '404' },
  ];
  await connector.associate(watched(), { from: 'deals', to: 'companies' }, pairs);
  await connector.dissociate(watched(), { from: 'deals', to: 'companies' }, pairs);
  await connector.archive(watched(), 'deals', [fromId]);
}

/** What it sends once a batch is refused as a whole. */
async function failing(connector: Connector): Promise<void> {
  const rows = ['a', 'b', 'c'].map((id) => ({ key: id, properties: { name: id, nonsense: '1' } }));
  await connector.upsert(watched(), 'companies', rows);
}
