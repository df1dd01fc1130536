import { createTenant, listKeys, listTenants, revokeKey, type ApiKey } from '../../../src/store/api-keys';
import { createDataSource } from '../../../src/store/data-source';
import type { DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { until as waitUntil } from '../../support/until';
import { Api } from '../http/api';

const now = new Date('2026-11-23T12:00:00Z');

describe('an API key', () => {
  let api: Api;
  let owner: DataSource;
  beforeAll(async () => {
    api = await Api.start();
    owner = await createDataSource(api.database.owner, 2).initialize();
  });
  afterAll(async () => {
    await owner.destroy();
    await api.close();
  });

  const statusOf = async (key: string, method = 'GET', path = '/v1/parked'): Promise<number> =>
    (await api.call(method, path, undefined, { key })).status;
  const revoke = (id: string, tenantId: string | null = null): ReturnType<typeof revokeKey> =>
    owner.transaction((tx) => revokeKey(tx, { id, tenantId }, now));
  const listed = async (id: string): Promise<ApiKey | undefined> =>
    (await listKeys(owner, null)).find((key) => key.id === id);
  /** In less time than a caller is kept without a notification. */
  const until = (what: string, holds: () => Promise<boolean>): Promise<void> =>
    waitUntil(holds, { withinMs: 2_000, told: () => `until ${what}` });

  it('is listed with all but what opens', async () => {
    const settings = { label: 'shop', scopes: ['records:read', 'records:write'], requestsPerSecond: 7 } as const;
    const { id, key } = await api.database.createKey('one', settings);
    const found = await listed(id);
    expect(found).toEqual({
      tenantId: 'one',
      id,
      ...settings,
      createdAt: expect.any(Date) as Date,
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(JSON.stringify(found)).not.toContain(key);
    expect((await listKeys(owner, 'two')).map(({ tenantId }) => tenantId)).toEqual(['two']);
    await expect(listKeys(owner, 'three')).rejects.toThrow('there is no tenant three');
  });

  it('does what its scopes allow and nothing else', async () => {
    const { key } = await api.database.createKey('one', { scopes: ['records:read'] });
    expect(await statusOf(key, 'GET', '/v1/customers/1')).toBe(404);
    const refused = await api.call('PUT', '/v1/customers/1', { email: 'x' }, { key });
    expect(refused).toMatchObject({ status: 403, body: { type: 'urn:tandem:problem:forbidden' } });
    expect(refused.body.detail).toContain('records:write');
    expect(await api.database.query('select from record')).toEqual([]);
  });

  it('keeps when it was last used', async () => {
    const { id, key } = await api.database.createKey('one');
    const before = new Date();
    await statusOf(key);
    await until('its use is noted', async () => (await listed(id))?.lastUsedAt !== null);
    expect((await listed(id))?.lastUsedAt?.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1);
  });

  it('that is revoked is refused at once by a service that has just let it in', async () => {
    const { id, key } = await api.database.createKey('one');
    expect(await statusOf(key)).toBe(200);
    const revoked = await revoke(id);
    expect(revoked).toMatchObject({ revokedBefore: false, key: { id, tenantId: 'one', revokedAt: now } });
    await until('it is refused', async () => (await statusOf(key)) === 401);
    expect(await revoke(id)).toMatchObject({ revokedBefore: true, key: { revokedAt: now } });
    expect(await statusOf(key)).toBe(401);
  });

  it('is revoked in the tenant that is named, if any', async () => {
    const { id, key } = await api.database.createKey('one');
    expect(await revoke(id, 'two')).toBeNull();
    expect(await revoke('nobody')).toBeNull();
    expect(await statusOf(key)).toBe(200);
    expect(await revoke(id, 'one')).toMatchObject({ revokedBefore: false });
  });

  it('is not revoked, and nobody is told, when its transaction fails', async () => {
    const { id } = await api.database.createKey('one');
    const waker = new Waker(api.database.app);
    await waker.start();
    let told = 0;
    waker.onKeysChanged(() => (told += 1));
    const failed = owner.transaction(async (tx) => {
      await revokeKey(tx, { id, tenantId: null }, now);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await revoke((await api.database.createKey('two')).id);
    await until('the others are told of', () => Promise.resolve(told >= 2));
    await waker.stop();
    expect(told).toBe(2);
    expect(await listed(id)).toMatchObject({ revokedAt: null });
  });

  it('is counted with its tenant while it opens', async () => {
    await createTenant(owner, { id: 'counted', name: 'Counted', now });
    await api.database.createKey('counted');
    await revoke((await api.database.createKey('counted')).id);
    await api.connect('counted', 'crm');
    const found = (await listTenants(owner)).find((tenant) => tenant.id === 'counted');
    expect(found).toEqual({ id: 'counted', name: 'Counted', createdAt: now, keys: 1, connections: 1 });
  });

  it('and a tenant are made for a tenant that exists, and one that does not', async () => {
    await expect(api.database.createKey('nobody')).rejects.toThrow('there is no tenant nobody');
    await expect(createTenant(owner, { id: 'one', name: 'again', now })).rejects.toThrow(
      'there is a tenant one already',
    );
  });
});
