/** OAuth: the consent page, the token endpoints of every version, and scopes. */
import type { Body, Stage } from '../stage';

const FORM = 'application/x-www-form-urlencoded';
const redirectUri = 'https://app.example.com/callback';

export function form(fields: Readonly<Record<string, string>>): { readonly body: string; readonly type: string } {
  return { body: new URLSearchParams(fields).toString(), type: FORM };
}

export function appFields({ sandbox: { app } }: Stage): Readonly<Record<string, string>> {
  return { client_id: app.clientId, client_secret: app.clientSecret };
}

/** What the control API says of an installation. */
export interface Installed extends Body {
  readonly refreshToken: string;
  readonly accessToken: string;
}

export async function install(stage: Stage, scopes?: readonly string[]): Promise<Installed> {
  return (await stage.control('POST', 'install', scopes === undefined ? {} : { scopes })) as Installed;
}

export async function driveOAuth(stage: Stage): Promise<void> {
  const app = appFields(stage);
  for (const version of ['v1', 'v3', '2026-03', '2026-09']) {
    const path = `/oauth/${version}/token`;
    const code = await consent(
      stage,
      version === 'v1' ? '/oauth/authorize' : `/oauth/${stage.sandbox.portalId}/authorize`,
    );
    const grant = { grant_type: 'authorization_code', ...app, redirect_uri: redirectUri, code };
    await stage.ask(200, `POST ${path}`, form(grant));
    await stage.ask(400, `POST ${path}`, form(grant));
    const { refreshToken } = await install(stage);
    const refresh = { grant_type: 'refresh_token', ...app, refresh_token: refreshToken };
    await stage.ask(200, `POST ${path}`, form(refresh));
    await stage.ask(400, `POST ${path}`, form({ ...refresh, refresh_token: 'na1-nobody' }));
    if (version !== 'v1') await driveIntrospection(stage, path);
  }
  await driveDescriptions(stage);
  await driveUninstall(stage);
}

/** The page, and the code that stands in its redirect. */
async function consent(stage: Stage, path: string): Promise<string> {
  const query = { client_id: stage.sandbox.app.clientId, redirect_uri: redirectUri, scope: 'oauth' };
  const page = await stage.exchange(`GET ${path}?${new URLSearchParams(query).toString()}`, { token: null });
  const decided = await stage.exchange(`POST ${path}`, { ...form({ ...query, decision: 'allow' }), token: null });
  if (page.status !== 200 || decided.status !== 302) throw new Error(`the page answered ${page.status}`);
  return new URL(decided.location ?? '').searchParams.get('code') ?? '';
}

async function driveIntrospection(stage: Stage, path: string): Promise<void> {
  const app = appFields(stage);
  const { accessToken, refreshToken } = await install(stage);
  for (const token of [accessToken, refreshToken, 'na1-nobody']) {
    await stage.ask(200, `POST ${path}/introspect`, form({ ...app, token }));
  }
  await stage.ask(200, `POST ${path}/revoke`, form({ ...app, token: refreshToken }));
  await stage.ask(400, `POST ${path}/revoke`, form({ token: refreshToken }));
}

async function driveDescriptions(stage: Stage): Promise<void> {
  const { accessToken, refreshToken } = await install(stage);
  await stage.call(200, `GET /oauth/v1/access-tokens/${accessToken}`);
  await stage.call(200, `GET /oauth/v1/refresh-tokens/${refreshToken}`);
  await stage.call(204, `DELETE /oauth/v1/refresh-tokens/${refreshToken}`);
  await stage.call(404, `GET /oauth/v1/refresh-tokens/${refreshToken}`);
  await stage.call(404, 'GET /oauth/v1/access-tokens/nobody');
}

async function driveUninstall(stage: Stage): Promise<void> {
  const poor = await install(stage, ['oauth']);
  await stage.ask(403, 'GET /crm/v3/objects/contacts', { token: poor.accessToken });
  for (const version of ['v3', '2026-09']) {
    const { accessToken } = await install(stage);
    await stage.ask(204, `DELETE /appinstalls/${version}/external-install`, { token: accessToken });
  }
}
