import type { CustomField } from '../../../src/core/custom-fields';
import { readRuledCustomFields } from '../../../src/store/custom-fields';
import type { ConnectionSettings } from '../../../src/store/connections';
import { storeSecret } from '../../../src/store/secrets';
import { startRefreshing } from '../../../src/store/token-refresh';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const tier: CustomField = {
  ...{ object: 'customer', name: 'tier', property: 'loyalty_tier', label: 'Tier', type: 'text', unique: false },
};
const told = { object: 'customer', property: 'loyalty_tier' } as const;
const both = { object: 'customer', field: 'custom.tier', direction: 'both' } as const;

describe('the custom fields of all connections', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    for (const tenant of ['one', 'two']) await database.createTenant(tenant);
  });
  beforeEach(() => database.query('truncate connection cascade'));
  afterAll(() => database.drop());

  const connect = async (name: string, settings: Partial<ConnectionSettings>): Promise<void> => {
    const [tenantId = '', id = ''] = name.split('/');
    await storeSampleConnection(app, tenantId, id, settings);
  };
  const authorise = (name: string, clientId: string): Promise<void> => {
    const [tenantId = '', id = ''] = name.split('/');
    const life = { refreshAt: now, expiresAt: now };
    return inTenant(app, tenantId, (tx) => startRefreshing(tx, { tenantId, id }, { ...life, clientId, now }));
  };
  const sign = (name: string): Promise<void> => {
    const [tenantId = '', connectionId = ''] = name.split('/');
    const secret = { connectionId, name: 'webhook-secret', sealed: Buffer.from('sealed') };
    return inTenant(app, tenantId, (tx) => storeSecret(tx, tenantId, secret));
  };

  it('are those of a document too, of a type that flows, and no constant', async () => {
    const fields = [
      { field: 'custom.tier', property: 'loyalty_tier', direction: 'both' },
      { field: 'phone', property: 'mobilephone', direction: 'push', enforce: true },
      { constant: 'shop', property: 'origin' },
    ] as const;
    const saved = { version: 1, document: { objects: { customer: { fields }, company: { flows: false, fields } } } };
    await connect('one/a', { mapping: saved });
    await connect('one/b', { customFields: [tier], fieldRules: [both] });
    expect(new Set(await readRuledCustomFields(app, 'hubspot', null))).toEqual(
      new Set([
        { ...told, rule: { direction: 'both' }, connections: 2 },
        { ...told, property: 'mobilephone', rule: { direction: 'push', enforce: true }, connections: 1 },
      ]),
    );
  });

  it('are counted over tenants by what is said of how they flow, and nothing is made up where nobody has said', async () => {
    const score = { ...tier, name: 'score', property: 'score' };
    await connect('one/a', { customFields: [tier, score], fieldRules: [both] });
    await connect('two/a', { customFields: [tier], fieldRules: [{ ...both, policy: 'ask', clear: true }] });
    await connect('two/b', { customFields: [tier], fieldRules: [{ ...both, direction: 'push', enforce: true }] });
    await connect('two/c', { customFields: [tier] });
    await connect('two/d', {});
    const found = await readRuledCustomFields(app, 'hubspot', null);
    expect(new Set(found)).toEqual(
      new Set([
        { ...told, rule: { direction: 'both' }, connections: 2 },
        { ...told, rule: { direction: 'push', enforce: true }, connections: 1 },
        { ...told, rule: {}, connections: 1 },
        { ...told, property: 'score', rule: {}, connections: 1 },
      ]),
    );
  });

  it('have the rules of their own object type and name alone', async () => {
    const other = { ...tier, name: 'tier_2', property: 'tier_2' };
    const rules = [
      { ...both, object: 'company' },
      { ...both, field: 'custom.tier_2' },
      { ...both, field: 'phone' },
    ] as const;
    await connect('one/a', { customFields: [tier, other], fieldRules: rules });
    const found = await readRuledCustomFields(app, 'hubspot', null);
    expect(new Map(found.map(({ property, rule }) => [property, rule]))).toEqual(
      new Map([
        ['loyalty_tier', {}],
        ['tier_2', { direction: 'both' }],
      ]),
    );
  });

  it('are those of connections that a person has paused, too', async () => {
    await connect('one/a', { customFields: [tier] });
    await database.query(`update connection set state = 'paused'`);
    expect(await readRuledCustomFields(app, 'hubspot', null)).toHaveLength(1);
  });

  it.each([
    ['with a token of our app', ['ours'], true],
    ['with a token of another app', ['another'], false],
    ['with a token that does not end', [], true],
    ['with a token that does not end, and webhooks of an app of its own', ['signed'], false],
    ['with a token of our app, and a secret from before', ['ours', 'signed'], true],
  ])('are those of a connection %s: %j', async (_what, how, isTold) => {
    await connect('one/a', { customFields: [tier], fieldRules: [both] });
    for (const one of how) await (one === 'signed' ? sign('one/a') : authorise('one/a', one));
    const expected = [{ ...told, rule: { direction: 'both' }, connections: 1 }];
    expect(await readRuledCustomFields(app, 'hubspot', 'ours')).toEqual(isTold ? expected : []);
  });

  it('are those of any app of ours where it is not known which', async () => {
    await connect('one/a', { customFields: [tier] });
    await authorise('one/a', 'whichever');
    expect(await readRuledCustomFields(app, 'hubspot', null)).toHaveLength(1);
  });
});
