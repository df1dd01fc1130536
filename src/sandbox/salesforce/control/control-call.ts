/** What every lever of the Salesforce sandbox needs: its body, its records, and its errors as problems. */
import { asObject, type Json } from '../../common/control-body';
import { ControlError, problem } from '../../common/control-error';
import type { Answer, Call, Route } from '../http/route';
import type { Actor } from '../org/committed';
import type { Org } from '../org/org';
import { Refused, type RecordError } from '../org/refused';
import type { SObject } from '../org/sobject';

const PROBLEM_TYPE = 'application/problem+json;charset=utf-8';

/** A route under `/_sandbox`. */
export type Lever = Omit<Route, 'path' | 'control'> & { readonly lever: string };

/** Nothing at all is an empty object. */
export function controlBody(call: Pick<Call, 'body'>): Json {
  if (call.body.trim() === '') return {};
  try {
    return asObject(JSON.parse(call.body) as unknown, 'The body');
  } catch (error) {
    if (error instanceof ControlError) throw error;
    throw new ControlError('The body is no JSON');
  }
}

export function controlType(org: Org, name: unknown): SObject {
  const type = typeof name === 'string' ? org.sObjectType(name) : undefined;
  if (type !== undefined) return type;
  throw new ControlError(`object must be one of ${[...org.allTypes()].map((each) => each.name).join(', ')}`);
}

/** A person in Salesforce's own pages. Nothing says how the change came in. */
export function salesperson(org: Org): Actor {
  return { userId: org.salespersonId, origin: '' };
}

export function errorText(errors: readonly RecordError[]): string {
  return errors.map(({ code, message }) => `${code}: ${message}`).join('; ');
}

/** Throws on what is neither wrong input nor a refusal: a bug. */
export function controlProblem(error: unknown): Answer {
  if (error instanceof ControlError) return { ...problem(error.status, error.detail), type: PROBLEM_TYPE };
  if (!(error instanceof Refused)) throw error;
  return { ...problem(error.status, errorText(error.errors)), type: PROBLEM_TYPE };
}
