/** The app that users let in: an external client app or a connected app, as its administrator has set it up. */
import { randomBytes } from 'node:crypto';

export interface ConnectedApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Null: any https address, any of an app on a device, and http ones on this machine. */
  readonly redirectUris: readonly string[] | null;
  readonly scopes: readonly string[];
  /** PEM: what signs the assertions of the JWT bearer flow. Certificates are taken as well. */
  readonly publicKeys: readonly string[];
  /** Whether an administrator let every user in. If not, a user must have been at the page once before a JWT is good. */
  readonly preapproved: boolean;
  readonly requireSecret: boolean;
  /** New orgs require it (activepieces issue 15615, 2026-09); here it is off, so that every client gets in. */
  readonly requirePkce: boolean;
}

/** `offline_access` is another word for `refresh_token`, and those of one's person come with `id` (contract 9). */
const synonyms: Readonly<Record<string, string>> = {
  offline_access: 'refresh_token',
  profile: 'id',
  email: 'id',
  address: 'id',
  phone: 'id',
};

export function newConnectedApp(): ConnectedApp {
  return {
    clientId: `3MVG9${randomBytes(60).toString('base64url').replaceAll('-', '.')}`,
    clientSecret: randomBytes(32).toString('hex').toUpperCase(),
    redirectUris: null,
    scopes: ['api', 'refresh_token', 'id', 'openid', 'web', 'full'],
    publicKeys: [],
    preapproved: true,
    requireSecret: true,
    requirePkce: false,
  };
}

export function allowsScope(app: ConnectedApp, scope: string): boolean {
  return app.scopes.includes(scope) || app.scopes.includes(synonyms[scope] ?? scope);
}

export function allowsRedirect(app: ConnectedApp, text: string): boolean {
  if (app.redirectUris !== null) return app.redirectUris.includes(text);
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  // Apps on a device have schemes of their own; those of a browser would run in the page.
  if (protocol !== 'http:') return !['javascript', 'data', 'vbscript'].includes(protocol.slice(0, -1));
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Whether a refresh token comes along. */
export function isOffline(scopes: readonly string[]): boolean {
  return scopes.includes('refresh_token') || scopes.includes('offline_access');
}
