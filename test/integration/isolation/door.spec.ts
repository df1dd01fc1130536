import { operations } from '../../../src/http/openapi/document';
import type { Operation } from '../../../src/http/openapi/operation';
import { attemptsOn, breachesAt } from './door-attacks';
import { Scene, type Attacker } from './scene';

const byName = operations.map((operation) => ({ id: operation.id, operation }));
/** The types of record are served by the same handlers. */
const isOnce = ({ id }: { readonly id: string }): boolean => !/Company|Order/.test(id);
const once = byName.filter(isOnce);
const attackersOf = (operation: Operation): readonly Attacker[] => (isOnce(operation) ? ['one', 'three'] : ['one']);

describe('at the door, a tenant', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start();
  });
  afterAll(() => scene.close());

  it.each(byName)('comes at nothing of another one through $id', async ({ id, operation }) => {
    if (attemptsOn(operation) === null)
      throw new Error(`nobody has thought about how ${id} could be used against another tenant: write the attempts`);
    for (const attacker of attackersOf(operation)) expect(await breachesAt(scene, operation, attacker)).toEqual([]);
  });

  it('changes nothing of another one unseen', async () => {
    const { database } = scene.api;
    await scene.takeChanges();
    await database.query(`update record set revision = revision + 1 where tenant_id = 'two'`);
    await database.query(`update api_key set last_used_at = now()`);
    await database.query(`update tenant set name = name`);
    await database.query(`delete from journal where tenant_id in ('one', 'two')`);
    expect(await scene.takeChanges()).toEqual(
      new Map([
        ['one', ['journal']],
        ['two', ['journal', 'record']],
      ]),
    );
    for (const tenant of ['one', 'two'] as const) await scene.restore(tenant);
    expect(await scene.takeChanges()).toEqual(new Map());
  });

  it('is attacked through no operation that there is not', () => {
    const unknown = { ...operations[0]!, path: '/v1/novelties' };
    expect(attemptsOn(unknown)).toBeNull();
  });
});

describe('at the door of a database without row-level security, a tenant', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start();
    for (const { name } of scene.ground.tables)
      await scene.api.database.query(`alter table ${name} disable row level security`);
  });
  afterAll(() => scene.close());

  // Every statement names its tenant too: one wall that is forgotten leaves the other.
  it.each(once)('comes at nothing of another one through $id', async ({ operation }) => {
    expect(await breachesAt(scene, operation, 'one')).toEqual([]);
  });
});

describe('at a door that takes every key for that of tenant two, a tenant', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start();
    await scene.api.database.query(`
      create or replace function find_api_key(p_hash bytea)
      returns table (tenant_id text, key_id text, scopes text[], requests_per_second integer, last_used_at timestamptz)
      language sql stable security definer set search_path = public, pg_temp as $$
        select 'two', k.id, k.scopes, k.requests_per_second, k.last_used_at from api_key k where k.hash = p_hash
      $$`);
  });
  afterAll(() => scene.close());

  it.each(once.filter(({ operation }) => operation.scope !== null))(
    'is caught in the act with $id',
    async ({ operation }) => {
      await scene.restore('two');
      expect(await breachesAt(scene, operation, 'one')).not.toEqual([]);
    },
  );
});
