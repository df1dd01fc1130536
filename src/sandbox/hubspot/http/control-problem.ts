/** What a control request names that only HubSpot has, and its refusals as problems. */
import { ControlError, problem } from '../../common/control-error';
import type { ObjectType } from '../portal/object-types';
import { findObjectType } from '../portal/object-types';
import type { Refusal } from '../portal/refusal';
import { Refused } from '../portal/refusal';
import { problemAnswer } from './problems';
import type { Answer } from './route';

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

/** The object type named in a control request. */
export function controlObject(value: unknown): ObjectType {
  const type = typeof value === 'string' ? findObjectType(value) : undefined;
  if (type === undefined) throw new ControlError('object must be contacts, companies, deals or line_items');
  return type;
}
