/**
 * Keeps the tokens of connections good: asked before each call, it answers from memory, and refreshes a token ahead of
 * its end, once for all callers and all processes (ADR 8). The call to the CRM stands between two transactions: one
 * takes the lease, one stores the answer, and no token is used before it is stored.
 */
import type { Callout } from '../connectors/connector';
import type { AccessToken, OAuthApp, RefreshRefusal } from '../connectors/token';
import { appSettingsOf, movedTo, type Crm } from '../core/crm';
import type { Failure, Outcome } from '../core/failure';
import { configurationDelayMs, refreshDelayMs, tokenStep } from '../core/token-refresh';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import { explainConnection, moveConnection, requireReauth, type Connection } from '../store/connections';
import { appendCallouts } from '../store/journal';
import { noteRefused, type TokenRefresh } from '../store/token-refresh';
import { inTenant, type EntityManager } from '../store/transaction';
import { claimTokens, readTokens, replaceTokens, type GivenTokens, type TokenDeps } from './tokens';

/** Our app at a CRM; null where the operator has set none. */
export type FindApp = (crm: Crm) => OAuthApp | null;

type Kept = Pick<Connection, 'tenantId' | 'id' | 'crm' | 'baseUrl'>;

export interface KeeperDeps extends TokenDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly findApp: FindApp;
  /** Beside the CRMs' own addresses, where the operator lets us call. */
  readonly crmUrls: readonly string[];
  /** Told of each refresh after it ended, for metrics. */
  readonly onCallout: (connection: Kept, callout: Callout) => void;
  /** In [0, 1), for backoff. */
  readonly random: () => number;
  /** Of a refresh: what it takes to call and to store. Nobody waits for longer. */
  readonly leaseMs: number;
}

/** How often whoever has no token looks whether another process has stored one. */
const pollMs = 100;

/** Tokens that were answered and could not be stored. */
interface Unstored extends GivenTokens {
  readonly generation: number;
  readonly callouts: readonly Callout[];
}

export class TokenKeeper {
  /** Until when it need not be asked for again; null: as long as the connection is not read anew. */
  private readonly held = new Map<string, { readonly value: string; readonly until: Date | null }>();
  private readonly searches = new Map<string, Promise<Outcome<string>>>();
  private readonly unstored = new Map<string, Unstored>();

  constructor(private readonly deps: KeeperDeps) {}

  tokenOf(connection: Kept): AccessToken {
    return (expired) => this.get(connection, expired);
  }

  /** What is in memory is looked up anew: another process may have connected or refreshed. */
  forget(connection: Kept): void {
    this.held.delete(nameOf(connection));
  }

  private async get(connection: Kept, expired: string | undefined): Promise<Outcome<string>> {
    const name = nameOf(connection);
    const held = this.held.get(name);
    const isGood = held && held.value !== expired && (held.until === null || this.deps.clock.now() < held.until);
    if (isGood) return { ok: true, value: held.value };
    // One search for all callers of the process; but one that began before a token was refused may bring that one.
    for (let search = this.searches.get(name); search; search = this.searches.get(name)) {
      const outcome = await search;
      if (!outcome.ok || outcome.value !== expired) return outcome;
    }
    const search = this.search(connection, expired).finally(() => this.searches.delete(name));
    this.searches.set(name, search);
    return search;
  }

  private async search(connection: Kept, expired: string | undefined): Promise<Outcome<string>> {
    const patientUntilMs = performance.now() + this.deps.leaseMs;
    for (;;) {
      await this.storeUnstored(connection);
      const { accessToken: value, refresh } = await readTokens(this.deps, connection);
      if (refresh === null) return this.hold(connection, value, null);
      const now = this.deps.clock.now();
      const step = tokenStep(refresh, { now, expired: value === expired });
      if (step.kind === 'use') return this.hold(connection, value, refresh.refreshAt);
      if (step.kind === 'none') return noToken(step.until);
      if (step.kind === 'refresh') {
        const outcome = await this.refresh(connection, { value, refresh }, value !== expired);
        if (outcome) return outcome;
      } else {
        // The clock may be virtual and stand still: then it is not the lease that ends the wait.
        if (performance.now() > patientUntilMs) return noToken(step.until);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    }
  }

  private hold(connection: Kept, value: string, until: Date | null): Outcome<string> {
    this.held.set(nameOf(connection), { value, until });
    return { ok: true, value };
  }

  /** Null when another was faster: look again. */
  private async refresh(
    connection: Kept,
    { value, refresh }: { readonly value: string; readonly refresh: TokenRefresh },
    accepted: boolean,
  ): Promise<Outcome<string> | null> {
    const { clock, findApp, leaseMs } = this.deps;
    const now = clock.now();
    const usable: Outcome<string> | null = accepted && now < refresh.expiresAt ? { ok: true, value } : null;
    const app = findApp(connection.crm);
    if (app?.clientId !== refresh.clientId) return usable ?? this.withoutApp(connection, refresh.clientId);
    const until = new Date(now.getTime() + leaseMs);
    const claimed = await claimTokens(this.deps, connection, { generation: refresh.generation, now, until });
    if (!claimed) return null;
    const { fence, refreshToken } = claimed;
    const callouts: Callout[] = [];
    const context = { now: () => clock.now(), onCallout: (callout: Callout) => callouts.push(callout) };
    const answer = await app.refresh(context, { baseUrl: connection.baseUrl, refreshToken });
    for (const callout of callouts) this.deps.onCallout(connection, callout);
    if (!answer.ok) return this.refused(connection, { refusal: answer.refusal, fence, callouts, usable });
    this.unstored.set(nameOf(connection), { ...answer.tokens, generation: refresh.generation, askedAt: now, callouts });
    return null; // the next look stores them, and finds them stored
  }

  /**
   * Until they are stored they stand here, and the lease with them: what fails now is done again at the next call of this
   * process. A refresh token that the CRM has replaced would be lost otherwise.
   */
  private async storeUnstored(connection: Kept): Promise<void> {
    const name = nameOf(connection);
    const tokens = this.unstored.get(name);
    if (!tokens) return;
    const baseUrl = movedTo(connection.crm, { from: connection.baseUrl, to: tokens.baseUrl }, this.deps.crmUrls);
    const stored = await replaceTokens(this.deps, connection, tokens, async (tx, noted) => {
      await this.log(tx, connection, tokens.callouts);
      await explainConnection(tx, connection, null);
      if (noted && baseUrl !== null) await moveConnection(tx, connection, baseUrl);
    });
    this.unstored.delete(name);
    const { tenantId, id: connectionId } = connection;
    if (!stored) return;
    this.deps.logger.info({ event: 'token.refreshed', tenantId, connectionId });
    if (baseUrl !== null) this.deps.logger.info({ event: 'connection.moved', tenantId, connectionId, baseUrl });
  }

  private async refused(
    connection: Kept,
    {
      refusal,
      fence,
      callouts,
      usable,
    }: {
      readonly refusal: RefreshRefusal;
      readonly fence: number;
      readonly callouts: readonly Callout[];
      readonly usable: Outcome<string> | null;
    },
  ): Promise<Outcome<string> | null> {
    const { kind, code, message } = refusal;
    const retryAt = (attempts: number): Date | null => this.retryAt(refusal, attempts);
    const noted = await inTenant(this.deps.database, connection.tenantId, async (tx) => {
      await this.log(tx, connection, callouts);
      const refused = await noteRefused(tx, connection, { fence, retryAt });
      if (refused && kind === 'reauth') await requireReauth(tx, connection, { code, message });
      if (refused && kind === 'configuration' && !usable) await explainConnection(tx, connection, { code, message });
      return refused;
    });
    if (!noted) return null;
    const { tenantId, id: connectionId } = connection;
    const fields = { tenantId, connectionId, kind, code };
    if (kind === 'retry') this.deps.logger.warn({ event: 'token.not-refreshed', ...fields }, message);
    else this.deps.logger.error({ event: 'token.refused', ...fields }, message);
    if (kind === 'reauth') return { ok: false, failure: { kind, code, message } };
    return usable ?? noToken(noted.retryAt ?? this.deps.clock.now(), refusal);
  }

  private retryAt({ kind, notBefore }: RefreshRefusal, attempts: number): Date | null {
    if (kind === 'reauth') return null; // a person says when
    const delayMs = kind === 'retry' ? refreshDelayMs(attempts, this.deps.random()) : configurationDelayMs;
    const soonest = this.deps.clock.now().getTime() + delayMs;
    return new Date(Math.max(soonest, notBefore?.getTime() ?? soonest));
  }

  /** Takes no lease: a process that was given other settings must not keep those from it that have the right ones. */
  private async withoutApp(connection: Kept, clientId: string): Promise<Outcome<string>> {
    const code = 'NO_APP';
    const message =
      `This connection was made for the app ${clientId}, and a process of Tandem is set to another one or to none: ` +
      `set ${appSettingsOf(connection.crm)} to it in all of them, or connect again.`;
    const { tenantId, id: connectionId } = connection;
    await inTenant(this.deps.database, tenantId, (tx) => explainConnection(tx, connection, { code, message }));
    this.deps.logger.error({ event: 'token.refused', tenantId, connectionId, kind: 'configuration', code }, message);
    const until = new Date(this.deps.clock.now().getTime() + configurationDelayMs);
    return noToken(until, { code, message });
  }

  private log(tx: EntityManager, { tenantId, id }: Kept, callouts: readonly Callout[]): Promise<void> {
    const rows = callouts.map((callout) => ({ ...callout, attempt: 1 }));
    return appendCallouts(tx, tenantId, { connectionId: id, object: 'account' }, rows);
  }
}

const nameOf = ({ tenantId, id }: Kept): string => `${tenantId}/${id}`;

/** As when the account takes no calls: it says nothing about any record, and counts against none. */
function noToken(until: Date, why: Pick<Failure, 'code' | 'message'> = waiting): Outcome<never> {
  const { code, message } = why;
  return { ok: false, failure: { kind: 'throttled', code, message, until } };
}

const waiting = { code: 'TOKEN_REFRESH', message: 'The access token has ended and is not refreshed yet.' };
