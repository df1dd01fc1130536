/** An app that refreshes tokens by one form to its CRM's token endpoint. What the endpoint's words mean is the CRM's own. */
import type { Callout } from './connector';
import { postForm, type HeardForm } from './form-post';
import type { AppSettings, OAuthApp, Refreshed, RefreshRefusal, Tokens } from './token';

export interface TokenEndpoint {
  readonly path: string;
  /** Null when it is no answer with tokens. @param before the refresh token that was sent; it stays where no other is named */
  readonly readTokens: (raw: string, before: string) => Tokens | null;
  /** A whole answer that is no success, or a success that brings no tokens. */
  readonly refused: (
    answer: { readonly status: number; readonly raw: string; readonly retryAfter: string | null },
    now: Date,
  ) => RefreshRefusal;
  /** @param transport node's code of what went wrong */
  readonly unanswered: (transport: string, now: Date) => RefreshRefusal;
  /** The header that holds the CRM's id of a call; absent where it sends none. */
  readonly correlationHeader?: string;
}

export function createRefreshingApp(
  { clientId, clientSecret, deadlineMs }: AppSettings,
  endpoint: TokenEndpoint,
): OAuthApp {
  return {
    clientId,
    refresh: async ({ onCallout, now }, { baseUrl, refreshToken }) => {
      const at = now();
      const startMs = performance.now();
      const form = { grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret };
      const heard = await postForm(`${baseUrl}${endpoint.path}`, { ...form, refresh_token: refreshToken }, deadlineMs);
      const refreshed = judge(endpoint, heard, refreshToken, now());
      onCallout(calloutOf(endpoint, heard, refreshed, { at, durationMs: performance.now() - startMs }));
      return refreshed;
    },
  };
}

function judge(endpoint: TokenEndpoint, heard: HeardForm, refreshToken: string, now: Date): Refreshed {
  if (heard.transport !== null) return { ok: false, refusal: endpoint.unanswered(heard.transport, now) };
  const { status, headers, raw } = heard;
  const tokens = status >= 200 && status < 300 ? endpoint.readTokens(raw, refreshToken) : null;
  if (tokens !== null) return { ok: true, tokens };
  return { ok: false, refusal: endpoint.refused({ status, raw, retryAfter: headers.get('retry-after') }, now) };
}

function calloutOf(
  { path, correlationHeader }: TokenEndpoint,
  heard: HeardForm,
  refreshed: Refreshed,
  { at, durationMs }: Pick<Callout, 'at' | 'durationMs'>,
): Callout {
  const answer = heard.transport === null ? heard : null;
  return {
    at,
    method: 'POST',
    endpoint: path,
    status: answer?.status ?? null,
    durationMs,
    rows: 0,
    correlationId: correlationHeader === undefined ? null : (answer?.headers.get(correlationHeader) ?? null),
    failure: refreshed.ok ? null : refreshed.refusal.kind,
    quota: [],
  };
}
