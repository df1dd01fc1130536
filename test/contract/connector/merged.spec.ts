import type { Outcome } from '../../../src/core/failure';
import { failureOf, keyOf, kindsOf, propertiesOf, propertyOf, valueOf, watched, type Bench } from './bench';
import { benches } from './benches';

describe.each(benches)('records that were merged or deleted in $title', (kind) => {
  let bench: Bench;
  let ids: readonly string[];
  const object = kind.objects.customer;
  beforeEach(async () => {
    bench = await kind.start();
    await bench.connector.provision(watched(bench), object, [keyOf(kind)]);
    ids = await bench.seed('customer', [
      { name: 'Ana', email: 'ana@example.com', key: 'c1' },
      { name: 'Bob', email: 'bob@example.com', key: 'c2' },
      { name: 'Cyd', email: 'cyd@example.com', key: 'c3' },
    ]);
  });
  afterEach(() => bench.close());

  const read = (by: 'id' | 'key', asked: readonly string[]): ReturnType<Bench['connector']['read']> =>
    bench.connector.read(watched(bench), {
      object,
      by,
      ids: asked,
      properties: [propertyOf(kind, 'customer', 'name')],
    });
  const rome = (id: string): { readonly id: string; readonly properties: Readonly<Record<string, string | null>> } => ({
    id,
    properties: propertiesOf(kind, 'customer', { city: 'Rome' }) as Readonly<Record<string, string | null>>,
  });
  const update = (...asked: readonly string[]): Promise<readonly Outcome<unknown>[]> =>
    bench.connector.update(watched(bench), object, asked.map(rome));
  const cities = async (): Promise<Readonly<Record<string, string | null>>> =>
    Object.fromEntries((await bench.held('customer', 'city')).map(({ id, city }) => [id ?? '', city ?? null]));

  it('are read by every former id as the survivor, also through a chain', async () => {
    const first = await bench.merge('customer', ids[0]!, ids[1]!);
    const last = await bench.merge('customer', ids[2]!, first);
    const outcomes = await read('id', [...ids, last, kind.strangerIds.customer]);
    expect(kindsOf(outcomes)).toEqual(['ok', 'ok', 'ok', 'ok', kind.strangersAre]);
    for (const outcome of outcomes.slice(0, -1)) {
      expect(valueOf(outcome)).toMatchObject({
        id: last,
        properties: { [propertyOf(kind, 'customer', 'name')]: 'Cyd' },
      });
    }
  });

  it('are read as the survivor of companies too', async () => {
    const [a, b] = await bench.seed('company', [{ name: 'A' }, { name: 'B' }]);
    const id = await bench.merge('company', a!, b!);
    const query = { object: kind.objects.company, by: 'id', ids: [b!, a!], properties: [] } as const;
    const outcomes = await bench.connector.read(watched(bench), query);
    expect(outcomes.map((outcome) => valueOf(outcome)?.id)).toEqual([id, id]);
  });

  it('are told by an update of a former id what they became, and no neighbour is lost', async () => {
    const id = await bench.merge('customer', ids[0]!, ids[1]!);
    const outcomes = await update(ids[1]!, ids[2]!, kind.strangerIds.customer);
    expect(kindsOf(outcomes)).toEqual(['gone', 'ok', kind.strangersAre]);
    expect(failureOf(outcomes[0])).toMatchObject({ mergedInto: id });
    expect(failureOf(outcomes[2])).not.toHaveProperty('mergedInto');
    expect(await cities()).toEqual({ [id]: null, [ids[2]!]: 'Rome' });
  });

  it('are told so beside an update of the survivor', async () => {
    const id = await bench.merge('customer', ids[0]!, ids[1]!);
    const outcomes = await update(ids[1]!, id, ids[2]!);
    expect(kindsOf(outcomes)).toEqual(['gone', 'ok', 'ok']);
    expect(failureOf(outcomes[0])).toMatchObject({ mergedInto: id });
    expect(await cities()).toEqual({ [id]: 'Rome', [ids[2]!]: 'Rome' });
  });

  it('are gone when the survivor was deleted', async () => {
    const id = await bench.merge('customer', ids[0]!, ids[1]!);
    await bench.remove('customer', id);
    expect(kindsOf(await update(ids[1]!))).toEqual(['gone']);
    expect(kindsOf(await read('id', [ids[1]!, id]))).toEqual(['gone', 'gone']);
  });

  it('are reached by the key that the survivor holds, and by no other', async () => {
    const id = await bench.merge('customer', ids[0]!, ids[1]!);
    const outcomes = await read('key', ['c1', 'c2']);
    expect(outcomes.map((outcome) => valueOf(outcome)?.id ?? null)).toEqual([id, null]);
  });

  it('are not deleted by a former id, which is taken for done', async () => {
    const id = await bench.merge('customer', ids[0]!, ids[1]!);
    expect(kindsOf(await bench.connector.archive(watched(bench), object, [ids[1]!]))).toEqual(['ok']);
    expect(Object.keys(await cities())).toEqual(expect.arrayContaining([id]));
  });

  it('are gone by id and nobody by key once they were deleted, and there again once restored', async () => {
    await bench.remove('customer', ids[0]!);
    expect(kindsOf(await read('id', [ids[0]!, ids[1]!]))).toEqual(['gone', 'ok']);
    expect((await read('key', ['c1', 'c2'])).map((outcome) => valueOf(outcome)?.id ?? null)).toEqual([null, ids[1]]);
    await bench.restore('customer', ids[0]!);
    expect((await read('id', [ids[0]!])).map((outcome) => valueOf(outcome)?.id)).toEqual([ids[0]]);
    expect((await read('key', ['c1'])).map((outcome) => valueOf(outcome)?.id)).toEqual([ids[0]]);
  });

  it('are archived as often as it is asked, and so are strangers', async () => {
    const archive = (...asked: readonly string[]): Promise<readonly Outcome<null>[]> =>
      bench.connector.archive(watched(bench), object, asked);
    expect(kindsOf(await archive(ids[0]!, kind.strangerIds.customer, ids[1]!))).toEqual(['ok', 'ok', 'ok']);
    expect(kindsOf(await archive(ids[0]!))).toEqual(['ok']);
    expect(Object.keys(await cities())).toEqual([ids[2]]);
  });
});
