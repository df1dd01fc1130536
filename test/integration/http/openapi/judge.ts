/**
 * The OpenAPI document as a judge: whether an answer is one that stands there, in status, content type, header fields and
 * body. It knows the operations as data and the document as it is served, and nothing else of the service.
 */
import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { openApiDocument, operations, problemsOf } from '../../../../src/http/openapi/document';
import type { Operation } from '../../../../src/http/openapi/operation';
import { problemCodes, type ProblemCode } from '../../../../src/http/problem';
import type { Reply } from './send';

export interface Schema {
  readonly [keyword: string]: unknown;
}

export interface Content {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Header {
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Described {
  readonly operationId: string;
  readonly parameters: readonly { readonly $ref: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, Content>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

/** As a client reads it: once through JSON. */
export const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly headers: Readonly<Record<string, Header>>;
    readonly securitySchemes: object;
  };
};

const base = 'tandem';
export const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: false });
addFormats(ajv);
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: base, components: { schemas: document.components.schemas } });

/** What is wrong with a value, by a schema of the document; nothing, when it fits. */
export function misfits(schema: Schema, value: unknown): readonly string[] {
  const { $ref } = schema;
  const check = typeof $ref === 'string' ? ajv.getSchema(base + $ref) : ajv.compile(schema);
  if (!check) throw new Error(`the document has no ${String($ref)}`);
  return check(value) ? [] : (check.errors ?? []).map(said);
}

const said = ({ instancePath, keyword, message = '' }: ErrorObject): string => `${instancePath} ${keyword}: ${message}`;

/** The thing that a `$ref` of the document leads to. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what it refers to
export function resolve<T = unknown>($ref: string): T {
  const steps = $ref.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((found, step) => (found as Record<string, unknown>)[step], document) as T;
}

export function describedAs({ path, method }: Operation): Described {
  const described = document.paths[path]?.[method];
  if (!described) throw new Error(`the document has no ${method} ${path}`);
  return described;
}

/** By what an answer is told: its status, or the code of its problem. */
export type AnswerName = ProblemCode | '200' | '202' | '304' | 'default';

/** Everything that an operation says it may answer. */
export function answersOf(operation: Operation): readonly AnswerName[] {
  const { answer, method, scope } = operation;
  const success = String(answer.status) as '200' | '202';
  return [
    success,
    ...(method === 'get' && scope !== null ? (['304'] as const) : []),
    ...problemsOf(operation),
    'default',
  ];
}

/** Which of them an answer is. */
export function nameOf(operation: Operation, reply: Reply): string {
  if (reply.status < 400) return String(reply.status);
  const code = codeOf(reply);
  return problemsOf(operation).some((known) => known === code) ? code : 'default';
}

export function codeOf({ text }: Reply): string {
  try {
    return String((JSON.parse(text) as { type?: unknown }).type).replace('urn:tandem:problem:', '');
  } catch {
    return 'no problem';
  }
}

/** Where an answer is not what the document says; nothing, when it is. */
export function complaints(operation: Operation, reply: Reply): readonly string[] {
  const { responses } = describedAs(operation);
  const response = responses[String(reply.status)] ?? responses['default'];
  if (!response) return [`status ${reply.status} is not documented`];
  return [...headerComplaints(response, reply), ...bodyComplaints(response, reply), ...problemComplaints(reply)];
}

function headerComplaints({ headers = {} }: Response, reply: Reply): readonly string[] {
  return Object.entries(headers).flatMap(([name, { $ref }]) => {
    const { required, schema } = resolve<Header>($ref);
    const text = reply.headers[name.toLowerCase()];
    if (text === undefined) return required ? [`header ${name} is missing`] : [];
    const value = schema['type'] === 'integer' ? Number(text) : text;
    return misfits(schema, value).map((wrong) => `header ${name}${wrong}`);
  });
}

function bodyComplaints({ content }: Response, { headers, text }: Reply): readonly string[] {
  if (!content) return text === '' ? [] : ['there is a body and none is documented'];
  const type = headers['content-type']?.split(';')[0] ?? 'none';
  const documented = content[type];
  if (!documented) return [`the content type ${type} is not documented`];
  return valuesOf(type, text).flatMap((value, index) =>
    misfits(documented.schema, value).map((wrong) => `body, value ${index}: ${wrong}`),
  );
}

/** Of NDJSON every line. */
function valuesOf(type: string, text: string): readonly unknown[] {
  if (type === 'text/plain') return [text];
  if (type !== 'application/x-ndjson') return [JSON.parse(text)];
  if (!text.endsWith('\n')) throw new Error('the last line of an answer has no end');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** What no schema says: type, title and status belong together, and the details are words for a person. */
function problemComplaints(reply: Reply): readonly string[] {
  if (reply.status < 400) return [];
  const { title, status, detail, requestId } = JSON.parse(reply.text) as Record<string, unknown>;
  const known = (problemCodes as Readonly<Record<string, readonly [number, string] | undefined>>)[codeOf(reply)];
  if (!known) return [`the problem ${codeOf(reply)} is unknown`];
  const wrong: string[] = [];
  if (known[0] !== status || status !== reply.status)
    wrong.push(`status ${reply.status}, in the body ${String(status)}`);
  if (known[1] !== title) wrong.push(`title ${String(title)}`);
  if (!/^\S.{10,}\.$/s.test(String(detail))) wrong.push(`detail is no sentence: ${String(detail).slice(0, 200)}`);
  if (requestId !== undefined && requestId !== reply.headers['x-request-id']) wrong.push('requestId is another');
  return wrong;
}

export const operationOf = (id: string): Operation => {
  const found = operations.find((operation) => operation.id === id);
  if (!found) throw new Error(`there is no operation ${id}`);
  return found;
};
