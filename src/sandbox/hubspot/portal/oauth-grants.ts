/**
 * The app as an account knows it: codes, refresh tokens and access tokens, by the sandbox's clock (HubSpot docs 2026-03).
 * What must survive a restart is said as an `OAuthChange` and committed like any other change; codes live for minutes
 * only and are lost.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { DAY_MS } from '../../common/clock';

export interface OAuthApp {
  readonly id: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An installation: it ends by a revoke or an uninstall, not by time. */
export interface Grant {
  readonly refreshToken: string;
  readonly scopes: readonly string[];
  readonly revoked: boolean;
}

export interface AccessToken {
  readonly token: string;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

export type OAuthChange =
  | { readonly what: 'grant'; readonly grant: Grant }
  | { readonly what: 'access'; readonly access: AccessToken }
  /** As if never issued: an uninstall. */
  | { readonly what: 'forget'; readonly token: string }
  | { readonly what: 'settings'; readonly settings: OAuthSettings };

export interface OAuthSettings {
  /** Whether a refresh answers a new refresh token and ends the old one. HubSpot does not, and says that it may. */
  readonly rotate: boolean;
  /** The account is gone: nothing can be refreshed any more. */
  readonly hubGone: boolean;
  /** What the private app may do; null: everything. */
  readonly privateScopes: readonly string[] | null;
}

/** What a code stands for until it is exchanged. */
export interface CodeGrant {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: Challenge | null;
}

export interface Challenge {
  readonly value: string;
  readonly method: 'S256' | 'plain';
}

const ACCESS_TOKEN_MS = 1_800_000;
/** Short, says HubSpot (docs 2025-01); how short is unverified. */
const CODE_MS = 300_000;
/** Expired tokens are remembered for so long in a state file: later they are as good as unknown. */
const REMEMBERED_MS = DAY_MS;
/** Tokens can be long: HubSpot says to reserve 512 characters (docs 2025-01). */
const ACCESS_TOKEN_BYTES = 180;

interface Code extends CodeGrant {
  readonly expiresAt: number;
  used: boolean;
}

export class OAuthGrants {
  private readonly grants = new Map<string, Grant>();
  private readonly accessTokens = new Map<string, AccessToken>();
  private readonly codes = new Map<string, Code>();
  settings: OAuthSettings = { rotate: false, hubGone: false, privateScopes: null };

  apply(change: OAuthChange): void {
    switch (change.what) {
      case 'grant':
        this.grants.set(change.grant.refreshToken, change.grant);
        return;
      case 'access':
        this.accessTokens.set(change.access.token, change.access);
        return;
      case 'forget':
        this.accessTokens.delete(change.token);
        return;
      case 'settings':
        this.settings = change.settings;
    }
  }

  *snapshot(now: number): Generator<OAuthChange> {
    yield { what: 'settings', settings: this.settings };
    for (const grant of this.grants.values()) yield { what: 'grant', grant };
    for (const access of this.accessTokens.values()) {
      if (access.expiresAt + REMEMBERED_MS > now) yield { what: 'access', access };
    }
  }

  /** `undefined` for one that was never issued; a revoked one is told by its mark. */
  grant(refreshToken: string): Grant | undefined {
    return this.grants.get(refreshToken);
  }

  /** Expired ones too. */
  access(token: string): AccessToken | undefined {
    return this.accessTokens.get(token);
  }

  addCode(grant: CodeGrant, now: number): string {
    const code = `na1-${randomUUID()}`;
    this.codes.set(code, { ...grant, expiresAt: now + CODE_MS, used: false });
    return code;
  }

  /** Looks at a code without using it up. */
  code(code: string, now: number): CodeGrant | 'unknown' | 'expired' {
    const found = this.codes.get(code);
    if (found === undefined || found.used) return 'unknown';
    return found.expiresAt <= now ? 'expired' : found;
  }

  useCode(code: string): void {
    const found = this.codes.get(code);
    if (found !== undefined) found.used = true;
  }

  /** A new installation and its first access token, as changes to commit. */
  install(scopes: readonly string[], now: number): Issued {
    return this.issue({ refreshToken: `na1-${randomUUID()}`, scopes, revoked: false }, now);
  }

  refresh(grant: Grant, now: number): Issued {
    if (!this.settings.rotate) return this.issue(grant, now);
    const issued = this.install(grant.scopes, now);
    return { ...issued, changes: [{ what: 'grant', grant: { ...grant, revoked: true } }, ...issued.changes] };
  }

  /** Ends one installation, or all of them. Access tokens already issued go on until they expire. */
  revoke(refreshToken?: string): OAuthChange[] {
    const one = this.grants.get(refreshToken ?? '');
    const grants = refreshToken === undefined ? [...this.grants.values()] : one === undefined ? [] : [one];
    return grants
      .filter((grant) => !grant.revoked)
      .map((grant) => ({ what: 'grant', grant: { ...grant, revoked: true } }));
  }

  /** Ends everything at once; that access tokens stop too is unverified. */
  uninstall(): OAuthChange[] {
    const tokens = [...this.accessTokens.keys()];
    return [...this.revoke(), ...tokens.map((token): OAuthChange => ({ what: 'forget', token }))];
  }

  expireAll(now: number): OAuthChange[] {
    return [...this.accessTokens.values()]
      .filter((access) => access.expiresAt > now)
      .map((access) => ({ what: 'access', access: { ...access, expiresAt: now } }));
  }

  private issue(grant: Grant, now: number): Issued {
    const { refreshToken, scopes } = grant;
    const token = `C${randomBytes(ACCESS_TOKEN_BYTES).toString('base64url')}`;
    const access = { token, refreshToken, scopes, expiresAt: now + ACCESS_TOKEN_MS };
    return {
      access,
      changes: [
        { what: 'grant', grant },
        { what: 'access', access },
      ],
    };
  }
}

export interface Issued {
  readonly access: AccessToken;
  readonly changes: readonly OAuthChange[];
}
