/**
 * Requests made from the document: some right, most broken in one place or several (method, path, query, header fields,
 * body). A seed makes the same ones again. What they hold of the test (keys, addresses) stands in them by name.
 */
import fc from 'fast-check';
import { operations } from '../../../../src/http/openapi/document';
import type { Operation } from '../../../../src/http/openapi/operation';
import { describedAs, type Schema } from '../openapi/judge';
import { broken, fitting } from '../openapi/values';

export interface FuzzRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array;
  /** The connection is closed before the body is whole. */
  readonly cut: boolean;
}

/** What only the test knows. */
export interface Known {
  readonly keys: { readonly one: string; readonly two: string; readonly reader: string; readonly revoked: string };
  /** Where no CRM answers. */
  readonly nowhere: string;
}

/** Of one in so many requests. */
const rarely = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: oneIn - 1 }, { arbitrary: odd, weight: 1 });

/** Of each operation as many as of any other. */
export const requests = (known: Known): fc.Arbitrary<FuzzRequest> =>
  fc.oneof(...operations.map((operation) => requestsOf(operation, known)));

const requestsOf = (operation: Operation, known: Known): fc.Arbitrary<FuzzRequest> =>
  fc
    .record({
      method: rarely(fc.constant(operation.method.toUpperCase()), fc.constantFrom(...oddMethods), 15),
      id: rarely(fc.constantFrom('a', 'b', 'c', 'crm', '1042'), fc.constantFrom(...oddIds), 8),
      query: rarely(queryOf(operation), fc.constantFrom(...oddQueries), 8),
      headers: headersOf(operation, known),
      body: bodyOf(operation, known),
      cut: rarely(fc.constant(false), fc.constant(!operation.path.endsWith('/import')), 40),
    })
    .map(({ id, query, body, headers, ...rest }) => ({
      operation,
      ...rest,
      path: operation.path.replace('{id}', id) + query,
      headers: without(headers, [...(body === null ? bodyFields : []), ...(rest.method === 'HEAD' ? ['x-odd'] : [])]),
      ...(body !== null && { body }),
    }))
    // Node stops at a raw letter in the address: the method is not known then, and the answer to a HEAD would have a body.
    .filter(({ method, path }) => method !== 'HEAD' || /^[\x21-\x7e]*$/.test(path));

const oddMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'X'];

const oddIds = [
  ...['%00', '%zz', '%', '%C3%A4', '%F0%9F%98%80', '..', '%2e%2e', '.', '%2F', 'a%2Fb', '', '%20', 'batch', 'links'],
  ...['__proto__', 'constructor', 'hasOwnProperty', "'or'1'='1", 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(1_001)],
  ...['a;b', 'a?b', 'a#b', '%0d%0a', '\u00e4', '-', 'A', '0', '%61', '*', ':id', 'a//b', `${'a/'.repeat(50)}a`],
];

const oddQueries = [
  ...['?limit=1&limit=2', '?limit[]=1', '?limit=', '?limit=0', '?limit=1e9', '?limit=-1', '?limit=%00', '?limit=x'],
  ...[
    '?limit[a]=1',
    '?cursor=',
    '?cursor=x',
    '?cursor=W10',
    '?cursor=W251bGxd',
    '?cursor=e30',
    '?cursor=%F0%9F',
    '?cursor[]=x',
  ],
  ...[
    '?cursor=WyJhIiwiY3VzdG9tZXIiLCJcdTAwMDAiXQ',
    '?__proto__=1',
    '?__proto__[limit]=1',
    '?constructor=1',
    '?a=1&a=2',
    '?',
  ],
  ...['??', '?&&&', '?=', '?%', '?%zz', '?updatedAt=', '?updatedAt=2026-02-31T00:00:00Z', '?updatedAt=1&updatedAt=2'],
  ...[
    '?updatedAt[]=2026-03-01T00:00:00Z',
    '?updatedAt=9999-01-01T00:00:00Z',
    `?x=${'y'.repeat(5_000)}`,
    '?;DROP TABLE',
  ],
].map((query) => query.replaceAll(' ', '%20'));

/** A link of a page that may be there, by each list's own cursor. */
const cursors = [['a'], ['crm'], ['crm', 'customer', 'a'], ['', '', ''], [1, 2, 3], ['crm', 'deal', 'a']].map((name) =>
  Buffer.from(JSON.stringify(name)).toString('base64url'),
);

function queryOf({ parameters = [] }: Operation): fc.Arbitrary<string> {
  if (parameters.includes('version'))
    return fc.constantFrom('', '?updatedAt=2026-03-01T12:00:00Z', '?updatedAt=2026-11-01T12:00:00.123%2B02:00');
  if (!parameters.includes('limit')) return fc.constant('');
  return fc
    .tuple(
      fc.constantFrom('1', '100', '1000'),
      fc.option(fc.oneof(fc.constantFrom(...cursors), fc.base64String()), { freq: 2 }),
    )
    .map(([limit, cursor]) => `?limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
}

type Headers = FuzzRequest['headers'];

function headersOf(operation: Operation, { keys }: Known): fc.Arbitrary<Headers> {
  const bearer = (key: string): string => `Bearer ${key}`;
  const types = Object.keys(describedAs(operation).requestBody?.content ?? { 'application/json': {} });
  return fc
    .record({
      authorization: rarely<Headers[string]>(
        fc.constantFrom(bearer(keys.one), bearer(keys.one), bearer(keys.two)),
        fc.constantFrom<Headers[string]>(
          ...['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer \u00e4', bearer('x'.repeat(300)), bearer("'or'1'='1")],
          ...[bearer(keys.reader), bearer(keys.revoked), [bearer(keys.one), bearer(keys.two)], keys.one],
        ),
        10,
      ),
      'content-type': rarely<Headers[string]>(fc.constantFrom(...types), fc.constantFrom(...oddTypes), 12),
      'idempotency-key': odd(
        idempotencyKeys,
        ['', ' ', 'ä', 'a b', 'x'.repeat(256), ['p', 'q'], '\t', '*'],
        operation.idempotent ? 2 : 8,
      ),
      'if-none-match': odd(['*', '"x"'], ['', 'W/', '"', ',,,', 'x'.repeat(5_000), ['"a"', '"b"']], 6),
      'content-encoding': odd(['identity'], ['gzip', 'br', 'x', '', 'identity, gzip'], 30),
      'x-request-id': odd(['r-1'], ['', 'x'.repeat(200), 'a b', '{{7*7}}', ['a', 'b'], '\u00e4'], 20),
      accept: odd(['application/json'], ['', '*/*;q=x', 'image/png', 'x'.repeat(3_000)], 20),
      'x-odd': odd(['1'], ['x'.repeat(15_000), 'x'.repeat(17_000), '\u00ff', Array<string>(120).fill('y')], 30),
    })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Headers);
}

/** So many that a repeated request finds its own still there. */
const idempotencyKeys = Array.from({ length: 100 }, (_, index) => `key-${index}`);

/** Mostly absent, else one of the usual values or, of every three, an odd one. */
const odd = (
  usual: readonly string[],
  values: readonly Headers[string][],
  oneIn: number,
): fc.Arbitrary<Headers[string] | null> =>
  fc.oneof(
    { arbitrary: fc.constant(null), weight: oneIn - 1 },
    { arbitrary: rarely<Headers[string]>(fc.constantFrom(...usual), fc.constantFrom(...values), 3), weight: 1 },
  );

const oddTypes: readonly Headers[string][] = [
  ...[
    '',
    'text/plain',
    'application/xml',
    'application/json; charset=latin1',
    'APPLICATION/JSON',
    'application/x-ndjson',
  ],
  ...[
    'application/json',
    'multipart/form-data',
    'x',
    '/',
    'application/json;',
    ['application/json', 'text/plain'],
    '\u00e4',
  ],
];

const bodyFields = ['content-type', 'content-encoding'];

/** HEAD goes without a header that is too large: nobody reads the method then, and HEAD would have a body. */
const without = (headers: Headers, names: readonly string[]): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

type Bytes = Uint8Array | null;

/** Null: none. */
function bodyOf(operation: Operation, { nowhere }: Known): fc.Arbitrary<Bytes> {
  const [content] = Object.entries(describedAs(operation).requestBody?.content ?? {});
  if (!content) return rarely<Bytes>(fc.constant(null), fc.oneof(garbage, fc.constant(bytes('{}'))), 8);
  const [type, { schema }] = content;
  const text = type.endsWith('ndjson') ? linesOf(schema) : jsonOf(schema, nowhere);
  const whole = fc.oneof(
    { arbitrary: text.map(bytes), weight: 12 },
    { arbitrary: fc.tuple(text, fc.double({ min: 0, max: 1, noNaN: true })).map(cutText), weight: 2 },
    { arbitrary: garbage, weight: 2 },
  );
  const asked = rarely<Bytes>(whole, fc.constant(null), operation.body?.required ? 20 : 3);
  return operation.id === 'putConnection' ? asked.map((body) => keepOffTheNet(body, nowhere)) : asked;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

function jsonOf(schema: Schema, nowhere: string): fc.Arbitrary<string> {
  const isConnection = String(schema['$ref']).endsWith('/ConnectionBody');
  const given = { id: fc.constantFrom('a', 'b', 'c'), ...(isConnection && { url: fc.constant(nowhere) }) };
  return fc
    .tuple(fc.oneof(fitting(schema, given), broken(schema, given)), fc.constantFrom(undefined, undefined, 2, '\t'))
    .map(([value, indent]) => JSON.stringify(value, null, indent));
}

const linesOf = (schema: Schema): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof({ arbitrary: jsonOf(schema, '').map((line) => line.replace(/\s*\n\s*/g, ' ')), weight: 9 }, oddLines),
      {
        maxLength: 6,
      },
    )
    .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));

const oddLines = {
  arbitrary: fc.constantFrom('', ' ', '{', '\0', '[]', 'null', '"', '{"id":"a"}{"id":"b"}', 'x'.repeat(1_100_000)),
  weight: 1,
};

const cutText = ([text, share]: readonly [string, number]): Uint8Array =>
  bytes(text.slice(0, Math.floor(text.length * share)));

const garbage: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map(bytes),
  fc.json({ maxDepth: 3 }).map(bytes),
  fc
    .constantFrom(
      ...[
        '',
        ' ',
        '\ufeff{}',
        '{}',
        '[]',
        'null',
        '0',
        '""',
        'true',
        '{"a":1e400}',
        '{"id":1e400}',
        '-',
        '1e999',
        '\u2028',
      ],
      ...[
        '{"__proto__":{}}',
        '{"constructor":{"prototype":{}}}',
        '{"a":1,"a":2}',
        '{"email":"\\u0000"}',
        '{"email":"\\ud800"}',
      ],
      ...['[', '{"a":'].map((open) => open.repeat(5_000)),
      ...[
        '{"updatedAt":"2026-03-01T12:00:00Z","email":"x"}',
        `{"email":"${'x'.repeat(200_000)}"}`,
        `{"n":${'9'.repeat(10_000)}}`,
      ],
      ...[
        '{"records":[{"id":"a"},{"id":"a"},null,5,{"id":"b","email":7}]}',
        '{"records":null}',
        '{"records":{"length":1}}',
      ],
    )
    .map(bytes),
);

/** A body that names no address of its own would have the CRM's own asked. */
function keepOffTheNet(body: Bytes, nowhere: string): Bytes {
  return body === null || Buffer.from(body).includes(`"${nowhere}"`) ? body : bytes('{"crm":"hubspot"}');
}
