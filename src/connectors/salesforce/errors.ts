/**
 * What a refusal of Salesforce's means for us: one table, first row that fits, a test per row. Nothing but this file,
 * `problems.ts` and `refusals.ts` reads a status code or an error text of Salesforce's. Messages are built here from codes and field names: Salesforce's
 * own texts quote the value, and an e-mail address has no business in a log.
 */
import { blame, type Failure } from '../../core/failure';
import type { Owner } from '../../core/owner';
import { parseBody } from '../json';
import type { Problem } from './call';
import { elsewhere } from './oauth-errors';
import { errorId, readProblems } from './problems';
import { holderOf, ownerOf, passing, refusalOf } from './refusals';
import { transportCode, type Heard } from './transport';

/** Bad news about a call or about a row of one. `status` is null for a row and when no answer came. */
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
  /** The route names one record, so that a 404 is about it. */
  readonly namesOne: boolean;
  readonly keyProperty: string;
  readonly now: Date;
}

interface Row {
  readonly name: string;
  /** Who can mend what parks a record; absent: as the kind lets expect (`core/reason-families.ts`). */
  readonly owner?: (problem: Problem) => Owner;
  readonly fits: (news: News, asked: Circumstances) => boolean;
  readonly failure: (news: News, asked: Circumstances) => Failure;
}

/**
 * The day rolls: calls of 24 hours ago are given back one by one, so there is no hour to wait for. Salesforce says no
 * time; a call every few minutes is little, and a refused one does not count.
 */
const daysLimitMs = 300_000;
/** Too many calls of more than 20 s at a time: those that are out end soon. */
const longCallsMs = 10_000;
const otherLimitMs = 10_000;

/** Refused before a byte of the request could be sent. */
const unsent: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
/** A gateway gave up on Salesforce, which may have done the work all the same. */
const lostAnswers: readonly number[] = [502, 504, 524];

const says =
  (...codes: readonly string[]) =>
  ({ problem }: News): boolean =>
    codes.includes(problem.code);

const isLimit = says('REQUEST_LIMIT_EXCEEDED');
const isNoAccess = says(
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
);

export const table: readonly Row[] = [
  {
    name: 'not sent',
    fits: ({ transport }) => transport !== null && unsent.includes(transport),
    failure: (news) => plainly('retry', news, 'Salesforce could not be reached.'),
  },
  {
    name: 'no answer',
    fits: ({ transport }) => transport !== null,
    failure: (news, asked) => lost(news, asked, 'The connection to Salesforce ended before its answer did.'),
  },
  {
    name: 'token refused',
    fits: (news) => news.status === 401 || says('INVALID_SESSION_ID', 'INVALID_AUTH_HEADER')(news),
    failure: (news) => plainly('reauth', news, 'Salesforce does not accept the access token.'),
  },
  {
    name: 'limit of long calls',
    // The text of it is seen in the field, with 403 (one fixture).
    fits: (news) => isLimit(news) && /concurrent/i.test(news.problem.message),
    failure: (news, { now }) => throttled(news, now, longCallsMs),
  },
  {
    name: 'limit of the day',
    fits: (news) => isLimit(news) && news.status !== 429,
    failure: (news, { now }) => throttled(news, now, daysLimitMs),
  },
  {
    name: 'other limit',
    fits: ({ status }) => status === 429,
    failure: (news, { now }) => throttled(news, now, otherLimitMs),
  },
  {
    name: 'no API',
    fits: says('API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'),
    failure: (news) => plainly('reauth', news, 'The API is not enabled for this organization or for this user.'),
  },
  {
    name: 'object out of reach',
    // What the user may not see at all says nothing about a record, and parking all of them would be wrong.
    fits: says('INVALID_TYPE'),
    failure: (news, { object }) =>
      plainly('reauth', news, `Salesforce shows no object ${object} to this user: see its permissions.`),
  },
  {
    name: 'record locked',
    // Seen with 400 and with 500.
    fits: says('UNABLE_TO_LOCK_ROW'),
    failure: (news) => plainly('retry', news, 'Somebody else writes this record or one above it.'),
  },
  {
    name: 'answer lost by a gateway',
    fits: ({ status }) => status !== null && lostAnswers.includes(status),
    failure: (news, asked) => lost(news, asked, 'A gateway gave up waiting for Salesforce.'),
  },
  {
    name: 'answer not understood',
    fits: ({ status }) => status !== null && status >= 200 && status < 300,
    failure: (news, asked) => lost(news, asked, 'Salesforce said yes in words that are not understood.'),
  },
  {
    name: 'several of one key',
    owner: () => 'data-steward',
    fits: ({ status }) => status === 300,
    failure: (news, { keyProperty }) => ({
      ...plainly('duplicate', news, 'Several Salesforce records hold our key.'),
      property: keyProperty,
    }),
  },
  {
    name: 'answers elsewhere',
    // A My Domain that was renamed. No redirect is followed: it could lead the token anywhere.
    fits: ({ status }) => status !== null && status > 300 && status < 400,
    failure: (news) => plainly('reauth', news, elsewhere),
  },
  {
    name: 'trouble of Salesforce',
    // 420: the edge finds no way to the organization (Salesforce docs 2026-03).
    fits: ({ status }) => status !== null && (status >= 500 || status < 200 || status === 408 || status === 420),
    failure: (news) => plainly('retry', news, 'Salesforce has trouble of its own.'),
  },
  {
    name: 'changed meanwhile',
    fits: ({ status }) => status === 412,
    failure: (news) => plainly('stale', news, 'The record was changed since it was read.'),
  },
  {
    name: 'call too long',
    owner: () => 'us',
    fits: ({ status }) => status === 413 || status === 414 || status === 431,
    failure: (news) => plainly('rejected', news, 'The call is longer than Salesforce takes.'),
  },
  {
    name: 'not there',
    fits: isGone,
    failure: (news) => plainly('gone', news, 'Salesforce has no such record.'),
  },
  {
    name: 'no such route',
    owner: () => 'us',
    // NOT a missing record: a wrong URL or a proxy answers that to everything, and would bury every link.
    fits: ({ status }) => status === 404 || status === 405 || status === 410,
    failure: (news) => plainly('retry', news, 'Salesforce knows no such route: check its URL.'),
  },
  {
    name: 'taken',
    owner: () => 'data-steward',
    fits: says('DUPLICATE_VALUE'),
    failure: (news) => ({
      ...plainly('duplicate', news, 'Another Salesforce record holds this value already.'),
      ...holderOf(news.problem),
    }),
  },
  {
    name: 'access to the record missing',
    owner: () => 'crm-administrator',
    fits: (news, { namesOne }) => isNoAccess(news) && (news.status === null || namesOne),
    failure: (news) => plainly('rejected', news, 'This user may not change this record, or one that it names.'),
  },
  {
    name: 'access missing',
    fits: (news) => news.status === 403 || isNoAccess(news),
    failure: (news) => plainly('reauth', news, 'Salesforce does not let this user do this.'),
  },
  {
    name: 'may go another time',
    owner: ownerOf,
    fits: says(...passing),
    failure: (news) => plainly('retry', news, `Salesforce could not do this now (${codeOf(news)}).`),
  },
  {
    name: 'row failed for another reason',
    // A row that names no code: attempts are counted, so it ends in a park.
    fits: ({ status, problem }) => status === null && problem.code === '',
    failure: (news) => plainly('retry', news, 'Salesforce could not do this row.'),
  },
  {
    name: 'refused',
    owner: ownerOf,
    fits: () => true,
    failure: (news) => ({ kind: 'rejected', code: codeOf(news), ...refusalOf(news.problem, codeOf(news)) }),
  },
];

/** The request ended without a whole answer; `error` is what node threw. */
export function transportFailure(error: unknown, asked: Circumstances): Failure {
  const transport = transportCode(error) ?? 'NO_ANSWER';
  return classify({ status: null, transport, problem: readProblems(null)[0], retryAfter: null }, asked);
}

/** A whole answer that is no success, or a success that nobody understands. */
export function answerFailure(answer: WholeAnswer, asked: Circumstances): Failure {
  const { status, headers } = answer;
  const retryAfter = headers['retry-after'] ?? null;
  const said = readProblems(parseBody(answer.raw));
  return gravest(said.map((problem) => classify({ status, transport: null, problem, retryAfter }, asked)));
}

interface WholeAnswer {
  readonly status: number;
  readonly raw: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One problem of a row: of a collection, or of a Bulk job. */
export function itemFailure(problem: Problem, asked: Circumstances): Failure {
  return classify({ status: null, transport: null, problem, retryAfter: null }, asked);
}

/**
 * Of all that is said against one thing, what decides: first what holds for every call, then what repeating will not
 * change, and last what it may change.
 */
export function gravest(failures: readonly Failure[]): Failure {
  const order = ['reauth', 'throttled', 'gone', 'duplicate', 'rejected', 'stale', 'unknown', 'retry'] as const;
  const found = order.flatMap((kind) => failures.find((failure) => failure.kind === kind) ?? [])[0];
  if (found === undefined) throw new Error('Nothing was said');
  return found;
}

/**
 * The session is over, and the call was not carried out: another token may do. Two texts say that no other will (jsforce
 * 3.10.16 knows them too, or would ask for tokens for ever). The user info says it its own way (several clients).
 */
export function isOverSession({ status, raw }: Pick<Heard, 'status' | 'raw'>): boolean {
  if (raw === null) return false;
  if (status === 403 && raw.trim() === 'Bad_OAuth_Token') return true;
  if (status !== 401) return false;
  const [{ code, message }] = readProblems(parseBody(raw));
  return (
    code === 'INVALID_SESSION_ID' &&
    !/Connected app is not attached to Agent|not valid for use with the REST API/.test(message)
  );
}

function classify(news: News, asked: Circumstances): Failure {
  const row = table.find(({ fits }) => fits(news, asked));
  if (row === undefined) throw new Error('The last row of the table fits everything');
  return { ...blame(row.failure(news, asked), row.owner?.(news.problem)), ...errorId(news.problem) };
}

function plainly<K extends Exclude<Failure['kind'], 'throttled'>>(
  kind: K,
  news: News,
  message: string,
): { readonly kind: K; readonly code: string; readonly message: string } {
  return { kind, code: codeOf(news), message };
}

/** Only what looks like a code passes, so that no value ever slips through. */
function codeOf({ status, transport, problem }: News): string {
  const said = [problem.code, transport ?? ''].find((code) => /^[\w.-]{1,80}$/.test(code));
  return said ?? `HTTP_${status ?? 0}`;
}

function lost(news: News, { writes }: Circumstances, message: string): Failure {
  return plainly(writes ? 'unknown' : 'retry', news, message);
}

/**
 * A record in the recycle bin, or an id of nobody. Codes of the same name about a field (the account of a contact) are
 * no news of the record itself; a NOT_FOUND without an id is about the route.
 */
function isGone({ status, problem }: News, { namesOne }: Circumstances): boolean {
  const isOfRow = problem.fields.every((field) => field === 'Id');
  if (problem.code === 'ENTITY_IS_DELETED' || problem.code === 'INVALID_CROSS_REFERENCE_KEY') return isOfRow;
  const isOfOne = namesOne || status === null;
  return problem.code === 'NOT_FOUND' && isOfOne && !/requested resource/i.test(problem.message);
}

function throttled(news: News, now: Date, usualMs: number): Failure {
  // Salesforce promises no such header; a proxy in front of it may send one.
  const seconds = Number(news.retryAfter ?? NaN);
  const waitMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : usualMs;
  return {
    kind: 'throttled',
    code: codeOf(news),
    message: 'Salesforce takes no more calls for the moment.',
    until: new Date(now.getTime() + waitMs),
  };
}
