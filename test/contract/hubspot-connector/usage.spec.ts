import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector, type HubspotSettings } from '../../../src/connectors/hubspot/connector';
import { settings, watched } from './calls';
import { ScriptedServer } from './scripted-server';

const result = {
  name: 'private-apps-api-calls-daily',
  usageLimit: 500_000,
  currentUsage: 2,
  collectedAt: '2026-03-10T22:00:00Z',
  fetchStatus: 'SUCCESS',
  resetsAt: '2026-03-11T05:00:00Z',
};

describe('what HubSpot says of its day', () => {
  let server: ScriptedServer;
  let hubspot: Connector;
  const open = async (over: Partial<HubspotSettings> = {}) => {
    server = new ScriptedServer();
    hubspot = createHubspotConnector(settings(await server.start(), over));
  };
  afterEach(async () => {
    hubspot.close();
    await server.stop();
  });

  it('is read as it tells it, until the midnight that it names', async () => {
    await open();
    server.answer = () => ({ body: { results: [result] } });
    expect(await hubspot.usage(watched())).toEqual({
      limit: 500_000,
      used: 2,
      kind: 'midnight',
      resetsAt: new Date('2026-03-11T05:00:00Z'),
    });
    expect(server.seen[0]).toMatchObject({ method: 'GET', path: '/account-info/v3/api-usage/daily/private-apps' });
  });

  it('is not asked with the token of an OAuth app, which has no day', async () => {
    await open({ credential: 'oauth' });
    expect(await hubspot.usage(watched())).toBeNull();
    expect(server.seen).toEqual([]);
  });

  it.each([
    ['could not be counted', [{ ...result, fetchStatus: 'ERROR' }]],
    ['is of nobody', []],
    ['has no limit', [{ ...result, usageLimit: null }]],
  ])('is not known when it %s', async (_, results) => {
    await open();
    server.answer = () => ({ body: { results } });
    expect(await hubspot.usage(watched())).toBeNull();
  });

  it('is a failed call when it is told in other words', async () => {
    await open();
    server.answer = () => ({ body: { usage: 2 } });
    await expect(hubspot.usage(watched())).rejects.toMatchObject({ failure: { kind: 'retry' } });
  });

  it('ends at the midnight of the time zone that is known already', async () => {
    await open({ timeZone: 'America/New_York' });
    server.answer = () => ({ status: 429, body: { policyName: 'DAILY' } });
    await expect(hubspot.usage(watched())).rejects.toMatchObject({
      failure: { kind: 'throttled', until: new Date('2026-03-11T04:00:00Z') },
    });
  });
});
