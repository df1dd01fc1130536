/** Errors of the control API are RFC 9457 problems: they are ours, not HubSpot's. */
import type { ObjectType } from '../portal/object-types';
import { findObjectType } from '../portal/object-types';
import type { Refusal } from '../portal/refusal';
import { Refused } from '../portal/refusal';
import { optionalNumber, type Json } from './body';
import { problemAnswer } from './problems';
import type { Answer } from './route';

/** Wrong input to the control API; `detail` says what to mend. */
export class ControlError extends Error {
  constructor(
    readonly detail: string,
    readonly status = 400,
  ) {
    super(detail);
    this.name = 'ControlError';
  }
}

/** Throws on what is neither wrong input nor a refusal: a bug. */
export function controlProblem(error: unknown): Answer {
  if (error instanceof ControlError) return problem(error.status, error.detail);
  if (!(error instanceof Refused)) throw error;
  const { status } = problemAnswer(error.refusal, '', { batch: false, portalId: 0 });
  return problem(status, refusalText(error.refusal));
}

/** HubSpot's words for a refusal. */
export function refusalText(refusal: Refusal): string {
  const { body } = problemAnswer(refusal, '', { batch: false, portalId: 0 });
  return (body as { readonly message: string }).message;
}

function problem(status: number, detail: string): Answer {
  const titles: Readonly<Record<number, string>> = { 404: 'Not found', 409: 'Conflict', 501: 'Not implemented' };
  return { status, body: { type: 'about:blank', title: titles[status] ?? 'Bad request', status, detail } };
}

/** The object type named in a control request. */
export function controlObject(value: unknown): ObjectType {
  const type = typeof value === 'string' ? findObjectType(value) : undefined;
  if (type === undefined) throw new ControlError('object must be contacts, companies, deals or line_items');
  return type;
}

/** A key that a control request does not know is a slip, and not to be passed over. `who` begins the sentence. */
export function refuseUnknown(body: Json, known: readonly string[], who: string): void {
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new ControlError(`${who} has no ${unknown.join(', ')}; it knows ${known.join(', ')}`);
}

/** A number in a control request, bounds included. */
export function between(body: Json, key: string, min: number, max: number): number | undefined {
  const value = optionalNumber(body[key], key);
  if (value !== undefined && (value < min || value > max)) {
    throw new ControlError(`${key} must be between ${min} and ${max}`);
  }
  return value;
}
