import { CallFailure, type Connector } from '../../../src/connectors/connector';
import type { Failure, Outcome } from '../../../src/core/failure';
import { failureOf, keyOf, kindsOf, propertiesOf, propertyOf, valueOf, watched, type Bench } from './bench';
import type { Trouble, Watched } from './bench';
import { benches } from './benches';

describe.each(benches)('trouble on the way to $title', (kind) => {
  let bench: Bench;
  let ids: readonly string[];
  const object = kind.objects.customer;
  beforeEach(async () => {
    bench = await kind.start();
    await bench.connector.provision(watched(bench), object, [keyOf(kind)]);
    ids = await bench.seed('customer', [{ name: 'Ana' }, { name: 'Bob' }]);
    // What a connector learns of the account once is learned: the trouble strikes the call that it is meant for.
    await upsert('warm');
    await read();
  });
  afterEach(() => bench.close());

  const upsert = (...keys: readonly string[]): ReturnType<Connector['upsert']> => upsertIn(watched(bench), ...keys);
  const upsertIn = (context: Watched, ...keys: readonly string[]): ReturnType<Connector['upsert']> =>
    bench.connector.upsert(
      context,
      object,
      keys.map((key) => ({ key, properties: propertiesOf(kind, 'customer', { name: key }) })),
    );
  const update = (city: string): ReturnType<Connector['update']> => {
    const properties = propertiesOf(kind, 'customer', { city });
    return bench.connector.update(
      watched(bench),
      object,
      ids.map((id) => ({ id, properties })),
    );
  };
  const read = (context = watched(bench)): ReturnType<Connector['read']> =>
    bench.connector.read(context, { object, by: 'id', ids, properties: [propertyOf(kind, 'customer', 'name')] });
  const keys = async (): Promise<readonly unknown[]> =>
    (await bench.held('customer', 'key')).map(({ key }) => key).filter((key) => key !== null && key !== 'warm');
  /** What the engine tries again, having looked. */
  const repeatable: readonly Failure['kind'][] = ['retry', 'unknown'];

  it.each<Trouble>(['reset after', 'answer lost'])(
    'leaves a create unknown after %s, and a repeat settles it',
    async (trouble) => {
      await bench.strike('upsert', 'customer', trouble);
      expect(kindsOf(await upsert('c1', 'c2'))).toEqual(['unknown', 'unknown']);
      expect(await keys()).toEqual(['c1', 'c2']);
      const again = await upsert('c1', 'c2', 'c3');
      expect(again.map((outcome) => valueOf(outcome).created)).toEqual([false, false, true]);
      expect(await keys()).toEqual(['c1', 'c2', 'c3']);
    },
  );

  it.each<Trouble>(['reset before', 'unavailable'])('makes a create repeatable after %s', async (trouble) => {
    await bench.strike('upsert', 'customer', trouble);
    for (const outcome of await upsert('c1', 'c2')) expect(repeatable).toContain(failureOf(outcome).kind);
    expect(await keys()).toEqual([]);
    expect((await upsert('c1', 'c2')).map((outcome) => valueOf(outcome).created)).toEqual([true, true]);
  });

  it.each<Trouble>(['reset after', 'answer lost'])('leaves an update unknown after %s', async (trouble) => {
    await bench.strike('update', 'customer', trouble);
    expect(kindsOf(await update('Rome'))).toEqual(['unknown', 'unknown']);
    expect(kindsOf(await update('Rome'))).toEqual(['ok', 'ok']);
    expect((await bench.held('customer', 'city')).map(({ city }) => city)).toEqual(['Rome', 'Rome', null]);
  });

  it.each<Trouble>(['reset before', 'reset after', 'answer lost', 'unavailable'])(
    'makes a read repeatable after %s: nothing was done by it',
    async (trouble) => {
      await bench.strike('read', 'customer', trouble);
      for (const outcome of await read()) expect(repeatable).toContain(failureOf(outcome).kind);
      expect(kindsOf(await read())).toEqual(['ok', 'ok']);
    },
  );

  it.each<Trouble>(['reset after', 'answer lost'])(
    'archives once, as often as it is asked after %s',
    async (trouble) => {
      await bench.strike('archive', 'customer', trouble);
      const outcomes = await bench.connector.archive(watched(bench), object, ids);
      for (const outcome of outcomes) if (!outcome.ok) expect(repeatable).toContain(outcome.failure.kind);
      expect(kindsOf(await bench.connector.archive(watched(bench), object, ids))).toEqual(['ok', 'ok']);
      expect(await bench.held('customer', 'key')).toHaveLength(1);
    },
  );

  it('says until when the account takes no calls, and asks no more within the method', async () => {
    await bench.strike('any', 'customer', 'limit');
    const context = watched(bench);
    const many = Array.from({ length: 3 * (kind.rowsPerCall ?? 100) }, (_, n) => `c${n}`);
    const outcomes = await upsertIn(context, ...many);
    const refused = outcomes.filter((outcome): outcome is Outcome<never> => !outcome.ok).map(failureOf);
    expect(refused.length).toBeGreaterThan(0);
    for (const failure of refused) {
      expect(failure).toMatchObject({ kind: 'throttled', until: expect.any(Date) as Date });
      if (failure.kind === 'throttled') expect(failure.until.getTime()).toBeGreaterThan(bench.now().getTime());
    }
    expect(context.callouts.filter(({ failure }) => failure === 'throttled')).toHaveLength(1);
  });

  it('throws what an account says to a call without rows', async () => {
    await bench.strike('any', 'customer', 'limit');
    await expect(bench.connector.account(watched(bench))).rejects.toMatchObject({ failure: { kind: 'throttled' } });
    await bench.strike('any', 'customer', 'unavailable');
    const asked = bench.connector.changedSince(watched(bench), { object, since: bench.now(), after: null });
    await expect(asked).rejects.toBeInstanceOf(CallFailure);
  });

  it('sends a call once more, with another token, when the time of the first is over', async () => {
    const tokens = [bench.token, await bench.anotherToken()];
    const asked: (string | undefined)[] = [];
    const connector = bench.open((expired) => {
      asked.push(expired);
      return Promise.resolve({ ok: true, value: tokens[expired === undefined ? 0 : 1]! });
    });
    await connector.account(watched(bench));
    asked.length = 0;
    await bench.strike('read', 'customer', 'expired token');
    const outcomes = await connector.read(watched(bench), { object, by: 'id', ids, properties: [] });
    expect(kindsOf(outcomes)).toEqual(['ok', 'ok']);
    expect(asked.filter((expired) => expired !== undefined)).toEqual([bench.token]);
  });

  it('wants a person where there is no other token', async () => {
    const connector = bench.open(() => Promise.resolve({ ok: true, value: 'expired-token' }));
    const outcomes = await connector.read(watched(bench), { object, by: 'id', ids, properties: [] });
    expect(kindsOf(outcomes)).toEqual(['reauth', 'reauth']);
    await expect(connector.account(watched(bench))).rejects.toMatchObject({ failure: { kind: 'reauth' } });
  });

  it('answers why there is no token in place of each call, and calls nobody', async () => {
    const failure: Failure = { kind: 'reauth', code: 'NO_TOKEN', message: 'There is none.' };
    const connector = bench.open(() => Promise.resolve({ ok: false, failure }));
    const before = await bench.calls();
    const outcomes = await connector.read(watched(bench), { object, by: 'id', ids, properties: [] });
    expect(outcomes.map(failureOf)).toEqual([failure, failure]);
    await expect(connector.account(watched(bench))).rejects.toMatchObject({ failure });
    expect(await bench.calls()).toBe(before);
  });

  describe('when no call may be made any more', () => {
    const leaseIsOver = new Error('the lease is over');
    const pair = { fromId: kind.strangerIds.order, toId: kind.strangerIds.customer };
    const query = { object, by: 'id', ids: [kind.strangerIds.customer], properties: [] } as const;
    const rows = [{ key: 'c1', properties: {} }];
    const changes = { object, since: new Date(0), after: null };
    const email = { object, property: kind.properties.customer['email']!, values: ['a@b.com'], properties: [] };
    const methods: Readonly<Record<string, (connector: Connector, context: Watched) => Promise<unknown>>> = {
      account: (connector, context) => connector.account(context),
      provision: (connector, context) => connector.provision(context, object, [keyOf(kind)]),
      describe: (connector, context) => connector.describe(context, kind.objects.order),
      find: (connector, context) => connector.find(context, email),
      read: (connector, context) => connector.read(context, query),
      changedSince: (connector, context) => connector.changedSince(context, changes),
      archivedPage: (connector, context) => connector.archivedPage(context, changes),
      update: (connector, context) => connector.update(context, object, [{ id: query.ids[0], properties: {} }]),
      upsert: (connector, context) => connector.upsert(context, object, rows),
      associate: (connector, context) => connector.associate(context, kind.association, [pair]),
      dissociate: (connector, context) => connector.dissociate(context, kind.association, [pair]),
      archive: (connector, context) => connector.archive(context, object, query.ids),
    };

    it.each(Object.keys(methods))('%s sends nothing, and passes the error on', async (method) => {
      const connector = bench.open(() => Promise.resolve({ ok: true, value: bench.token }));
      const before = await bench.calls();
      const context = watched(bench, () => Promise.reject(leaseIsOver));
      await expect(methods[method]?.(connector, context)).rejects.toBe(leaseIsOver);
      expect(await bench.calls()).toBe(before);
      expect(context.callouts).toEqual([]);
    });

    it('stops in the middle of many rows', async () => {
      let permits = 0;
      const context = watched(bench, () => (++permits > 2 ? Promise.reject(leaseIsOver) : Promise.resolve()));
      const many = Array.from({ length: 8 * (kind.rowsPerCall ?? 100) }, (_, n) => `c${n}`);
      const before = await bench.calls();
      await expect(upsertIn(context, ...many)).rejects.toBe(leaseIsOver);
      expect((await bench.calls()) - before).toBeLessThanOrEqual(2);
      expect(context.callouts.length).toBe((await bench.calls()) - before);
    });
  });

  it('tells of each call once, by its route and without any value of a record', async () => {
    const context = watched(bench);
    const before = await bench.calls();
    await upsertIn(context, 'secret-key');
    await read(context);
    await bench.connector.archive(context, object, [ids[0]!]);
    expect((await bench.calls()) - before).toBe(context.callouts.length);
    for (const callout of context.callouts) {
      expect(callout).toMatchObject({ at: bench.now(), failure: null, status: expect.any(Number) as number });
      expect(callout.endpoint).toMatch(/^\//);
      expect(callout.durationMs).toBeGreaterThanOrEqual(0);
    }
    const said = JSON.stringify(context.callouts.map(({ endpoint, failure }) => [endpoint, failure]));
    for (const value of ['secret-key', ...ids]) expect(said).not.toContain(value);
  });

  it('tells of a call that met trouble with what it came to', async () => {
    const context = watched(bench);
    await bench.strike('upsert', 'customer', 'reset before');
    const [outcome] = await upsertIn(context, 'c1');
    const { kind: failure } = failureOf(outcome);
    expect(context.callouts.at(-1)).toMatchObject({ status: null, failure });
  });
});
