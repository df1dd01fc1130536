import { Api } from './api';

const versionOf = (index: number): string => new Date(Date.UTC(2026, 2, 1, 12, 0, index)).toISOString();
/** The same order on every run, and not the order of the versions. */
const shuffled = (count: number): number[] => Array.from({ length: count }, (_, index) => (index * 37 + 11) % count);

describe('writes at the same time', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
  });
  afterAll(() => api.close());

  it('of 50 versions of one record leave the newest', async () => {
    const answers = await Promise.all(
      shuffled(50).map((index) =>
        api.call('PUT', '/v1/customers/raced', { firstName: `version ${index}`, updatedAt: versionOf(index) }),
      ),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect((await api.call('GET', '/v1/customers/raced')).body).toEqual({
      id: 'raced',
      firstName: 'version 49',
      updatedAt: versionOf(49),
    });
  });

  it('of one record without versions are all stored, one after the other', async () => {
    const answers = await Promise.all(
      shuffled(50).map((index) => api.call('PATCH', '/v1/customers/raced', { custom: { [`field${index}`]: index } })),
    );
    expect(answers).toMatchObject(Array.from({ length: 50 }, () => ({ status: 200, body: { result: 'stored' } })));
    const { body } = await api.call<{ custom: object }>('GET', '/v1/customers/raced');
    expect(Object.keys(body.custom)).toHaveLength(50);
  });

  it('of 20 batches over the same records neither block each other for ever nor fail', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `b-${index}`);
    const answers = await Promise.all(
      shuffled(20).map((index) => {
        const turned = [...ids.slice(index * 10), ...ids.slice(0, index * 10)];
        const records = turned.map((id) => ({ id, firstName: `batch ${index}`, updatedAt: versionOf(index) }));
        return api.call('POST', '/v1/customers/batch', { records });
      }),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(
      await api.database.query(
        `select distinct fields ->> 'firstName' as name from record where source_id like 'b-%' and object = 'customer'`,
      ),
    ).toEqual([{ name: 'batch 19' }]);
  });
});
