/**
 * What must be in the database, by the answers alone: a write that was answered `stored` is there as it was sent, and
 * nothing else is.
 */
import { isDeepStrictEqual } from 'node:util';
import { keepConfirmation } from '../../../../src/core/email-confirmation';
import type { Fields } from '../../../../src/core/record';
import type { Operation } from '../../../../src/http/openapi/operation';
import type { Reply } from '../openapi/send';

type Body = Readonly<Record<string, unknown>>;

interface Expected {
  readonly fields: Body;
  readonly updatedAt: string;
  readonly deleted: boolean;
  /** For good: no later write counts. */
  readonly erased?: true;
}

interface Verdict {
  readonly id: string;
  readonly result: string;
  readonly updatedAt: string;
  readonly line?: number;
}

export class Stored {
  /** By `tenant/path of the type/id`. */
  readonly records = new Map<string, Expected>();

  answered(tenant: string, { id, path }: Operation, body: string, reply: Reply): void {
    if (reply.status !== 200 || reply.headers['idempotency-replayed'] !== undefined) return;
    const nameOf = (record: string): string => `${tenant}/${path.split('/')[2] ?? ''}/${record}`;
    if (/^erase(?:Company|Customer|Order)$/.test(id)) {
      const { id: erased } = JSON.parse(reply.text) as Pick<Verdict, 'id'>;
      this.records.set(nameOf(erased), { fields: {}, updatedAt: '', deleted: true, erased: true });
      return;
    }
    if (id === 'confirmCustomerEmail') {
      this.confirmed(nameOf((JSON.parse(reply.text) as Pick<Verdict, 'id'>).id));
      return;
    }
    const [, verb, manner] = /^(put|patch|delete|post)(?:Company|Customer|Order)(Batch|Import)?$/.exec(id) ?? [];
    if (verb === undefined) return;
    const writes = manner === undefined ? oneWrite(verb, body, reply.text) : manyWrites[manner]?.(body, reply.text);
    for (const { said, verdict } of writes ?? [])
      this.wrote(nameOf(verdict.id), manner === undefined ? verb : 'put', said, verdict);
  }

  private confirmed(name: string): void {
    const before = this.records.get(name);
    if (before) this.records.set(name, { ...before, fields: { ...before.fields, emailConfirmed: true } });
  }

  private wrote(name: string, verb: string, body: Body, { result, updatedAt }: Verdict): void {
    const before = this.records.get(name);
    if (before?.erased) return;
    if (result === 'unchanged' && before) this.records.set(name, { ...before, updatedAt });
    if (result !== 'stored') return;
    const deleted = verb === 'delete';
    const stood = before?.fields ?? {};
    const said = deleted ? stood : fieldsOf(body);
    const fields = verb === 'patch' ? merged(stood, said) : said;
    // Of no other type does anything stand in a field of this name.
    this.records.set(name, {
      updatedAt,
      deleted,
      fields: keepConfirmation(stood as Fields, said as Fields, fields as Fields),
    });
  }

  /** What a GET of the record must answer, or its status when that is another. */
  misreads(name: string, { status, text }: Reply): boolean {
    const expected = this.records.get(name);
    if (expected === undefined || expected.deleted) return status !== (expected ? 410 : 404);
    const { fields, updatedAt } = expected;
    const answer = { id: name.split('/')[2], ...fields, updatedAt };
    return status !== 200 || !isDeepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(answer)));
  }
}

interface Write {
  readonly verdict: Verdict;
  readonly said: Body;
}

const oneWrite = (verb: string, body: string, answer: string): readonly Write[] => [
  { verdict: JSON.parse(answer) as Verdict, said: verb === 'delete' ? {} : (JSON.parse(body) as Body) },
];

const manyWrites: Readonly<Record<string, (body: string, answer: string) => readonly Write[]>> = {
  Batch: (body, answer) => {
    const { results } = JSON.parse(answer) as { results: readonly Verdict[] };
    const { records } = JSON.parse(body) as { records: readonly Body[] };
    return results.map((verdict, index) => ({ verdict, said: records[index] ?? {} }));
  },
  Import: (body, answer) => {
    const lines = body.split('\n');
    const verdicts = answer
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Verdict);
    return verdicts
      .filter(({ result }) => result === 'stored' || result === 'unchanged')
      .map((verdict) => ({ verdict, said: JSON.parse(lines[(verdict.line ?? 0) - 1] ?? '') as Body }));
  },
};

/** As they are given back: lines whole, without an empty `custom`. */
function fieldsOf(body: Body): Body {
  const { custom, lines } = body;
  const own = Object.entries(body).filter(
    ([name]) => !['id', 'updatedAt', 'appliedChange', 'custom', 'lines'].includes(name),
  );
  const whole = { sku: null, name: null, quantity: null, unitPriceMinor: null };
  return {
    ...Object.fromEntries(own),
    ...(lines !== undefined && { lines: ((lines ?? []) as Body[]).map((line) => ({ ...whole, ...line })) }),
    ...(custom !== undefined && Object.keys(custom as Body).length > 0 && { custom }),
  };
}

function merged(before: Body, said: Body): Body {
  const custom = { ...(before['custom'] as Body | undefined), ...(said['custom'] as Body | undefined) };
  return { ...before, ...said, ...(Object.keys(custom).length > 0 && { custom }) };
}
