/** What the document says of one operation. Facts only; `document.ts` adds what all operations have in common. */
import type { z } from 'zod';
import type { Scope } from '../../store/api-keys';
import type { ProblemCode } from '../problem';
import type { ParameterName } from './parameters';

export const tags = {
  Records: 'What the order system says. A write is answered as soon as it is stored; the CRM is told later.',
  Changes: 'What was changed in the CRMs: put to the order system, which accepts it or refuses.',
  Waiting:
    'What waits for a person: records that a CRM refuses or the quality gate keeps back, matches to choose from, and fields that both sides have changed.',
  Connections: 'The CRM accounts that the tenant is connected to.',
  Service: 'Whether the service is well. Without an API key.',
} as const;

export interface Body {
  /** `application/json` unless said otherwise. */
  readonly mediaType?: string;
  /** With an `id` in its metadata: it becomes a component. */
  readonly schema: z.ZodType;
  readonly required: boolean;
  readonly examples: Readonly<Record<string, unknown>>;
}

export interface Operation {
  /** Unique; the typed client and links to the page use it. */
  readonly id: string;
  readonly method: 'get' | 'put' | 'patch' | 'post' | 'delete';
  /** As in the document: `/v1/customers/{id}`. */
  readonly path: string;
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description?: string;
  /** Null: open to everybody. */
  readonly scope: Scope | null;
  readonly parameters?: readonly ParameterName[];
  readonly body?: Body;
  readonly answer: {
    readonly status: 200 | 202;
    readonly description: string;
    readonly mediaType?: string;
    readonly schema: z.ZodType;
    readonly example: unknown;
    /** The same for who asks for it with `Accept`. */
    readonly also?: { readonly mediaType: string; readonly schema: z.ZodType; readonly example: unknown };
  };
  /** Beside those that every operation of its kind has. */
  readonly problems: readonly ProblemCode[];
  /** Takes an `Idempotency-Key`. */
  readonly idempotent?: boolean;
}
