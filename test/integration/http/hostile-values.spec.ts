import { Api } from './api';

/** As long as a text may be: an expression that looks at each rest of it again takes seconds. */
const length = 100_000;
const parts = [
  'www.',
  '.',
  ' ',
  'a.',
  'a@',
  '@',
  'http://',
  'https://a/',
  '1',
  '-',
  '+',
  '(',
  'a\t',
  '\u00e9',
  '\ud83d\ude00',
];
const fields = {
  companies: ['name', 'domain', 'phone', 'country', 'address', 'updatedAt'],
  customers: ['email', 'firstName', 'phone', 'country', 'companyId', 'updatedAt'],
  orders: ['number', 'customerId', 'status', 'currency', 'placedAt', 'url', 'updatedAt'],
} as const;

describe('a text that is made to take long', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
    await api.call('PUT', '/v1/customers/first', { email: 'ada@example.com' });
  });
  afterAll(() => api.close());

  it.each(Object.entries(fields).flatMap(([type, names]) => names.map((name) => [type, name] as const)))(
    'is judged quickly in /v1/%s, field %s',
    async (type, name) => {
      for (const part of parts) {
        const value = `${part.repeat(length / part.length - 1)}x`;
        const began = performance.now();
        const { status } = await api.call('PUT', `/v1/${type}/hostile`, { [name]: value });
        expect({ part, ok: status === 200 || status === 400 }).toEqual({ part, ok: true });
        expect({ part, quick: performance.now() - began < 2_000 }).toEqual({ part, quick: true });
      }
    },
  );

  it('is judged quickly as a name of a custom field, an id, a key and a cursor', async () => {
    for (const part of parts) {
      const value = part.repeat(length / part.length);
      const began = performance.now();
      expect((await api.call('PUT', '/v1/customers/hostile', { custom: { [value]: 1 } })).status).toBe(400);
      const query = encodeURIComponent(value.slice(0, 300));
      expect((await api.call('GET', `/v1/parked?cursor=${query}`)).status).toBe(400);
      expect({ part, quick: performance.now() - began < 2_000 }).toEqual({ part, quick: true });
    }
  });
});
