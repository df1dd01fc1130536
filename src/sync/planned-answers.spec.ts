import type { CallContext, Connector, FindQuery } from '../connectors/connector';
import type { Failure, Outcome } from '../core/failure';
import type { RemoteRecord } from '../core/record';
import { PlannedAnswers, type Shape } from './planned-answers';

const own = { key: 'tandem_id', revision: 'tandem_revision', url: 'tandem_url' };
const call: CallContext = { beforeCall: () => Promise.resolve(), onCallout: () => undefined, now: () => new Date(0) };
const query = (values: readonly string[]): FindQuery => ({
  object: 'contacts',
  property: 'email',
  values,
  properties: [],
});
const addresses = (count: number): string[] => Array.from({ length: count }, (_, n) => `c${n}@example.com`);

/** A CRM that holds every tenth address; `asked` is what it was asked for. */
function answersOf(failure?: Failure): { readonly answers: PlannedAnswers; readonly asked: string[] } {
  const asked: string[] = [];
  const find = (_call: CallContext, { values }: FindQuery): Promise<readonly Outcome<readonly RemoteRecord[]>[]> => {
    asked.push(...values);
    if (failure) return Promise.resolve(values.map(() => ({ ok: false, failure })));
    return Promise.resolve(
      values.map((value) => ({
        ok: true,
        value: value.startsWith('c1') ? [{ id: `id of ${value}`, properties: { tandem_id: null } }] : [],
      })),
    );
  };
  const connector = { find } as unknown as Connector;
  return { answers: new PlannedAnswers({ connector, own, call, records: 10_000, known: new Map() }), asked };
}

const hits = async (answers: PlannedAnswers, values: readonly string[]): Promise<(readonly RemoteRecord[])[]> =>
  (await answers.find(call, query(values))).map((outcome) => (outcome.ok ? outcome.value : []));

describe('what a dry run goes by', () => {
  it('is asked once, and remembered', async () => {
    const { answers, asked } = answersOf();
    answers.restart('remember');
    const first = await hits(answers, addresses(30));
    answers.restart('infer');
    expect(await hits(answers, addresses(30))).toEqual(first);
    expect(asked).toEqual(addresses(30));
    expect(answers.asked).toBe(30);
  });

  it('is inferred of the others: as often as it was seen, and always the same', async () => {
    const { answers, asked } = answersOf();
    const seen: Shape[] = ['none', 'none', 'none', 'free'];
    for (const shape of seen) answers.learn(shape);
    const inferred = await hits(answers, addresses(4_000));
    const free = inferred.filter(({ length }) => length === 1).length;
    expect(Math.abs(free - 1_000)).toBeLessThan(100);
    expect(await hits(answers, addresses(4_000))).toEqual(inferred);
    expect(asked).toEqual([]);
  });

  it('is that a value is taken once its record was brought', async () => {
    const { answers } = answersOf();
    answers.restart('remember');
    await hits(answers, addresses(20));
    answers.bring('email', 'c1@example.com');
    const [taken] = await hits(answers, ['c1@example.com']);
    expect(taken?.[0]?.properties['tandem_id']).toBe('another record');
    answers.restart('infer');
    expect((await hits(answers, ['c1@example.com']))[0]?.[0]?.id).toBe('id of c1@example.com');
  });

  it('is less sure the fewer were asked', () => {
    const uncertaintyAfter = (count: number): number => {
      const { answers } = answersOf();
      for (let n = 0; n < count; n += 1) answers.learn(n % 4 === 0 ? 'several' : 'none');
      return answers.uncertainty;
    };
    expect(uncertaintyAfter(2_000)).toBeCloseTo(0.019, 3);
    expect(uncertaintyAfter(100)).toBeGreaterThan(0.08);
    expect(uncertaintyAfter(0)).toBe(0);
  });

  it('stops where the account refuses, and not where one record is refused', async () => {
    const refused = answersOf({ kind: 'retry', code: 'HTTP_503', message: 'not now' }).answers;
    refused.restart('ask');
    await expect(hits(refused, ['a@example.com'])).rejects.toMatchObject({ failure: { code: 'HTTP_503' } });
    const odd = answersOf({ kind: 'rejected', code: 'TOO_MANY', message: 'too many' }).answers;
    odd.restart('ask');
    expect(await odd.find(call, query(['a@example.com']))).toMatchObject([{ ok: false }]);
  });
});
