/** What custom fields and objects are made in: an org, or a draft of its schema on which changes are tried out. */
import type { Row } from './row';
import { SObject, type SObjectSpec } from './sobject';

export interface SchemaHost {
  sObjectType(name: string): SObject | undefined;
  allTypes(): Iterable<SObject>;
  rows(type: SObject): Iterable<Row>;
  addCustomObject(spec: Omit<SObjectSpec, 'keyPrefix'>): SObject;
  removeObject(type: SObject): void;
}

/** No record gets an id of it. */
const NO_PREFIX = 'a__';

/** Begins as things are; its rows are the real ones. */
export class DraftHost implements SchemaHost {
  private readonly types = new Map<string, SObject>();

  constructor(private readonly real: SchemaHost) {
    for (const type of real.allTypes()) this.types.set(type.name.toLowerCase(), type.copy());
  }

  sObjectType(name: string): SObject | undefined {
    return this.types.get(name.toLowerCase());
  }

  allTypes(): Iterable<SObject> {
    return this.types.values();
  }

  rows(type: SObject): Iterable<Row> {
    const real = this.real.sObjectType(type.name);
    return real === undefined ? [] : this.real.rows(real);
  }

  addCustomObject(spec: Omit<SObjectSpec, 'keyPrefix'>): SObject {
    const type = new SObject({ ...spec, keyPrefix: NO_PREFIX });
    this.types.set(type.name.toLowerCase(), type);
    return type;
  }

  removeObject(type: SObject): void {
    this.types.delete(type.name.toLowerCase());
  }
}
