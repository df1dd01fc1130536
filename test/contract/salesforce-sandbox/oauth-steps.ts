import { createPrivateKey, sign } from 'node:crypto';
import type { Connection, ConnectionConfig, OAuth2 } from 'jsforce';
import { startBench, VERSION, type Bench, type Reply } from './support';

/** What the steps of OAuth's tests have in common. */
export interface OAuthBench extends Bench {
  /** The app, as a client of jsforce. */
  client(more?: object): OAuth2;
  /** A connection of the app, with this session or without one. */
  stranger(session?: ConnectionConfig, oauth2?: object): Connection;
  credentials(): { readonly client_id: string; readonly client_secret: string };
  post(path: string, form: Readonly<Record<string, string>>, headers?: object): Promise<Reply<Fields>>;
  token(form: Readonly<Record<string, string>>): Promise<Reply<Fields>>;
  refresh(token: string): Promise<Reply<Fields>>;
  install(body?: object): Promise<Installed>;
  advance(advanceMs: number): Promise<void>;
  /** Status and error of a data call. */
  limitsWith(token: string): Promise<readonly [number, string | undefined]>;
}

export type Fields = Readonly<Record<string, string>>;

export interface Installed {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly id: string;
  readonly userId: string;
  readonly username: string;
}

export const REDIRECT = 'http://localhost:4000/callback';
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export async function startOAuthBench(): Promise<OAuthBench> {
  const jsforce = await import('jsforce');
  const bench = await startBench();
  // Time moves only when a test says so.
  await bench.control('POST', 'clock', { rate: 0 });
  const { url: loginUrl, app } = bench.sandbox;
  const credentials = () => ({ client_id: app.clientId, client_secret: app.clientSecret });
  const oauth2 = (more = {}) => ({
    loginUrl,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    redirectUri: REDIRECT,
    ...more,
  });
  const post: OAuthBench['post'] = (path, form, headers) =>
    bench.call('POST', `//services/oauth2/${path}`, new URLSearchParams(form).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: '',
      ...headers,
    });
  const token: OAuthBench['token'] = (form) => post('token', { ...credentials(), ...form });
  return {
    ...bench,
    credentials,
    post,
    token,
    client: (more) => new jsforce.OAuth2(oauth2(more)),
    stranger: (session, more) =>
      new jsforce.Connection({ version: VERSION, oauth2: oauth2(more), instanceUrl: loginUrl, ...session }),
    refresh: (refreshToken) => token({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    install: async (body = {}) => (await bench.control<Installed>('POST', 'install', body)).body,
    advance: async (advanceMs) => {
      await bench.control('POST', 'clock', { advanceMs });
    },
    limitsWith: async (accessToken) => {
      const path = '/sobjects/Account/001000000000000';
      const reply = await bench.call('GET', path, undefined, { Authorization: `Bearer ${accessToken}` });
      const [problem] = reply.body as { errorCode: string; message: string }[];
      return [reply.status, reply.status === 404 ? undefined : `${problem?.errorCode}: ${problem?.message}`];
    },
  };
}

/** What `limitsWith` says of a token that is good: the record is not there. */
export const GOOD = [404, undefined] as const;
export const DEAD = [401, 'INVALID_SESSION_ID: Session expired or invalid'] as const;

/** Opens the page and presses a button, with what stands in the form and nothing else, as a browser does. */
export async function consent(
  pageUrl: string,
  decision: 'allow' | 'deny',
  choose: (html: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<URL> {
  const page = await fetch(pageUrl);
  const html = await page.text();
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html;charset=UTF-8']);
  const text = (escaped: string) => escaped.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const hidden = [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const [, selected] = /<option value="(\w+)" selected>/.exec(html) ?? [];
  const form = new URLSearchParams(hidden.map(([, name, value]): [string, string] => [name!, text(value!)]));
  for (const [name, value] of Object.entries({ user: selected ?? '', ...choose(html), decision }))
    form.set(name, value);
  const [, action] = /<form method="post" action="([^"]+)"/.exec(html) ?? [];
  const answer = await fetch(new URL(action!, pageUrl), { method: 'POST', body: form, redirect: 'manual' });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location')!);
}

/** RS256, by hand: it must not be the sandbox's own code that signs. */
export function signed(claims: object, privateKey: string, header: object = { alg: 'RS256' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part(header)}.${part(claims)}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), createPrivateKey(privateKey)).toString('base64url')}`;
}
