import { operations, problemsOf } from '../../../../src/http/openapi/document';
import { problemCodes } from '../../../../src/http/problem';
import { Api } from '../api';
import {
  ajv,
  describedAs,
  document,
  misfits,
  resolve,
  type Content,
  type Described,
  type Parameter,
  type Schema,
} from './judge';

/** Every value in a JSON value that is an object, with the address at which it stands. */
function* objectsIn(value: unknown, address = '#'): Generator<readonly [string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [address, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value))
    yield* objectsIn(inner, `${address}/${name.replaceAll('/', '~1')}`);
}

const described: readonly Described[] = operations.map(describedAs);

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  });

  it.each(Object.keys(document.components.schemas))('has a schema %s that JSON Schema 2020-12 understands', (name) => {
    const schema = resolve<Schema>(`#/components/schemas/${name}`);
    expect(ajv.validateSchema(schema) || ajv.errorsText()).toBe(true);
    expect(() => misfits({ $ref: `#/components/schemas/${name}` }, null)).not.toThrow(); // compiles in strict mode
    // One of its own would change where the $refs within it lead.
    for (const [, inner] of objectsIn(schema)) if (!('properties' in inner)) expect(inner).not.toHaveProperty('$id');
  });

  it.each(Object.entries(document.components.parameters))(
    'has a parameter %s with a schema and a fitting example',
    (_, one) => {
      expect(ajv.validateSchema(one.schema)).toBe(true);
      if (one.example !== undefined) expect(misfits(one.schema, one.example)).toEqual([]);
    },
  );

  it('refers to nothing that is not there, and keeps nothing that nobody refers to', () => {
    const referred = new Set<string>();
    for (const [address, { $ref }] of objectsIn(document)) {
      if (typeof $ref !== 'string') continue;
      expect({ address, target: resolve($ref) }).toEqual({ address, target: expect.anything() as unknown });
      referred.add($ref);
    }
    const kept = (['schemas', 'parameters', 'headers'] as const).flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `#/components/${kind}/${name}`),
    );
    expect(kept.filter((name) => !referred.has(name))).toEqual([]);
  });

  it('names every operation once, by a name of its own', () => {
    const ids = described.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
    expect(Object.values(document.paths).flatMap(Object.keys)).toHaveLength(operations.length);
  });

  it.each(operations.map(({ id, path, method }) => ({ id, path, method })))(
    'declares each parameter of the path of $id once, and no other',
    ({ path, method }) => {
      const parameters = (document.paths[path]?.[method]?.parameters ?? []).map(({ $ref }) => resolve<Parameter>($ref));
      const inPath = parameters.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`).sort()).toEqual((path.match(/\{\w+\}/g) ?? []).sort());
      expect(inPath.every(({ required }) => required)).toBe(true);
      const names = parameters.map((one) => `${one.in} ${one.name.toLowerCase()}`);
      expect(new Set(names).size).toBe(names.length);
    },
  );

  it.each(described.map((one) => [one.operationId, one] as const))('has examples that fit, in %s', (_, one) => {
    const contents = [one.requestBody, ...Object.values(one.responses)].flatMap((part) =>
      Object.values(part?.content ?? {}),
    );
    for (const content of contents)
      for (const example of examplesOf(content))
        expect({ example, wrong: misfits(content.schema, example) }).toEqual({ example, wrong: [] });
  });

  it('has examples in its schemas that fit them', () => {
    for (const [address, schema] of objectsIn(document.components.schemas)) {
      const { examples } = schema;
      if (!Array.isArray(examples) || address.endsWith('/properties')) continue;
      const at = `#/components/schemas${address.slice(1)}`;
      for (const example of examples as unknown[])
        expect({ at, example, wrong: misfits({ $ref: at }, example) }).toEqual({ at, example, wrong: [] });
    }
  });

  it('shows an example of every problem under its status, and no other', () => {
    for (const operation of operations) {
      const shown = Object.entries(describedAs(operation).responses).flatMap(([status, { content = {} }]) =>
        Object.keys(content['application/problem+json']?.examples ?? {}).map((code) => `${status} ${code}`),
      );
      const expected = problemsOf(operation).map((code) => `${problemCodes[code][0]} ${code}`);
      expect(shown.sort()).toEqual(expected.sort());
    }
  });
});

const examplesOf = ({ example, examples = {} }: Content): readonly unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
];

describe('the OpenAPI document, asked for', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
  });
  afterAll(() => api.close());

  it('is the one that is judged here, for whoever asks for JSON', async () => {
    for (const [path, accept] of [
      ['/docs/openapi.json', '*/*'],
      ['/docs', 'application/json'],
    ] as const) {
      const response = await fetch(`${api.url}${path}`, { headers: { accept } });
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toEqual(document);
    }
  });

  it('is shown by a page that loads from the service alone, also where the service has no TLS', async () => {
    const page = await fetch(`${api.url}/docs`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'.*script-src 'self';.*connect-src 'self'.*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/https?:|upgrade-insecure-requests|\.io|script-src[^;]*unsafe/);
    const text = await page.text();
    const loaded = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(loaded.length).toBeGreaterThan(4);
    for (const address of loaded) {
      expect(address).toMatch(/^\/docs\//);
      const asset = await fetch(`${api.url}${address}`);
      await asset.arrayBuffer();
      expect({ address, status: asset.status }).toEqual({ address, status: 200 });
    }
    const made = await (await fetch(`${api.url}/docs/static/swagger-initializer.js`)).text();
    expect(made).toContain('"layout":"BaseLayout"'); // without a field to load other documents with
  });

  it('is the same under the address from which the page loads it', async () => {
    expect(await (await fetch(`${api.url}/docs/json`)).json()).toEqual(document);
  });
});
