/** OAuth of one org: its app, what was granted to it, and the sessions it opens. */
import { createHmac } from 'node:crypto';
import type { Org } from '../org/org';
import { newSessionId } from '../org/org';
import type { Call } from '../http/route';
import type { ConnectedApp } from './connected-app';
import { newConnectedApp } from './connected-app';
import type { Grant } from './grants';
import { Grants } from './grants';

export class OAuth {
  readonly grants: Grants;
  app: ConnectedApp;

  constructor(
    readonly org: Org,
    app: Partial<ConnectedApp> = {},
  ) {
    this.app = { ...newConnectedApp(), ...app };
    this.grants = new Grants(org.sessions, () => org.now());
  }

  /** A new access token. */
  open(who: { readonly userId: string; readonly scopes: readonly string[] }, grant?: Grant): string {
    const { userId, scopes } = who;
    const token = newSessionId(this.org.organizationId);
    this.org.sessions.add(token, { userId, app: { clientId: this.app.clientId, scopes, grant: grant?.id } });
    return token;
  }

  identityUrl(host: string, userId: string): string {
    return `${host}/id/${this.org.organizationId}/${userId}`;
  }

  /** Of a token answer: lets the app check that nobody changed the identity URL (Salesforce docs). */
  signature(identityUrl: string, issuedAt: string): string {
    return createHmac('sha256', this.app.clientSecret).update(`${identityUrl}${issuedAt}`).digest('base64');
  }
}

/** Login host, sandbox host and instance are one: the address by which the caller reached it. */
export function hostOf({ headers }: Pick<Call, 'headers'>): string {
  return `http://${headers.host ?? 'localhost'}`;
}
