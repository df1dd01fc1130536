/** What an org says of its objects, kept for as long as a connector lives. */
import { CallFailure } from '../connector';
import { asJson, asList, asText, type Json } from '../json';
import type { Send } from './call';

export interface FieldFacts {
  readonly name: string;
  readonly label: string;
  /** As describe has it: `string`, `email`, `url`, `boolean`, `int`, `double`, `currency`, `percent`, `date`, `datetime`, `picklist`, `multipicklist`, `reference`, `textarea`, `phone`, `id`… */
  readonly type: string;
  /** In characters; 0 where it has no meaning. */
  readonly length: number;
  /** Of a number: how many digits it has in all, and how many of them after the point; 0 and 0 where it does not say. */
  readonly precision: number;
  readonly scale: number;
  readonly nillable: boolean;
  /** It gets a value of its own when a new record says none. */
  readonly defaultedOnCreate: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  /** Whether "abc" and "ABC" are two values of a unique field; then an upsert by it tells them apart too. */
  readonly caseSensitive: boolean;
  /** Active values of a picklist. */
  readonly options: readonly string[];
  /** No others are taken. */
  readonly restricted: boolean;
}

type Facts = ReadonlyMap<string, FieldFacts>;

/** What the describe of an object is refused with that the org does not have, or that we may not see (contract 6). */
const absentCodes: ReadonlySet<string> = new Set(['NOT_FOUND', 'INVALID_TYPE']);

const objectMissing = 'OBJECT_MISSING';

export class Describes {
  private readonly known = new Map<string, Facts>();
  private readonly underWay = new Map<string, Promise<Facts>>();

  /**
   * By API name; a field that we may not see is not among them. Throws `CallFailure`. One call per object, once: who asks
   * while it is under way shares what comes of it, but not what stopped another's calls, and asks then by its own `send`.
   * A failure is not kept.
   */
  async fieldsOf(send: Send, object: string): Promise<Facts> {
    const known = this.known.get(object);
    if (known !== undefined) return known;
    const shared = this.underWay.get(object);
    if (shared === undefined) return this.ask(send, object);
    try {
      return await shared;
    } catch (error) {
      if (error instanceof CallFailure) throw error;
      return this.fieldsOf(send, object);
    }
  }

  /** As `fieldsOf`; null of an object that the org does not have, or that we may not see. */
  async findFields(send: Send, object: string): Promise<Facts | null> {
    try {
      return await this.fieldsOf(send, object);
    } catch (error) {
      if (error instanceof CallFailure && error.failure.code === objectMissing) return null;
      throw error;
    }
  }

  /** What was said of it may be so no longer, what is being said neither: it is asked for anew. */
  forget(object: string): void {
    this.known.delete(object);
    this.underWay.delete(object);
  }

  private async ask(send: Send, object: string): Promise<Facts> {
    const call = readFields(send, object);
    this.underWay.set(object, call);
    const isLatest = (): boolean => this.underWay.get(object) === call;
    try {
      const facts = await call;
      if (isLatest()) this.known.set(object, facts);
      return facts;
    } finally {
      if (isLatest()) this.underWay.delete(object);
    }
  }
}

async function readFields(send: Send, object: string): Promise<Facts> {
  const answer = await send({
    method: 'GET',
    path: `sobjects/${object}/describe`,
    endpoint: `/services/data/sobjects/${object}/describe`,
    object,
    rows: 0,
    writes: false,
    namesOne: true,
    read: readDescribe,
  });
  if (answer.ok) return answer.value;
  const { failure } = answer;
  if (failure.kind !== 'gone' && !absentCodes.has(failure.code)) throw new CallFailure(failure);
  throw new CallFailure({
    kind: 'rejected',
    code: objectMissing,
    message: `Salesforce shows us no object ${object}: give the integration user the permission to read, create, edit and delete ${object} by a permission set, or switch the object on in this org; then connect again.`,
  });
}

function readDescribe(body: unknown): Facts | null {
  const fields = asJson(body)?.['fields'];
  if (!Array.isArray(fields)) return null;
  const facts = fields.flatMap((field) => readField(asJson(field) ?? {}));
  return new Map(facts.map((fact) => [fact.name, fact]));
}

function readField(field: Json): readonly FieldFacts[] {
  const { name, type } = field;
  if (typeof name !== 'string' || typeof type !== 'string') return [];
  const is = (flag: string): boolean => field[flag] === true;
  const count = (key: string): number => (typeof field[key] === 'number' ? field[key] : 0);
  return [
    {
      name,
      label: asText(field['label']) ?? name,
      type,
      length: count('length'),
      // Of an `int` the count is under another name (keys: contract 2.2; that one of both is 0 is unverified).
      precision: count('precision') || count('digits'),
      scale: count('scale'),
      nillable: is('nillable'),
      defaultedOnCreate: is('defaultedOnCreate'),
      createable: is('createable'),
      updateable: is('updateable'),
      externalId: is('externalId'),
      unique: is('unique'),
      caseSensitive: is('caseSensitive'),
      options: readOptions(field['picklistValues']),
      restricted: is('restrictedPicklist'),
    },
  ];
}

function readOptions(values: unknown): readonly string[] {
  return asList(values)
    .map(asJson)
    .flatMap((option) => {
      const value = option?.['value'];
      return option?.['active'] === true && typeof value === 'string' ? [value] : [];
    });
}
