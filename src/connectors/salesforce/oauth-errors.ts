/**
 * What Salesforce's refusal to refresh a token means for us: one table, first row that fits, a test per row. The body is
 * one object with the `error` of RFC 6749. Only what says plainly that the account took our access back may end a
 * connection; whatever is not understood is taken for a mistake of ours.
 */
import { asJson, asText, parseBody } from '../json';
import type { RefreshRefusal } from '../token';

interface News {
  /** Null when no answer came. */
  readonly status: number | null;
  /** node's code; null when there was an answer. */
  readonly transport: string | null;
  /** `invalid_grant` */
  readonly error: string | null;
  /** `expired access/refresh token`: for recognising, never for showing. */
  readonly description: string;
  readonly retryAfter: string | null;
}

interface Row {
  readonly name: string;
  readonly fits: (news: News) => boolean;
  readonly refusal: (news: News, now: Date) => Omit<RefreshRefusal, 'code'>;
}

const refuses = ({ status }: News): boolean => status !== null && status >= 400 && status < 500 && status !== 429;
const says = (news: News, ...words: readonly string[]): boolean =>
  refuses(news) && news.error !== null && words.includes(news.error);

/** Also of a call. */
export const elsewhere =
  'The organization answers at another address now: connect it again with that (tandem connect salesforce … --url).';

export const table: readonly Row[] = [
  {
    name: 'no whole answer',
    fits: ({ transport }) => transport !== null,
    refusal: () => ({
      kind: 'retry',
      message: 'Salesforce did not answer when a token was refreshed.',
      notBefore: null,
    }),
  },
  {
    name: 'rate limit',
    fits: ({ status }) => status === 429,
    refusal: (news, now) => ({
      kind: 'retry',
      message: 'Salesforce refreshes no more tokens for the moment.',
      notBefore: retryAfter(news, now),
    }),
  },
  {
    // Before the words: what a gateway quotes with a 5xx is nobody's verdict. 420: the edge finds no way to the org.
    name: 'trouble of Salesforce',
    fits: ({ status }) => status !== null && (status >= 500 || status === 408 || status === 420),
    refusal: (news, now) => ({
      kind: 'retry',
      message: 'Salesforce has trouble of its own and refreshes no token.',
      notBefore: retryAfter(news, now),
    }),
  },
  {
    name: 'answers elsewhere',
    // Our address of it is old; nothing is said of the access, and whoever followed would send the app's secret anywhere.
    fits: ({ status }) => status !== null && status >= 300 && status < 400,
    refusal: () => ({
      kind: 'configuration',
      message: elsewhere,
      notBefore: null,
    }),
  },
  {
    name: 'user inactive',
    fits: (news) =>
      says(news, 'invalid_grant', 'inactive_user') && /inactive/i.test(`${news.error} ${news.description}`),
    refusal: () => ({
      kind: 'reauth',
      message: 'The Salesforce user of this connection is not active: activate the user, or connect again as another.',
      notBefore: null,
    }),
  },
  {
    name: 'access withdrawn',
    fits: (news) => says(news, 'invalid_grant', 'access_denied', 'inactive_org'),
    refusal: () => ({
      kind: 'reauth',
      message: 'Salesforce has taken back the access of this connection: its refresh token is no longer good.',
      notBefore: null,
    }),
  },
  {
    name: 'app refused',
    fits: (news) =>
      says(news, 'invalid_client_id', 'invalid_client', 'invalid_client_credentials', 'unauthorized_client'),
    refusal: () => ({
      kind: 'configuration',
      message:
        'Salesforce does not know the app that refreshes the token: SALESFORCE_CLIENT_ID or SALESFORCE_CLIENT_SECRET is wrong.',
      notBefore: null,
    }),
  },
  {
    name: 'answer not understood',
    fits: ({ status }) => status !== null && status >= 200 && status < 300,
    refusal: () => ({
      kind: 'configuration',
      message: 'Salesforce answered a refresh with something else than tokens: see that its URL is right.',
      notBefore: null,
    }),
  },
  {
    name: 'anything else',
    fits: () => true,
    refusal: (news) => ({
      kind: 'configuration',
      message: `Salesforce refuses to refresh a token (${codeOf(news)}); this says nothing about the account.`,
      notBefore: null,
    }),
  },
];

/** @param transport node's code of what went wrong */
export function unansweredRefresh(transport: string, now: Date): RefreshRefusal {
  return classify({ status: null, transport, error: null, description: '', retryAfter: null }, now);
}

/** A whole answer that is no success, or a success that brings no tokens. */
export function refusedRefresh(
  answer: { readonly status: number; readonly raw: string; readonly retryAfter: string | null },
  now: Date,
): RefreshRefusal {
  const json = asJson(parseBody(answer.raw));
  return classify(
    {
      status: answer.status,
      transport: null,
      error: asText(json?.['error']),
      description: asText(json?.['error_description']) ?? '',
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

/** Only what looks like a code passes: an answer might quote a token. */
function codeOf({ status, transport, error }: News): string {
  const code = [error, transport].find((word) => word !== null && /^[A-Za-z_]{3,40}$/.test(word));
  return code ?? `HTTP_${status ?? 0}`;
}

/** Salesforce promises no such header; a proxy in front of it may send one. */
function retryAfter({ retryAfter: said }: News, now: Date): Date | null {
  const seconds = Number(said ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 ? new Date(now.getTime() + seconds * 1_000) : null;
}
