/**
 * The OpenAPI document, put together from the operations and the schemas that requests are checked with. A test calls
 * every operation for every answer that stands here, and another compares it with the routes that the server has.
 */
import { z } from 'zod';
import { problemAnswer } from '../answers';
import { problemCodes, problemOf, type ProblemCode } from '../problem';
import { tags, type Body, type Operation } from './operation';
import { changeOperations } from './change-operations';
import { connectionOperations } from './connection-operations';
import { destinationOperations } from './destination-operations';
import { emailOperations } from './email-operations';
import { mappingOperations } from './mapping-operations';
import { migrationOperations } from './migration-operations';
import { parameters, type ParameterName } from './parameters';
import { provisionOperations } from './provision-operations';
import { quotaOperations } from './quota-operations';
import { recordOperations } from './record-operations';
import { scheduleOperations } from './schedule-operations';
import { serviceOperations } from './service-operations';
import { waitingOperations } from './waiting-operations';

export const operations: readonly Operation[] = [
  ...recordOperations,
  ...emailOperations,
  ...changeOperations,
  ...destinationOperations,
  ...waitingOperations,
  ...connectionOperations,
  ...mappingOperations,
  ...migrationOperations,
  ...provisionOperations,
  ...scheduleOperations,
  ...quotaOperations,
  ...serviceOperations,
];

type Json = Readonly<Record<string, unknown>>;

const json = 'application/json';
const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

/** A plain value, so that it can be served and written to a file as it is. */
export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tandem',
      version: '0.1.0',
      summary: 'Two-way sync between your order system and your CRM',
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This service' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: componentSchemas(),
      parameters,
      headers,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `tandem key create` shows it once.' },
      },
    },
  };
}

const introduction = `Your order system says what is true; Tandem tells the CRM, and is never in the way.

Errors are problem details (RFC 9457) with a stable \`type\`; what each means and what to do stands in docs/errors.md.
Times have a zone, amounts are in the smallest unit of their currency, ids are yours.

Some problems are those of every operation, and stand under \`default\`: a request that cannot be read at all (400, such as
a header field that stands twice; 408, it does not arrive in time; 414 and 431, its address or header is too long; 415, it
is compressed), a body that cannot be read where none is expected (400, 413, 415), and trouble of the service (500, 503).`;

const headers = {
  ETag: { description: 'Changes when the answer does.', required: true, schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait.', required: true, schema: { type: 'integer', minimum: 1 } },
  'Retry-After-Or-Not': {
    description: 'Seconds to wait, where waiting helps.',
    schema: { type: 'integer', minimum: 1 },
  },
  'Idempotency-Replayed': {
    description: '`true` when this is the answer to an earlier request with the same key.',
    schema: { type: 'string', enum: ['true'] },
  },
} as const;

function describe(operation: Operation): Json {
  const { id, tag, summary, description, scope, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: scope === null ? [] : [{ apiKey: [scope] }],
    parameters: parametersOf(operation).map((name) => ref('parameters', name)),
    ...(body && { requestBody: describeBody(body) }),
    responses: { ...success(operation), ...problemAnswers(operation), default: unforeseen },
  };
}

function parametersOf({ parameters: own = [], method, idempotent, scope }: Operation): readonly ParameterName[] {
  return [
    ...own,
    ...(idempotent ? (['idempotencyKey'] as const) : []),
    ...(method === 'get' && scope !== null ? (['ifNoneMatch'] as const) : []),
  ];
}

function describeBody({ mediaType = json, schema, required, examples }: Body): Json {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }]);
  return { required, content: { [mediaType]: { schema: refTo(schema), examples: Object.fromEntries(named) as Json } } };
}

function success({ answer, method, scope, idempotent }: Operation): Json {
  const { status, description, mediaType = json, schema, example, also } = answer;
  const isRead = method === 'get' && scope !== null;
  const own = {
    ...(isRead && { ETag: ref('headers', 'ETag') }),
    ...(idempotent && { 'Idempotency-Replayed': ref('headers', 'Idempotency-Replayed') }),
  };
  return {
    [status]: {
      description,
      ...(Object.keys(own).length > 0 && { headers: own }),
      content: {
        [mediaType]: { schema: refTo(schema), example },
        ...(also && { [also.mediaType]: { schema: refTo(also.schema), example: also.example } }),
      },
    },
    ...(isRead && {
      304: {
        description: 'Nothing changed since the answer with this `ETag`.',
        headers: { ETag: ref('headers', 'ETag') },
      },
    }),
  };
}

/** All problems of an operation: its own, and those of its kind. */
export function problemsOf({ scope, body, problems, idempotent }: Operation): readonly ProblemCode[] {
  const isJson = body && (body.mediaType ?? json) === json;
  const codes: readonly ProblemCode[] = [
    ...problems,
    ...(scope === null ? [] : (['unauthorized', 'forbidden', 'too-many-requests'] as const)),
    ...(isJson ? (['invalid-json', 'too-large'] as const) : []),
    ...(body ? (['unsupported-media-type'] as const) : []),
    ...(idempotent ? (['invalid-request', 'idempotency-key-in-use', 'idempotency-key-reused'] as const) : []),
  ];
  return [...new Set(codes)];
}

/** By status: one answer each, with an example per code. */
function problemAnswers(operation: Operation): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(operation)) {
    const [status] = problemCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, codes]) => [String(status), problemAnswerOf(codes)]),
  );
}

function problemAnswerOf(codes: readonly ProblemCode[]): Json {
  const examples = codes.map((code) => [code, { value: problemOf(code, `${problemCodes[code][1]}.`) }]);
  const waits = codes.some((code) => waitingCodes.has(code));
  const always = codes.every((code) => waitingCodes.has(code));
  return {
    description: codes.map((code) => `${problemCodes[code][1]} (\`${code}\`)`).join('. '),
    ...(waits && { headers: { 'Retry-After': ref('headers', always ? 'Retry-After' : 'Retry-After-Or-Not') } }),
    content: {
      'application/problem+json': { schema: refTo(problemAnswer), examples: Object.fromEntries(examples) as Json },
    },
  };
}

/** Those that come with `Retry-After`. */
const waitingCodes: ReadonlySet<ProblemCode> = new Set([
  'too-many-requests',
  'idempotency-key-in-use',
  'crm-unavailable',
]);

const unforeseen = {
  description:
    'A problem that every operation may have: the request cannot be read (400, 408, 413, 414, 415, 431), or the service is ' +
    'in trouble (500, 503). Nothing was stored.',
  content: { 'application/problem+json': { schema: refTo(problemAnswer) } },
};

/** Schemas have names, so that a client's types have them too. */
function refTo(schema: z.ZodType): Json {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error('a schema of the document has no id');
  return ref('schemas', id);
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  const named = Object.entries(schemas).map(([name, schema]) => {
    const plain: Record<string, unknown> = { ...schema };
    // zod names each schema by its address in the document; as an `$id` that address would be the base of all its $refs.
    delete plain['$id'];
    delete plain['$schema'];
    return [name, plain];
  });
  return Object.fromEntries(named) as Json;
}
