/**
 * Why the portal says no, in the portal's own terms. How a refusal looks on the wire (status, body, item of a 207) is
 * the business of `http/problems.ts`.
 */

/** One property that is not valid; `code` is HubSpot's. */
export interface PropertyProblem {
  readonly property: string;
  readonly code: string;
  readonly message: string;
}

export type Refusal =
  | { readonly kind: 'properties'; readonly problems: readonly PropertyProblem[] }
  /** The e-mail address is another contact's. */
  | { readonly kind: 'emailTaken'; readonly existingId: string }
  /** Something is not there. `message` only where HubSpot's text differs from its usual `resource not found`. */
  | { readonly kind: 'notFound'; readonly message?: string; readonly category?: string }
  /** A merge would give one record more ids than it may have. */
  | { readonly kind: 'tooManyIdentities'; readonly max: number }
  | { readonly kind: 'duplicateIds'; readonly ids: readonly string[] }
  | { readonly kind: 'exists'; readonly message: string; readonly name: string }
  | {
      readonly kind: 'invalid';
      readonly message: string;
      readonly subCategory?: string;
      readonly context?: Readonly<Record<string, readonly string[]>>;
    }
  /** The body is of a type that HubSpot does not read. */
  | { readonly kind: 'mediaType'; readonly type: string }
  /** The body cannot be read as what it should be. HubSpot gives these no category. */
  | { readonly kind: 'unreadable'; readonly message: string };

/** Thrown where a call is refused as a whole; refusals of single rows are values. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.kind);
    this.name = 'Refused';
  }
}

export function invalid(
  message: string,
  more: { subCategory?: string; context?: Record<string, string[]> } = {},
): Refused {
  return new Refused({ kind: 'invalid', message, ...more });
}
