/** How one field flows. */
import type { PolicyName } from './policies/policies';

export const directions = ['push', 'pull', 'both'] as const;
/** `push`: from the order system to the CRM; `pull`: from the CRM to the order system. */
export type Direction = (typeof directions)[number];

export interface FieldRule {
  readonly direction: Direction;
  /** Who is right when both sides of a two-way field have moved. */
  readonly policy: PolicyName;
  /** Of a field of one direction: a move of the side that only listens is put right. Without it, it is left alone. */
  readonly enforce: boolean;
  /** A blank is a value like any other. Without it a blank changes nothing on the other side. */
  readonly clear: boolean;
}
