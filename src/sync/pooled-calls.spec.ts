import type { CallContext, Connector, Upsert } from '../connectors/connector';
import { NotAnswered, PooledCalls } from './pooled-calls';

const call = {} as CallContext;
const row = (key: string): Upsert => ({ key, properties: { name: key } });

/** What was sent, call by call; each key is made under an id of its own. */
function pool(upsert?: Connector['upsert']) {
  const sent: (readonly string[])[] = [];
  const connector = {
    upsert:
      upsert ??
      ((_call: CallContext, _object: string, rows: readonly Upsert[]) => {
        sent.push(rows.map(({ key }) => key));
        return Promise.resolve(
          rows.map(({ key }) => ({ ok: true, value: { id: `id-${key}`, properties: {}, created: true } })),
        );
      }),
    archive: (_call: CallContext, object: string, ids: readonly string[]) => {
      sent.push(ids.map((id) => `${object}/${id}`));
      return Promise.resolve(ids.map(() => ({ ok: true, value: null })));
    },
  } as unknown as Connector;
  const calls = new PooledCalls(connector);
  const askFor = async (...keys: string[]): Promise<readonly unknown[]> =>
    (await calls.pooled.upsert(call, 'Contact', keys.map(row))).map((one) => (one.ok ? one.value.id : one));
  return { calls, sent, askFor };
}

describe('calls that many batches share', () => {
  it('are made once for all of them, and answer each its own rows in its order', async () => {
    const { calls, sent, askFor } = pool();
    await expect(askFor('a', 'b')).rejects.toThrow(NotAnswered);
    await expect(askFor('c', 'd')).rejects.toThrow(NotAnswered);
    expect(sent).toEqual([]);
    expect(await calls.answer(call)).toBe(true);
    expect(await askFor('d', 'c')).toEqual(['id-d', 'id-c']);
    expect(await askFor('a', 'b')).toEqual(['id-a', 'id-b']);
    expect(sent).toEqual([['a', 'b', 'c', 'd']]);
  });

  it('send each row once, however often it is asked for', async () => {
    const { calls, sent, askFor } = pool();
    await expect(askFor('a')).rejects.toThrow(NotAnswered);
    await expect(askFor('a')).rejects.toThrow(NotAnswered);
    await calls.answer(call);
    await expect(askFor('a', 'b')).rejects.toThrow(NotAnswered);
    await calls.answer(call);
    expect(await askFor('a', 'b', 'a')).toEqual(['id-a', 'id-b', 'id-a']);
    expect(sent).toEqual([['a'], ['b']]);
    expect(await calls.answer(call)).toBe(false);
  });

  it('keep apart what is asked of one object and of another', async () => {
    const { calls, sent } = pool();
    for (const object of ['Contact', 'Account']) {
      await expect(calls.pooled.archive(call, object, ['1'])).rejects.toThrow(NotAnswered);
    }
    await calls.answer(call);
    expect(sent).toEqual([['Contact/1'], ['Account/1']]);
  });

  it('pass on the error of a call, and do not send its rows again by themselves', async () => {
    const upsert = jest.fn(() => Promise.reject(new Error('the lease is over')));
    const { calls, askFor } = pool(upsert);
    await expect(askFor('a')).rejects.toThrow(NotAnswered);
    await expect(calls.answer(call)).rejects.toThrow('the lease is over');
    expect(await calls.answer(call)).toBe(false);
    expect(upsert).toHaveBeenCalledTimes(1);
  });

  it('fail where the connector answers fewer rows than it was given', async () => {
    const { calls, askFor } = pool(() => Promise.resolve([]));
    await expect(askFor('a')).rejects.toThrow(NotAnswered);
    await expect(calls.answer(call)).rejects.toThrow('fewer rows');
  });
});
