import type { ScheduleView, TypeScheduleView } from '../../../src/http/schedule-bodies';
import { Api } from './api';

const path = '/v1/connections/crm/schedule';

describe('the schedule of a connection', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
  });
  afterAll(() => api.close());

  const read = async (): Promise<readonly TypeScheduleView[]> =>
    (await api.call<ScheduleView>('GET', path)).body.schedule;

  it('names each type, with how often it is asked for and how that fares', async () => {
    const schedule = await read();
    expect(schedule.map(({ type }) => type)).toEqual(['company', 'customer', 'order']);
    const { dueNext, ...customer } = schedule[1]!;
    expect(Date.parse(dueNext!)).toBeGreaterThan(0);
    expect(customer).toEqual({
      ...{ type: 'customer', every: 60, state: 'active', reason: null },
      ...{ lastSyncedAt: null, lastError: null, failures: 0 },
    });
  });

  it('is changed for one type, and keeps what is not said', async () => {
    await api.call('PUT', `${path}/orders`, { seconds: 300 });
    const { body } = await api.call<TypeScheduleView>('PUT', `${path}/orders`, { enabled: false });
    expect(body).toMatchObject({ type: 'order', every: 300, state: 'disabled', dueNext: null });
    expect(body.reason?.code).toBe('BY_A_PERSON');
    expect((await read()).map(({ every, state }) => `${every} ${state}`)).toEqual([
      '60 active',
      '60 active',
      '300 disabled',
    ]);
    await api.call('PUT', `${path}/orders`, { enabled: true, seconds: null });
    expect((await read())[2]).toMatchObject({ every: 60, state: 'active', reason: null });
  });

  it.each([
    [{ seconds: 9 }, 'seconds'],
    [{ seconds: 86_401 }, 'seconds'],
    [{ seconds: '60' }, 'seconds'],
    [{ enabled: 'yes' }, 'enabled'],
    [{ enabled: null }, 'enabled'],
    [{ every: 60 }, 'every'],
  ])('is not changed by %j, and says what is wrong', async (body, field) => {
    const before = await read();
    const { status, body: problem } = await api.call<{ errors: { field: string }[] }>('PUT', `${path}/orders`, body);
    expect([status, problem.errors.map((one) => one.field)]).toEqual([400, [field]]);
    expect(await read()).toEqual(before);
  });

  it('is that of a connection and a type that there are', async () => {
    expect((await api.call('PUT', `${path}/people`, {})).status).toBe(404);
    expect((await api.call('PUT', '/v1/connections/none/schedule/orders', {})).status).toBe(404);
    expect((await api.call('GET', '/v1/connections/none/schedule')).status).toBe(404);
  });
});
