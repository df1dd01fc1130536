/** One call and its answer as they were on the wire, and what a judge says of them. */
import { datedStatus, undatedPath } from './dated';
import type { Operation } from './generated-api';
import { findOperation } from './generated-api';
import { modelsOf } from './generated-models';
import type { Complaint } from './judge';
import { judge } from './judge';

export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: string;
  readonly status: number;
  readonly contentType: string | null;
  /** Where a redirect leads. */
  readonly location: string | null;
  readonly answer: string;
}

export interface Finding extends Omit<Complaint, 'kind'> {
  /** `status`: none that the client takes for a success. `query`: a name that HubSpot does not have. */
  readonly kind: Complaint['kind'] | 'status' | 'content type' | 'query';
  readonly operation: Operation;
  readonly status: number;
}

/** The name under which the client publishes what its code calls `Error`. */
const ERROR_MODEL = 'ModelError';
const JSON_TYPE = 'application/json;charset=utf-8';

export function operationOf({ method, path }: Exchange): Operation | undefined {
  return findOperation(method, undatedPath(path));
}

/** Where an answer is not what HubSpot publishes. */
export function judgeAnswer(exchange: Exchange): readonly Finding[] {
  const operation = operationOf(exchange);
  if (operation === undefined) return [];
  const { status, contentType, answer } = exchange;
  const about = { operation, status, model: operation.name, at: '' };
  const published = publishedStatus(operation, exchange);
  if (published === undefined) return [{ ...about, field: 'status', kind: 'status' }];
  const model = published < 400 ? operation.answers.get(published) : ERROR_MODEL;
  if (model === undefined) return answer === '' ? [] : [{ ...about, field: 'body', kind: 'invented' }];
  if (contentType !== JSON_TYPE) return [{ ...about, field: 'Content-Type', kind: 'content type' }];
  const complaints = judge(modelsOf(operation.module), model, JSON.parse(answer));
  return complaints.map((complaint) => ({ ...complaint, operation, status }));
}

/** The code that the client knows the answer by; undefined: none that it takes for a success. */
function publishedStatus(operation: Operation, { path, status }: Exchange): number | undefined {
  if (status >= 400) return status;
  const old = undatedPath(path);
  return [...operation.answers.keys()].find((code) => (old === path ? code : datedStatus(old, code)) === status);
}

/** Where a request is not what HubSpot publishes. */
export function judgeRequest(exchange: Exchange): readonly Finding[] {
  const operation = operationOf(exchange);
  if (operation === undefined) return [];
  const { query, request, status } = exchange;
  const invented = [...query.keys()]
    .filter((name) => !operation.query.has(name))
    .map((field): Finding => ({ operation, status, model: operation.name, field, kind: 'query', at: '' }));
  return [...invented, ...judgeBody(operation, request).map((complaint) => ({ ...complaint, operation, status }))];
}

function judgeBody(operation: Operation, request: string): readonly Complaint[] {
  const about = { model: operation.name, field: 'body', at: '' };
  if (operation.body === undefined) {
    return request === '' || operation.form.size > 0 ? [] : [{ ...about, kind: 'invented' }];
  }
  if (request === '') return [{ ...about, kind: 'missing' }];
  return judge(modelsOf(operation.module), operation.body, JSON.parse(request));
}

export function describeFinding({ operation, status, model, field, kind, at, found = '' }: Finding): string {
  return `${operation.name} ${status}: ${model}.${field} ${kind} ${found} at ${at}`;
}
