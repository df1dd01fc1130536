import { createConnector } from '../../../src/connectors/registry';
import { fixedToken } from '../../../src/connectors/token';
import type { QuotaView } from '../../../src/http/quota-bodies';
import { QuotaKeeper } from '../../../src/operate/quota-keeper';
import type { BackgroundParts } from '../../../src/operate/background-calls';
import { readUsage } from '../../../src/operate/read-usage';
import { createLogger } from '../../../src/platform/logger';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { claimUsageReading } from '../../../src/store/usage-readings';
import { pullLever } from '../../support/crms/levers';
import { Api, type Answer } from './api';

const hourMs = 3_600_000;
const noon = new Date('2027-03-10T12:00:00Z');

describe('the calls of a connection', () => {
  let api: Api;
  let crm: HubspotSandbox;
  let now = noon;
  const clock = { now: () => now, stop: () => undefined };
  beforeAll(async () => {
    crm = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    const { epochMs } = (await pullLever(crm, 'GET', 'clock')) as { readonly epochMs: number };
    await pullLever(crm, 'POST', 'clock', { rate: 0, advanceMs: noon.getTime() - epochMs });
    api = await Api.start({ crmUrls: [crm.url], clock });
    await connect({});
  });
  beforeEach(async () => {
    now = noon;
    await api.database.query(`delete from quota; delete from quota_hour; delete from callout; update connection
      set state = 'active', reason = null, throttled_until = null, bulk_after = null, settings = settings - 'quota'`);
  });
  afterAll(async () => {
    await api.close();
    await crm.close();
  });

  const connect = async (more: object): Promise<void> => {
    const body = { crm: 'hubspot', token: crm.token, url: crm.url, ...more };
    expect((await api.call('PUT', '/v1/connections/crm', body)).status).toBe(200);
  };
  const quota = async (): Promise<QuotaView> => (await api.call<QuotaView>('GET', '/v1/connections/crm/quota')).body;
  /** A call is made in each, and what the CRM says of it is written down. */
  const read = async (): Promise<void> => {
    const settings = { keyProperty: 'tandem_id', callDeadlineMs: 5_000, bulkFrom: 2_000 };
    const connector = createConnector('hubspot', { token: fixedToken(crm.token), baseUrl: crm.url, ...settings });
    const keeper = new QuotaKeeper({ database: api.app, clock });
    const parts: BackgroundParts = {
      database: api.app,
      clock,
      logger: createLogger('silent'),
      observer: { called: () => undefined },
      connectorFor: () => connector,
      quota: keeper,
    };
    await readUsage(parts, { tenantId: 'one', connectionId: 'crm' }, () => false);
    await keeper.close();
    connector.close();
  };
  /** It has had a book of its calls for an hour, and has heard nothing. */
  const open = (): Promise<unknown> =>
    api.database.query(
      `insert into quota (tenant_id, connection_id, since, older_at, younger_at, slot_at)
       select tenant_id, id, $1, $1, $1, $1 from connection`,
      [new Date(noon.getTime() - hourMs)],
    );
  const claim = (): Promise<unknown> => claimUsageReading(api.app, now);

  it('are those of the smallest plan until the CRM says more', async () => {
    expect(await quota()).toMatchObject({
      connectionId: 'crm',
      state: 'open',
      until: null,
      day: { limit: 250_000, kind: 'midnight', timeZone: 'UTC', used: 0, left: 250_000, others: 0, heardAt: null },
      reserve: { share: 0.2, calls: 50_000 },
      dailyCalls: null,
      burst: { calls: 100, windowMs: 10_000 },
      expected: null,
      bulk: { calls: 100_000, nextAt: null },
    });
  });

  it('are asked for again when it is time, or a minute later when whoever was to ask has died', async () => {
    await open();
    const dueAt = async (): Promise<Date | undefined> =>
      (await api.database.query<{ at: Date }>('select usage_due_at as at from quota'))[0]?.at;
    await claim();
    expect(await dueAt()).toEqual(new Date(noon.getTime() + 60_000));
    await pullLever(crm, 'POST', 'limits', { daily: 300 });
    await read();
    expect(await dueAt()).toEqual(new Date(noon.getTime() + 8 * hourMs));
  });

  it('are told with those of others once the CRM was asked, and then migrations may have to wait', async () => {
    await pullLever(crm, 'POST', 'limits', { daily: 10_000 });
    await pullLever(crm, 'POST', 'neighbour', { callsPerHour: 1, burst: 5_000 });
    await read();
    const told = await quota();
    const { used, others } = told.day!;
    expect(told).toMatchObject({
      state: 'bulk-waits',
      day: { limit: 10_000, left: 10_000 - used, ours: 1, lanes: { audit: 1 }, heardAt: noon.toISOString() },
      reserve: { calls: 2_000 },
      bulk: { calls: 0, nextAt: told.until },
    });
    // What connecting has called is not in the book.
    expect([others >= 5_000, others < used]).toEqual([true, true]);
    const hours = await api.database.query<{ others: number }>('select others from quota_hour order by from_at');
    expect(hours.slice(0, 12).every((hour) => hour.others > 0)).toBe(true);
    expect(await api.database.query(`select endpoint from callout`)).toEqual([
      { endpoint: '/account-info/v3/api-usage/daily/private-apps' },
    ]);
    await pullLever(crm, 'DELETE', 'neighbour');
  });

  it('are none while the account is throttled, until that is over', async () => {
    const until = new Date(noon.getTime() + hourMs);
    await api.database.query('update connection set throttled_until = $1', [until]);
    expect(await quota()).toMatchObject({ state: 'exhausted', until: until.toISOString() });
    now = until;
    expect(await quota()).toMatchObject({ state: 'open', until: null });
  });

  it('are none for migrations while those wait, which the connection says too', async () => {
    const until = new Date(noon.getTime() + hourMs).toISOString();
    await api.database.query('update connection set bulk_after = $1', [until]);
    expect(await quota()).toMatchObject({ state: 'bulk-waits', until });
    expect((await api.call('GET', '/v1/connections/crm')).body).toMatchObject({
      throttledUntil: null,
      bulkAfter: until,
    });
  });

  it('stay within what a person has said', async () => {
    await connect({ quota: { reserve: 0.5, dailyCalls: 1_000 } });
    expect(await quota()).toMatchObject({
      day: { limit: 250_000, left: 1_000 },
      reserve: { share: 0.5, calls: 125_000 },
      dailyCalls: 1_000,
    });
  });

  it('are shared as a person says without a token, and what waited is tried again', async () => {
    const put = (body: unknown, id = 'crm'): Promise<Answer<QuotaView>> =>
      api.call<QuotaView>('PUT', `/v1/connections/${id}/quota`, body);
    await connect({ quota: { reserve: 0.5, dailyCalls: 1_000 } });
    const until = new Date(noon.getTime() + hourMs);
    await api.database.query('update connection set bulk_after = $1, throttled_until = $1', [until]);
    expect(await quota()).toMatchObject({ state: 'exhausted' });
    const { status, body } = await put({ reserve: 0.1 });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { state: 'open', until: null, reserve: { share: 0.1, calls: 25_000 }, dailyCalls: 1_000 },
    });
    expect(await quota()).toEqual(body);
    expect((await put({ dailyCalls: null })).body).toMatchObject({ reserve: { share: 0.1 }, dailyCalls: null });
    expect((await put({})).body).toMatchObject({ reserve: { share: 0.1 }, dailyCalls: null });
    expect(await put({ reserve: 0.2 }, 'nowhere')).toMatchObject({ status: 404 });
    for (const [wrong, field] of [
      [{ reserve: 0.91 }, 'reserve'],
      [{ dailyCalls: 0 }, 'dailyCalls'],
      [{ share: 1 }, 'share'],
    ] as const)
      expect(await put(wrong)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await quota()).toMatchObject({ reserve: { share: 0.1 }, dailyCalls: null });
  });

  it.each([[{}], [{ reserve: 0.2 }], [{ dailyCalls: null }]])('wait on where %j changes nothing', async (said) => {
    const until = new Date(noon.getTime() + hourMs);
    await api.database.query('update connection set throttled_until = $1', [until]);
    const { body } = await api.call<QuotaView>('PUT', '/v1/connections/crm/quota', said);
    expect(body).toMatchObject({ state: 'exhausted', until: until.toISOString(), reserve: { share: 0.2 } });
  });

  it('stay shared as was said when somebody renews the connection who says nothing of it', async () => {
    await api.call('PUT', '/v1/connections/crm/quota', { reserve: 0.7 });
    await connect({});
    expect(await quota()).toMatchObject({ reserve: { share: 0.7 } });
    await connect({ quota: { reserve: 0.6 } });
    expect(await quota()).toMatchObject({ reserve: { share: 0.6 } });
  });

  it('are asked for when nothing was heard for an hour, by one process', async () => {
    await open();
    now = new Date(noon.getTime() - 1);
    expect(await claim()).toBeNull();
    now = noon;
    expect(await claim()).toEqual({ tenantId: 'one', connectionId: 'crm' });
    expect(await claim()).toBeNull();
    now = new Date(noon.getTime() + hourMs);
    await api.database.query('update quota set heard_at = $1', [new Date(noon.getTime() + 1)]);
    expect(await claim()).toBeNull();
    await api.database.query('update quota set heard_at = $1', [noon]);
    expect(await claim()).not.toBeNull();
  });

  it.each([
    ['a person has paused it', `state = 'paused'`, false],
    ['it lets us in no more', `state = 'reauth'`, false],
    ['it takes no calls for now', `throttled_until = '2027-03-10T12:00:01Z'`, false],
    ['it waits for its migration', `state = 'paused', reason = '{"code":"migration-planned","message":""}'`, true],
  ])('are asked for or not when %s', async (_, change, isAsked) => {
    await open();
    await api.database.query(`update connection set ${change}`);
    expect((await claim()) !== null).toBe(isAsked);
  });
});
