/**
 * Who may call: the sessions that were given out, by their ids. Those of an app end when nobody uses them for as long
 * as the org says; the printed one has no app, and lasts until it is ended by a lever or revoked.
 */
import { createHash } from 'node:crypto';

export interface Session {
  readonly userId: string;
  /** Absent: the printed token's, which may do everything. */
  readonly app?: AppSession;
}

export interface AppSession {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Of `Grant.id`: what ends with the refresh token. Absent where there is none. */
  readonly grant?: string | undefined;
}

export interface HeldSession {
  readonly session: Session;
  readonly issuedAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
}

/** What the sessions ask the org. */
export interface SessionOrg {
  now(): number;
  isActiveUser(userId: string): boolean;
}

/** The org's default; that it is counted from the last call is unverified (contract 9). */
const DEFAULT_TIMEOUT_MINUTES = 120;
const MINUTE_MS = 60_000;

export class Sessions {
  timeoutMinutes = DEFAULT_TIMEOUT_MINUTES;
  /** No session is good, and a new one is none either: what a client that refreshes for ever runs into. */
  refuseAll = false;
  private readonly byHash = new Map<string, HeldSession>();

  constructor(private readonly org: SessionOrg) {}

  add(token: string, session: Session): void {
    const issuedAt = this.org.now();
    const expiresAt = session.app === undefined ? null : issuedAt + this.timeoutMinutes * MINUTE_MS;
    this.byHash.set(hashOf(token), { session, issuedAt, expiresAt });
  }

  /** For a call, which keeps the session alive. Found by a hash, so that nothing is learned from how long it takes. */
  find(token: string): Session | undefined {
    const hash = hashOf(token);
    const held = this.refuseAll ? undefined : this.live(hash);
    if (held === undefined) return undefined;
    if (held.expiresAt !== null) {
      this.byHash.set(hash, { ...held, expiresAt: this.org.now() + this.timeoutMinutes * MINUTE_MS });
    }
    return held.session;
  }

  /** Without keeping it alive. */
  look(token: string): HeldSession | undefined {
    return this.live(hashOf(token));
  }

  /** False: there was none. */
  end(token: string): boolean {
    return this.byHash.delete(hashOf(token));
  }

  endOfGrant(grant: string): void {
    for (const [hash, { session }] of this.byHash) if (session.app?.grant === grant) this.byHash.delete(hash);
  }

  endAll(): void {
    this.byHash.clear();
  }

  private live(hash: string): HeldSession | undefined {
    const held = this.byHash.get(hash);
    if (held === undefined) return undefined;
    if (held.expiresAt !== null && held.expiresAt <= this.org.now()) {
      this.byHash.delete(hash);
      return undefined;
    }
    return this.org.isActiveUser(held.session.userId) ? held : undefined;
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
