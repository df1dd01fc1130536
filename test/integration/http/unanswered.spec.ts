import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { inTenant } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { Api } from './api';

interface Destination {
  readonly offers: {
    readonly state: string;
    readonly oldest: { readonly seq: number } | null;
    readonly advice: string | null;
  };
}

const stream = { connectionId: 'a', object: 'customer' } as const;
const news = { kind: 'changed', fields: { phone: { from: null, to: '1' } } } as const;
const days = (count: number): Date => new Date(Date.now() - count * 86_400_000);

describe('changes that nobody answers', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await storeSampleConnection(api.app, 'one', 'a');
  });
  afterAll(() => api.close());

  const tell = (at: Date): Promise<number> =>
    inTenant(api.app, 'one', async (tx) => {
      const seq = await takeSeqs(tx, 'one', 1);
      await appendChanges(tx, 'one', stream, { changes: [{ seq, sourceId: '1', externalId: '7', news }], now: at });
      return seq;
    });
  const offers = async (key = api.keys.one): Promise<Destination['offers']> =>
    (await api.call<Destination>('GET', '/v1/destination', undefined, { key })).body.offers;

  it('are told of after a week, with what to do, until they are answered', async () => {
    expect(await offers()).toEqual({ state: 'none', oldest: null, advice: null });
    const first = await tell(days(8));
    const second = await tell(days(1));
    const overdue = await offers();
    expect(overdue).toMatchObject({ state: 'overdue', oldest: { seq: first } });
    expect(overdue.advice).toContain('on-delivery');
    expect(await offers(api.keys.two)).toEqual({ state: 'none', oldest: null, advice: null });
    await api.call('PUT', '/v1/destination', { acceptance: 'on-delivery' });
    expect((await offers()).advice).toContain('has not been delivered');
    await api.call('POST', `/v1/changes/${first}/accept`);
    expect(await offers()).toMatchObject({ state: 'waiting', oldest: { seq: second }, advice: null });
    await api.call('POST', `/v1/changes/${second}/refuse`, { reason: 'no' });
    expect(await offers()).toMatchObject({ state: 'none', oldest: null });
  });

  it('are found without a look at those that were answered', async () => {
    await api.database
      .query(`insert into change (tenant_id, seq, at, kind, connection_id, object, source_id, fields, closed_at)
      select 'one', n, now(), 'changed', 'a', 'customer', '1', '{}', now() from generate_series(1000, 20000) n`);
    await api.database.query('analyze change');
    const plan = await api.database.query<{ 'QUERY PLAN': string }>(
      `explain select seq, at, kind from change where tenant_id = 'one' and closed_at is null order by seq limit 1`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('change_open');
  });
});
