import { startOAuthBench, type Installed, type OAuthBench } from './oauth-steps';
import { VERSION } from './support';

let bench: OAuthBench;
beforeAll(async () => {
  bench = await startOAuthBench();
});
afterAll(() => bench.close());

describe('whose token it is', () => {
  it('jsforce finds by the address of the token, and without it by the map of resources', async () => {
    const { accessToken, id, userId, username } = await bench.install();
    const known = bench.stranger();
    await known.authorize({ grant_type: 'client_credentials' });
    for (const connection of [known, bench.stranger({ accessToken }), bench.connection]) {
      expect(await connection.identity()).toMatchObject({
        id,
        user_id: userId,
        organization_id: bench.sandbox.organizationId,
        username,
        display_name: 'Integration User',
        email: username,
        user_type: 'STANDARD',
        language: 'en_US',
        active: true,
        urls: { rest: `${bench.sandbox.url}/services/data/v{version}/` },
      });
      expect(connection.userInfo).toEqual({ id: userId, organizationId: bench.sandbox.organizationId, url: id });
    }
  });

  it('is told for a token in the header or in the address, with the version in the links', async () => {
    const { accessToken, id } = await bench.install();
    const inHeader = await fetch(`${id}?version=latest`, { headers: { Authorization: `Bearer ${accessToken}` } });
    const inAddress = await fetch(`${id}?version=55.0&oauth_token=${encodeURIComponent(accessToken)}`);
    const restOf = async (reply: Response) => ((await reply.json()) as { urls: { rest: string } }).urls.rest;
    expect(await restOf(inHeader)).toBe(`${bench.sandbox.url}/services/data/v${VERSION}/`);
    expect(await restOf(inAddress)).toBe(`${bench.sandbox.url}/services/data/v55.0/`);
  });

  it.each([
    ['no token', 'Missing_OAuth_Token', () => ({ status: 403 })],
    ['a token that is over', 'Bad_OAuth_Token', () => ({ status: 403, token: 'gone' })],
    [
      'another org',
      'Wrong_Org',
      ({ id, accessToken: token }: Installed) => ({ status: 403, token, url: id.replace('00D5g0', '00D000') }),
    ],
    [
      'another user',
      'Bad_Id',
      ({ id, accessToken: token }: Installed) => ({ status: 404, token, url: `${id.slice(0, -4)}zAAA` }),
    ],
  ])('is not told for %s, in one word', async (_what, word, asked) => {
    const installed = await bench.install();
    const { status, token, url = installed.id } = asked(installed) as { status: number; token?: string; url?: string };
    const reply = await fetch(url, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
    expect([reply.status, await reply.text()]).toEqual([status, word]);
  });

  it('is told in the words of OpenID too', async () => {
    const { accessToken, id, userId } = await bench.install({ username: 'sales@sandbox.example.com' });
    const url = `${bench.sandbox.url}/services/oauth2/userinfo`;
    const reply = await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } });
    expect(await reply.json()).toMatchObject({
      sub: id,
      user_id: userId,
      organization_id: bench.sandbox.organizationId,
      preferred_username: 'sales@sandbox.example.com',
      name: 'Salesperson',
      family_name: 'Salesperson',
      email_verified: true,
    });
    const gone = await fetch(url, { headers: { Authorization: 'Bearer gone' } });
    expect([gone.status, await gone.text()]).toEqual([403, 'Bad_OAuth_Token']);
  });

  it('stands in the map of what a version has, with the paths of that version', async () => {
    const { userId } = await bench.install();
    const { body } = await bench.call<Record<string, string>>('GET', '');
    expect(body).toMatchObject({
      identity: `${bench.sandbox.url}/id/${bench.sandbox.organizationId}/${userId}`,
      sobjects: `/services/data/v${VERSION}/sobjects`,
      query: `/services/data/v${VERSION}/query`,
      limits: `/services/data/v${VERSION}/limits`,
    });
    expect((await bench.call('GET', '//services/data/v12.0')).status).toBe(404);
  });
});
