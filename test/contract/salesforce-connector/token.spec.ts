import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import type { AccessToken } from '../../../src/connectors/token';
import type { Failure } from '../../../src/core/failure';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { aRead, aWrite, failureOf, settings, watched } from './client-calls';

describe('the token of a call to Salesforce', () => {
  let sandbox: SalesforceSandbox;
  const clients: SalesforceClient[] = [];

  beforeEach(async () => {
    sandbox = await startSalesforceSandbox({ port: 0, control: true });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await sandbox.close();
  });

  const clientWith = (token: AccessToken): SalesforceClient => {
    const client = new SalesforceClient(settings(sandbox.url, { token }));
    clients.push(client);
    return client;
  };
  const lever = async (name: string, body: object): Promise<void> => {
    const headers = { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${sandbox.url}/_sandbox/${name}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };

  it('is replaced once when its session is over, and the call is sent again', async () => {
    const asked: (string | undefined)[] = [];
    const client = clientWith((expired) => {
      asked.push(expired);
      return Promise.resolve({ ok: true, value: expired === undefined ? '00D!over' : sandbox.token });
    });
    const context = watched();
    expect((await client.begin(context)(aRead)).ok).toBe(true);
    expect(asked).toEqual([undefined, '00D!over']);
    expect(context.callouts.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('is replaced once at the user info, which says so with 403', async () => {
    const client = clientWith((expired) =>
      Promise.resolve({ ok: true, value: expired === undefined ? '00D!over' : sandbox.token }),
    );
    const context = watched();
    expect((await client.begin(context)({ ...aRead, path: '/services/oauth2/userinfo' })).ok).toBe(true);
    expect(context.callouts.map(({ status }) => status)).toEqual([403, 200]);
  });

  it('is not replaced for ever: an organization that refuses every token is heard twice', async () => {
    let count = 0;
    await lever('token', { forever401: true });
    const client = clientWith(() => Promise.resolve({ ok: true, value: `00D!${++count}` }));
    const context = watched();
    expect(failureOf(await client.begin(context)(aWrite))).toMatchObject({
      kind: 'reauth',
      code: 'INVALID_SESSION_ID',
    });
    expect(context.callouts).toHaveLength(2);
  });

  it('is not tried again when there is no other', async () => {
    const client = clientWith(() => Promise.resolve({ ok: true, value: '00D!over' }));
    const context = watched();
    expect(failureOf(await client.begin(context)(aRead)).kind).toBe('reauth');
    expect(context.callouts).toHaveLength(1);
  });

  it('asks for permission again before the call is sent again', async () => {
    let calls = 0;
    const client = clientWith((expired) =>
      Promise.resolve({ ok: true, value: expired === undefined ? '00D!over' : sandbox.token }),
    );
    const context = watched(() => (++calls > 1 ? Promise.reject(new Error('the lease is over')) : Promise.resolve()));
    await expect(client.begin(context)(aWrite)).rejects.toThrow('the lease is over');
    expect(context.callouts).toHaveLength(1);
  });

  it('stands for the call when there is none', async () => {
    const failure: Failure = { kind: 'reauth', code: 'invalid_grant', message: 'x' };
    const client = clientWith(() => Promise.resolve({ ok: false, failure }));
    const context = watched();
    expect(failureOf(await client.begin(context)(aRead))).toBe(failure);
    expect(context.callouts).toEqual([]);
  });

  it('is asked for anew by each call', async () => {
    const tokens = [sandbox.token, '00D!other'];
    const client = clientWith(() => Promise.resolve({ ok: true, value: tokens.shift() ?? '' }));
    expect((await client.begin(watched())(aRead)).ok).toBe(true);
    tokens.push('00D!other');
    expect(failureOf(await client.begin(watched())(aRead)).kind).toBe('reauth');
  });
});
