/** What an org says of its objects, kept for as long as a connector lives. */
import type { Send } from './call';

export interface FieldFacts {
  readonly name: string;
  /** As describe has it: `string`, `email`, `url`, `boolean`, `int`, `double`, `currency`, `percent`, `date`, `datetime`, `picklist`, `multipicklist`, `reference`, `textarea`, `phone`, `id`… */
  readonly type: string;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  /** Active values of a picklist. */
  readonly options: readonly string[];
}

export class Describes {
  /** By API name. Throws `CallFailure`. One call per object, once. */
  fieldsOf(_send: Send, _object: string): Promise<ReadonlyMap<string, FieldFacts>> {
    throw new Error('not yet');
  }

  /** What was said of it may be so no longer: it is asked for anew. */
  forget(_object: string): void {
    throw new Error('not yet');
  }
}
