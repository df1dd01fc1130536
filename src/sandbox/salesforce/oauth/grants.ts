/** What users granted: codes for minutes, refresh tokens until they are revoked, all by the sandbox's clock. */
import { randomBytes, randomUUID } from 'node:crypto';
import { DAY_MS } from '../../common/clock';
import type { Sessions } from '../org/sessions';

/** A user's leave to an app. Its id stays when the refresh token is rotated. */
export interface Grant {
  readonly id: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly grantedAt: number;
  readonly usedAt: number;
}

/** What a code stands for until it is exchanged. */
export interface CodeGrant {
  readonly userId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: Challenge | null;
}

export interface Challenge {
  readonly value: string;
  readonly method: 'S256' | 'plain';
}

/** Of one user and one app; the next ends the oldest (unverified, contract 9). */
const LIVE_GRANTS_MAX = 5;
/** 15 minutes (unverified). */
const CODE_MS = 900_000;

export class Grants {
  /** Whether a refresh answers a new refresh token and ends the old one. */
  rotate = false;
  /** A refresh token that nobody uses for so long is dead; null: it lives on. */
  idleDays: number | null = null;
  private readonly byToken = new Map<string, Grant>();
  private readonly codes = new Map<string, CodeGrant & { readonly expiresAt: number }>();

  constructor(
    private readonly sessions: Sessions,
    private readonly now: () => number,
  ) {}

  addCode(grant: CodeGrant): string {
    const code = `aPrx${randomBytes(60).toString('base64url')}==`;
    this.codes.set(code, { ...grant, expiresAt: this.now() + CODE_MS });
    return code;
  }

  /** `undefined` for one that is unknown, used or too old: Salesforce has the same words for all three. */
  code(code: string): CodeGrant | undefined {
    const found = this.codes.get(code);
    return found !== undefined && found.expiresAt > this.now() ? found : undefined;
  }

  useCode(code: string): void {
    this.codes.delete(code);
  }

  add(given: Pick<Grant, 'userId' | 'clientId' | 'scopes'>): Grant {
    const others = this.of(given.userId, given.clientId);
    for (const grant of others.slice(0, Math.max(0, others.length - LIVE_GRANTS_MAX + 1))) this.end(grant);
    const now = this.now();
    const grant = { ...given, id: randomUUID(), refreshToken: newRefreshToken(), grantedAt: now, usedAt: now };
    this.byToken.set(grant.refreshToken, grant);
    return grant;
  }

  find(refreshToken: string): Grant | undefined {
    const grant = this.byToken.get(refreshToken);
    if (grant === undefined) return undefined;
    if (this.idleDays === null || grant.usedAt + this.idleDays * DAY_MS > this.now()) return grant;
    this.byToken.delete(refreshToken);
    return undefined;
  }

  /** As it is from now on: with rotation, with another refresh token. */
  use(grant: Grant): Grant {
    const refreshToken = this.rotate ? newRefreshToken() : grant.refreshToken;
    const used = { ...grant, refreshToken, usedAt: this.now() };
    this.byToken.delete(grant.refreshToken);
    this.byToken.set(refreshToken, used);
    return used;
  }

  /** Its access tokens die with it (contract 9). */
  end(grant: Grant): void {
    this.byToken.delete(grant.refreshToken);
    this.sessions.endOfGrant(grant.id);
  }

  endAll(): void {
    for (const grant of [...this.byToken.values()]) this.end(grant);
  }

  /** The oldest first. */
  of(userId: string, clientId: string): readonly Grant[] {
    return [...this.byToken.values()]
      .filter((grant) => grant.userId === userId && grant.clientId === clientId)
      .sort((one, other) => one.grantedAt - other.grantedAt);
  }
}

function newRefreshToken(): string {
  return `5Aep861${randomBytes(60).toString('base64url').replaceAll('-', '.')}`;
}
