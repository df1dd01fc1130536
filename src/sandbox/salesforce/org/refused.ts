/** What Salesforce says no to, in its words. The catalogue is contract section 6. */

export interface RecordError {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** It is not about a record that is written: the answer has no key `fields` then (contract section 6). */
  readonly fieldless?: boolean;
  /** Beside the usual keys of a single record's error: the matches of a duplicate rule. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export function recordError(code: string, message: string, fields: readonly string[] = []): RecordError {
  return { code, message, fields };
}

/** A call that is refused whole. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly RecordError[],
  ) {
    super(errors[0]?.message);
    this.name = 'Refused';
  }
}

/** `fields` stands in the answer where the error is one of a record's fields; other errors have no such key. */
export function refused(status: number, code: string, message: string, fields?: readonly string[]): Refused {
  return new Refused(status, [
    { ...recordError(code, message, fields), ...(fields === undefined && { fieldless: true }) },
  ]);
}

/** The status that an error has where it is the whole answer; 400 unless Salesforce is known to say otherwise. */
export function statusOf({ code, message }: RecordError): number {
  if (code === 'NOT_FOUND' || code === 'ENTITY_IS_DELETED') return 404;
  // Status unverified; as the PATCH or DELETE of an id that does not exist (contract section 6).
  if (code === 'INVALID_CROSS_REFERENCE_KEY' && message === 'invalid cross reference id') return 404;
  if (code === 'INSUFFICIENT_ACCESS') return 403;
  return 400;
}
