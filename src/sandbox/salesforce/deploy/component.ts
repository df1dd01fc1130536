/** One thing that a package makes, changes or removes, and what is told of it (`DeployMessage`). */
import type { CustomSchema } from '../org/custom-schema';
import type { RecordError } from '../org/refused';

/** Where it is told of: `componentType` is empty for a manifest. */
export interface Named {
  readonly componentType: string;
  readonly fullName: string;
  /** With the folder in which the package stands. */
  readonly fileName: string;
}

export interface Component extends Named {
  /** What of it the box does not have, and forgets. */
  readonly leftOut?: string;
  /** The same on a draft as on the org itself. */
  perform(schema: CustomSchema): Effect;
}

export type Effect = Done | Problem;

export interface Done {
  readonly ok: true;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
  readonly id?: string;
}

export interface Problem {
  readonly ok: false;
  readonly problem: string;
  /** Not as bad where the deploy ignores warnings. */
  readonly warning?: boolean;
  readonly line?: number;
  readonly column?: number;
}

export interface Message extends Named {
  readonly effect: Effect;
  readonly leftOut?: string;
}

export const untouched: Done = { ok: true, created: false, changed: false, deleted: false };

export function problem(text: string): Problem {
  return { ok: false, problem: text };
}

export function problemOf(errors: readonly RecordError[]): Problem {
  return problem(errors.map(({ message }) => message).join('; '));
}
