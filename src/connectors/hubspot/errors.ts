/**
 * What a refusal of HubSpot's means for us: one table, first row that fits, a test per row. Nothing but this file and
 * `refusals.ts` reads a status code or a word of HubSpot's. Messages are built here from codes and property names:
 * HubSpot's own texts are localised and quote the value, and an e-mail address has no business in a log.
 */
import { midnightAfter } from '../../core/account-day';
import { blame, type Failure } from '../../core/failure';
import type { Owner } from '../../core/owner';
import { asJson, asText, parseBody } from '../json';
import { readProblem, type Problem } from './answer';
import { existing, keyLost, missingScopes, notUnique, ownerOfValue, plain, valueRefused } from './refusals';

/** Bad news about a call or about a row of one. `status` is null for an item of a 207 and when no answer came. */
interface News {
  readonly status: number | null;
  /** node's code, `ECONNRESET`; null when there was an answer. */
  readonly transport: string | null;
  readonly problem: Problem;
  readonly retryAfter: string | null;
}

/** What was asked, and by whom. */
export interface Circumstances {
  readonly object: string;
  /** A lost answer to a write is `unknown`; a read may simply be repeated. */
  readonly writes: boolean;
  /** The route names one thing, so that a 404 is about this thing. */
  readonly namesOne: boolean;
  readonly keyProperty: string;
  readonly now: Date;
  /** Of the account; null until `account` was asked. */
  readonly timeZone: string | null;
}

interface Row {
  readonly name: string;
  /** Who can mend what parks a record; absent: as the kind lets expect (`core/reason-families.ts`). */
  readonly owner?: (problem: Problem) => Owner;
  readonly fits: (news: News, asked: Circumstances) => boolean;
  readonly failure: (news: News, asked: Circumstances) => Failure;
}

/** HubSpot: midnight in the account's time zone ends a daily limit; unknown zone: look again in an hour. */
const dailyFallbackMs = 3_600_000;
/**
 * The ten-second window rolls: calls leave it one by one, and the first may leave it in a moment. Waiting the full 10 s
 * would idle the account five times as long as needed; too short a wait costs one more refused call.
 */
const tenSecondlyMs = 2_000;
const secondlyMs = 1_000;
/** HubSpot moves an account between data centres for up to 24 h and says how long; without the header, look now and then. */
const migratingMs = 600_000;
const otherLimitMs = 10_000;

/** Refused before a byte of the request could be sent. */
const unsent: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
/** A gateway gave up on HubSpot, which may have done the work all the same; 524 is 100 s without an answer (docs, 2026-03). */
const lostAnswers: readonly number[] = [502, 504, 524];

export const table: readonly Row[] = [
  {
    name: 'not sent',
    fits: ({ transport }) => transport !== null && unsent.includes(transport),
    failure: (news) => ({ kind: 'retry', code: codeOf(news), message: 'HubSpot could not be reached.' }),
  },
  {
    name: 'no answer',
    fits: ({ transport }) => transport !== null,
    failure: (news, { writes }) => lost(news, writes, 'The connection to HubSpot ended before its answer did.'),
  },
  {
    name: 'token refused',
    fits: ({ status }) => status === 401,
    failure: (news) => ({ kind: 'reauth', code: codeOf(news), message: 'HubSpot does not accept the access token.' }),
  },
  {
    name: 'access missing',
    // Any 403: what the account may not do says nothing about a record, and parking all of them would be wrong.
    fits: ({ status, problem }) => status === 403 || problem.category === 'MISSING_SCOPES',
    failure: (news) => ({ kind: 'reauth', code: codeOf(news), message: missingScopes(news.problem) }),
  },
  {
    name: 'rate limit',
    fits: ({ status, problem }) => status === 429 || /^RATE_LIMITS?$/.test(problem.category ?? ''),
    failure: throttled,
  },
  {
    name: 'account moves',
    fits: ({ status }) => status === 477,
    failure: (news, { now }) => ({
      kind: 'throttled',
      code: codeOf(news),
      message: 'HubSpot is moving the account to another data centre.',
      until: retryAfter(news, now) ?? later(now, migratingMs),
    }),
  },
  {
    name: 'record locked',
    fits: ({ status }) => status === 423,
    failure: (news) => ({ kind: 'retry', code: codeOf(news), message: 'HubSpot has the record locked for 2 seconds.' }),
  },
  {
    name: 'answer lost by a gateway',
    fits: ({ status }) => status !== null && lostAnswers.includes(status),
    failure: (news, { writes }) => lost(news, writes, 'A gateway gave up waiting for HubSpot.'),
  },
  {
    name: 'answer not understood',
    fits: ({ status }) => status !== null && status >= 200 && status < 300,
    failure: (news, { writes }) => lost(news, writes, 'HubSpot said yes in words that are not understood.'),
  },
  {
    name: 'trouble of HubSpot',
    fits: ({ status }) => status !== null && (status >= 500 || status < 400 || status === 408),
    failure: (news) => ({ kind: 'retry', code: codeOf(news), message: 'HubSpot has trouble of its own.' }),
  },
  {
    name: 'not there',
    // NOT a bare 404 to a batch: a wrong base URL or a proxy answers that to everything, and would bury every link.
    fits: ({ status, problem }, { namesOne }) =>
      problem.category === 'OBJECT_NOT_FOUND' || (status === 404 && namesOne),
    failure: (news) => ({ kind: 'gone', code: codeOf(news), message: 'HubSpot has no such record.' }),
  },
  {
    name: 'end of an association not there',
    fits: ({ problem }) => /INVALID_OBJECT_IDS/.test([problem.subCategory, ...Object.keys(problem.context)].join(' ')),
    failure: () => ({
      kind: 'gone',
      code: 'INVALID_OBJECT_IDS',
      message: 'HubSpot has no such record at one end of the association.',
    }),
  },
  {
    name: 'no such route',
    owner: () => 'us',
    fits: ({ status }) => status === 404 || status === 405,
    failure: (news) => ({ kind: 'retry', code: codeOf(news), message: 'HubSpot knows no such route: check its URL.' }),
  },
  {
    name: 'taken',
    owner: () => 'data-steward',
    // Of a contact only the e-mail can be: other unique properties answer 400 `CONFLICTING_UNIQUE_VALUE`.
    fits: ({ status, problem }) => problem.category === 'CONFLICT' || (status === 409 && problem.category === null),
    failure: (news, { object }) => ({
      kind: 'duplicate',
      code: codeOf(news),
      message: 'Another HubSpot record holds this value already.',
      ...existing(news.problem),
      ...(object === 'contacts' ? { property: 'email' } : {}),
    }),
  },
  {
    name: 'name taken',
    owner: () => 'crm-administrator',
    fits: ({ problem }) => problem.category === 'OBJECT_ALREADY_EXISTS',
    failure: (news) => ({
      kind: 'duplicate',
      code: codeOf(news),
      message: 'HubSpot has a thing of this name already.',
    }),
  },
  {
    name: 'our key taken',
    owner: () => 'data-steward',
    fits: ({ problem }, { keyProperty }) =>
      problem.code === 'CONFLICTING_UNIQUE_VALUE' && problem.property === keyProperty,
    failure: (news, { keyProperty }) => ({
      kind: 'duplicate',
      code: codeOf(news),
      message: 'Another HubSpot record holds our key already.',
      property: keyProperty,
      ...existing(news.problem),
    }),
  },
  {
    name: 'our key unique no more',
    owner: () => 'crm-administrator',
    fits: ({ problem }, { keyProperty }) => keyLost(problem, keyProperty) !== null,
    failure: ({ problem }, { keyProperty }) => notUnique(keyLost(problem, keyProperty) ?? keyProperty),
  },
  {
    name: 'value refused',
    owner: ownerOfValue,
    fits: ({ problem }) => problem.code !== null,
    failure: (news) => valueRefused(news.problem, codeOf(news)),
  },
  {
    name: 'row failed for another reason',
    // An item of a 207 that names neither a code nor a fault of the row: attempts are counted, so it ends in a park.
    fits: ({ status, problem }) => status === null && problem.category !== 'VALIDATION_ERROR',
    failure: (news) => ({ kind: 'retry', code: codeOf(news), message: 'HubSpot could not do this row.' }),
  },
  {
    name: 'refused',
    owner: () => 'us',
    fits: () => true,
    failure: (news) => ({ kind: 'rejected', code: codeOf(news), message: `HubSpot refuses this (${codeOf(news)}).` }),
  },
];

/** Thrown by node or node-fetch because of the network, and not by a mistake in a program. */
export function isTransportTrouble(error: unknown): boolean {
  return transportCode(error) !== null;
}

/** node has a `code`; node-fetch has a `type` as well, which is all it has for a redirect that leads nowhere. */
function transportCode(error: unknown): string | null {
  const { code, type } = asJson(error) ?? {};
  return asText(code) ?? asText(type);
}

/** The request ended without a whole answer; `error` is what node or the client threw. */
export function transportFailure(error: unknown, asked: Circumstances): Failure {
  const transport = transportCode(error) ?? 'NO_ANSWER';
  return classify({ status: null, transport, problem: readProblem(null), retryAfter: null }, asked);
}

/** A whole answer that is no success, or a success that nobody understands. */
export function answerFailure(
  answer: { readonly status: number; readonly raw: string; readonly headers: Readonly<Record<string, string>> },
  asked: Circumstances,
): Failure {
  return classify(
    {
      status: answer.status,
      transport: null,
      problem: readProblem(parseBody(answer.raw)),
      retryAfter: answer.headers['retry-after'] ?? null,
    },
    asked,
  );
}

/** One error item of a 207. */
export function itemFailure(problem: Problem, asked: Circumstances): Failure {
  return classify({ status: null, transport: null, problem, retryAfter: null }, asked);
}

/**
 * The call was refused for an access token whose time is over, and not carried out. It comes within calls that left with
 * a token which was still good by our clock (airbyte #74726, 2026-03).
 */
export function isExpiredToken({ kind, code }: Failure): boolean {
  return kind === 'reauth' && code === 'EXPIRED_AUTHENTICATION';
}

function classify(news: News, asked: Circumstances): Failure {
  const row = table.find(({ fits }) => fits(news, asked));
  if (row === undefined) throw new Error('The last row of the table fits everything');
  return blame(row.failure(news, asked), row.owner?.(news.problem));
}

/** The most telling of the codes. Only what looks like a code passes, so that no value ever slips through. */
function codeOf({ status, transport, problem }: News): string {
  const said = [problem.code, problem.subCategory, problem.policy, problem.category, transport];
  return said.map((code) => plain(code, /^[\w.-]{1,80}$/)).find((code) => code !== null) ?? `HTTP_${status ?? 0}`;
}

function lost(news: News, writes: boolean, message: string): Failure {
  return { kind: writes ? 'unknown' : 'retry', code: codeOf(news), message };
}

function throttled(news: News, { now, timeZone }: Circumstances): Failure {
  // Some 429 carry a policy, search says it only in its text (recorded 2022): take either.
  const words = `${news.problem.policy ?? ''} ${news.problem.text}`;
  const until = (): Date => {
    if (/daily/i.test(words)) return midnightAfter(now, timeZone) ?? later(now, dailyFallbackMs);
    if (/ten_secondly/i.test(words)) return later(now, tenSecondlyMs);
    return later(now, /secondly/i.test(words) ? secondlyMs : otherLimitMs);
  };
  return {
    kind: 'throttled',
    code: codeOf(news),
    message: 'HubSpot takes no more calls for the moment.',
    until: retryAfter(news, now) ?? until(),
  };
}

/** Seconds, as HubSpot sends, or an HTTP date, as a proxy might. */
export function retryAfter({ retryAfter: said }: Pick<News, 'retryAfter'>, now: Date): Date | null {
  if (said === null || said.trim() === '') return null;
  const seconds = Number(said);
  const until = Number.isFinite(seconds) ? later(now, seconds * 1000) : new Date(said);
  return Number.isNaN(until.getTime()) || until < now ? null : until;
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
