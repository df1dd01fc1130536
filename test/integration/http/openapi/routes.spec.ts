import type { RouteOptions } from 'fastify';
import { operations } from '../../../../src/http/openapi/document';
import { scopes } from '../../../../src/store/api-keys';
import { Api } from '../api';
import { describedAs, document } from './judge';
import { World } from './world';

/** As the document writes it: the types of record are paths of their own there. */
function pathsOf({ url }: RouteOptions): readonly string[] {
  const path = url.replace(/\/$/, '').replace(/:id\b/, '{id}');
  return path.includes(':type')
    ? ['companies', 'customers', 'orders'].map((type) => path.replace(':type', type))
    : [path];
}

describe('the routes of the server', () => {
  it('are the operations of the document, and no others', async () => {
    const routes: RouteOptions[] = [];
    const api = await Api.start({
      extend: (http) =>
        void http
          .getHttpAdapter()
          .getInstance()
          .addHook('onRoute', (route) => void routes.push(route)),
    });
    await api.close();
    const served = routes
      .filter(({ url, method }) => /^\/(v1|health|metrics)\b/.test(url) && method !== 'HEAD')
      .flatMap((route) => pathsOf(route).map((path) => `${String(route.method).toLowerCase()} ${path}`));
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(served.sort()).toEqual(documented.sort());
    expect(served).toHaveLength(operations.length);
  });
});

describe('the scope that the document names', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  const statusWith = async (id: string, key: string): Promise<number> => (await world.askFor(id, { key })).status;
  const closed = operations.flatMap(({ id, scope }) => (scope === null ? [] : [{ id, scope }]));

  it.each(closed)('is the one that $id asks for: $scope', async ({ id, scope }) => {
    const { key: only } = await world.api.database.createKey('one', { scopes: [scope] });
    expect(await statusWith(id, await world.keyWithout(scope))).toBe(403);
    expect([401, 403]).not.toContain(await statusWith(id, only));
  });

  it.each(operations.map((operation) => ({ id: operation.id, operation })))(
    'stands in the security of $id',
    ({ operation }) => {
      const { scope } = operation;
      const { security } = describedAs(operation);
      expect(security).toEqual(scope === null ? [] : [{ apiKey: [scope] }]);
      if (scope !== null) expect(scopes).toContain(scope);
    },
  );

  it.each(operations.filter(({ scope }) => scope === null))('is none where anybody may ask: $id', async (operation) => {
    expect((await world.ask(operation, { key: null })).status).toBe(200);
  });
});
