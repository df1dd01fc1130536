import { readAccount, readUserId } from '../../../src/connectors/salesforce/account';
import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import { fixedToken } from '../../../src/connectors/token';
import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { ScriptedServer } from '../hubspot-connector/scripted-server';
import { settings, watched } from './client-calls';

describe('asking Salesforce for the account', () => {
  let server: ScriptedServer;
  let client: SalesforceClient;

  beforeEach(async () => {
    server = new ScriptedServer();
    client = new SalesforceClient(settings(await server.start()));
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  const organization = {
    Id: '001D000000IqhSL',
    IsSandbox: false,
    OrganizationType: 'Enterprise Edition',
    TimeZoneSidKey: 'UTC',
  };
  const say = (over: object): void => {
    server.answer = () => ({ body: { totalSize: 1, done: true, records: [{ ...organization, ...over }] } });
  };

  it('tells the organization and the user of the sandbox', async () => {
    const sandbox = await startSalesforceSandbox({ port: 0, control: true });
    const there = new SalesforceClient(settings(sandbox.url, { token: fixedToken(sandbox.token) }));
    const send = there.begin(watched());
    expect(await readAccount(send)).toEqual({
      accountId: expect.stringMatching(/^00D\w{15}$/) as string,
      kind: 'test',
      timeZone: 'UTC',
      currency: null,
    });
    expect(await readUserId(send)).toMatch(/^005\w{15}$/);
    there.close();
    await sandbox.close();
  });

  it.each([
    [{ IsSandbox: true }, 'test'],
    [{ OrganizationType: 'Developer Edition' }, 'test'],
    [{}, 'production'],
    [{ OrganizationType: 'something new', IsSandbox: undefined }, 'production'],
  ])('takes an organization of %j for a %s account', async (over, kind) => {
    say(over);
    expect(await readAccount(client.begin(watched()))).toMatchObject({ kind, accountId: '001D000000IqhSLIAZ' });
  });

  it('says why it does not know', async () => {
    server.answer = () => ({ status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'x' }] });
    await expect(readAccount(client.begin(watched()))).rejects.toMatchObject({ failure: { kind: 'reauth' } });
    server.answer = () => ({ body: { records: [] } });
    await expect(readAccount(client.begin(watched()))).rejects.toMatchObject({ failure: { kind: 'retry' } });
    server.answer = () => ({ body: {} });
    await expect(readUserId(client.begin(watched()))).rejects.toMatchObject({ failure: { kind: 'retry' } });
  });
});
