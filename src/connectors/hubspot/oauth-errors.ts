/**
 * What HubSpot's refusal to refresh a token means for us: one table, first row that fits, a test per row. It goes by the
 * `error` of RFC 6749 first and by HubSpot's own `status` where there is none. Only what says plainly that the account
 * took our access back may end a connection; whatever is not understood is taken for a mistake of ours.
 */
import { asJson, asText, parseBody } from '../json';
import type { RefreshRefusal } from '../token';
import { retryAfter } from './errors';

interface News {
  /** Null when no answer came. */
  readonly status: number | null;
  /** node's code; null when there was an answer. */
  readonly transport: string | null;
  /** `invalid_grant` */
  readonly error: string | null;
  /** `BAD_REFRESH_TOKEN` */
  readonly said: string | null;
  readonly retryAfter: string | null;
}

interface Row {
  readonly name: string;
  readonly fits: (news: News) => boolean;
  readonly refusal: (news: News, now: Date) => Omit<RefreshRefusal, 'code'>;
}

/** HubSpot moves an account between data centres for up to 24 h and says how long; without the header, ask now and then. */
const migratingMs = 600_000;

const refuses = ({ status }: News): boolean => status !== null && status >= 400 && status < 500 && status !== 429;
const says = (wanted: readonly string[], word: string | null): boolean => word !== null && wanted.includes(word);

const withdrawn =
  'HubSpot has taken back the access of this connection: the app was uninstalled, or its refresh token is no longer good.';
const unknownApp =
  'HubSpot does not know the app that refreshes the token: HUBSPOT_CLIENT_ID or HUBSPOT_CLIENT_SECRET is wrong.';

export const table: readonly Row[] = [
  {
    name: 'no whole answer',
    fits: ({ transport }) => transport !== null,
    refusal: () => ({ kind: 'retry', message: 'HubSpot did not answer when a token was refreshed.', notBefore: null }),
  },
  {
    name: 'rate limit',
    fits: ({ status }) => status === 429,
    refusal: (news, now) => ({
      kind: 'retry',
      message: 'HubSpot refreshes no more tokens for the moment.',
      notBefore: retryAfter(news, now),
    }),
  },
  {
    name: 'account moves',
    fits: ({ status }) => status === 477,
    refusal: (news, now) => ({
      kind: 'retry',
      message: 'HubSpot is moving the account to another data centre.',
      notBefore: retryAfter(news, now) ?? new Date(now.getTime() + migratingMs),
    }),
  },
  {
    // Before the words: what a gateway quotes with a 5xx is nobody's verdict.
    name: 'trouble of HubSpot',
    fits: ({ status }) => status !== null && (status >= 500 || status === 408),
    refusal: (news, now) => ({
      kind: 'retry',
      message: 'HubSpot has trouble of its own and refreshes no token.',
      notBefore: retryAfter(news, now),
    }),
  },
  {
    // `access_denied`: the portal was deleted or disconnected, `BAD_HUB` — seen by others, 2026.
    name: 'access withdrawn',
    fits: (news) => refuses(news) && says(['invalid_grant', 'access_denied'], news.error),
    refusal: () => ({ kind: 'reauth', message: withdrawn, notBefore: null }),
  },
  {
    name: 'app refused',
    fits: (news) => refuses(news) && says(['invalid_client', 'unauthorized_client'], news.error),
    refusal: () => ({ kind: 'configuration', message: unknownApp, notBefore: null }),
  },
  {
    name: 'access withdrawn, in words of HubSpot alone',
    fits: (news) => refuses(news) && news.error === null && says(['BAD_REFRESH_TOKEN', 'BAD_HUB'], news.said),
    refusal: () => ({ kind: 'reauth', message: withdrawn, notBefore: null }),
  },
  {
    name: 'app refused, in words of HubSpot alone',
    fits: (news) => refuses(news) && news.error === null && says(['BAD_CLIENT_ID', 'BAD_CLIENT_SECRET'], news.said),
    refusal: () => ({ kind: 'configuration', message: unknownApp, notBefore: null }),
  },
  {
    name: 'answer not understood',
    fits: ({ status }) => status !== null && status >= 200 && status < 300,
    refusal: () => ({
      kind: 'configuration',
      message: 'HubSpot answered a refresh with something else than tokens: see that its URL is right.',
      notBefore: null,
    }),
  },
  {
    name: 'anything else',
    fits: () => true,
    refusal: (news) => ({
      kind: 'configuration',
      message: `HubSpot refuses to refresh a token (${codeOf(news)}); this says nothing about the account.`,
      notBefore: null,
    }),
  },
];

/** @param transport node's code of what went wrong */
export function unansweredRefresh(transport: string, now: Date): RefreshRefusal {
  return classify({ status: null, transport, error: null, said: null, retryAfter: null }, now);
}

/** A whole answer that is no success, or a success that brings no tokens. */
export function refusedRefresh(
  answer: { readonly status: number; readonly raw: string; readonly retryAfter: string | null },
  now: Date,
): RefreshRefusal {
  const json = asJson(parseBody(answer.raw));
  const said = asText(json?.['status']);
  return classify(
    {
      status: answer.status,
      transport: null,
      error: asText(json?.['error']),
      said: said === 'error' ? asText(json?.['category']) : said, // the frame of HubSpot's other routes
      retryAfter: answer.retryAfter,
    },
    now,
  );
}

function classify(news: News, now: Date): RefreshRefusal {
  const row = table.find(({ fits }) => fits(news));
  if (row === undefined) throw new Error('The last row of the table fits everything');
  return { code: codeOf(news), ...row.refusal(news, now) };
}

/** The most telling of the codes. Only what looks like a code passes: an answer might quote a token. */
function codeOf({ status, transport, error, said }: News): string {
  const code = [said, error, transport].find((word) => word !== null && /^[A-Za-z_]{3,40}$/.test(word));
  return code ?? `HTTP_${status ?? 0}`;
}
