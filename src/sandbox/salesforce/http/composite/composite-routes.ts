/** Several calls in one (contract 2.4): parts that name each other, a batch of parts, and graphs of parts. */
import type { Org } from '../../org/org';
import { refused } from '../../org/refused';
import { asList, asObject, objectOf, parserError, type Json } from '../json-body';
import type { Answer, Call, Route } from '../route';
import type { Router } from '../router';
import { namedParts, responseOf, runApart, runTogether, type NamedPart } from './composite-parts';
import { graphAnswer } from './graphs';
import { isFailure, kindOf, performPart, tallyOf, type Kind, type Part, type PartAnswer } from './parts';
import { treeAnswer } from './trees';

const BASE = '/services/data/v:version/composite';
const MAX_PARTS = 25;
/** Of the 25, those that are queries or collections. */
const MAX_WIDE_PARTS = 5;
const inComposite: ReadonlySet<Kind> = new Set<Kind>(['record', 'collection', 'query']);
/** Collections are not among them (unverified). */
const inBatch: ReadonlySet<Kind> = new Set<Kind>(['record', 'query', 'other']);

/** `router` is asked when a call comes: it is made of these routes too. */
export function compositeRoutes(org: Org, router: () => Router): Route[] {
  const post = (path: string, handle: (call: Call) => Answer): Route => ({ method: 'POST', path: BASE + path, handle });
  return [
    post('', (call) => composite(org, router(), call)),
    post('/batch', (call) => batch(router(), call)),
    post('/graph', (call) => graphAnswer(org, router(), call)),
    post('/tree/:type', (call) => treeAnswer(org, call)),
  ];
}

function composite(org: Org, router: Router, call: Call): Answer {
  const body = objectOf(call);
  const parts = namedParts(body);
  requireFew(parts.length, 'subrequests');
  requireFewWide(router, parts);
  const run = body.allOrNone === true ? runTogether : runApart;
  const answers = run({ org, router, call, allowed: inComposite }, parts);
  return { status: 200, body: { compositeResponse: responseOf(parts, answers) }, tally: tallyOf(answers) };
}

/** Code and text are unverified. */
function requireFew(count: number, what: string): void {
  if (count > MAX_PARTS) throw refused(400, 'LIMIT_EXCEEDED', `No more than ${MAX_PARTS} ${what} are allowed`);
}

function requireFewWide(router: Router, parts: readonly NamedPart[]): void {
  const wide = parts.filter(({ method, url }) => {
    const found = router.find(method, url);
    const kind = found && kindOf(found);
    return kind === 'query' || kind === 'collection';
  });
  if (wide.length > MAX_WIDE_PARTS)
    throw refused(400, 'LIMIT_EXCEEDED', `No more than ${MAX_WIDE_PARTS} subrequests can be queries or collections`);
}

/** No part knows of another, and nothing is unmade. */
function batch(router: Router, call: Call): Answer {
  const body = objectOf(call);
  const parts = asList(body.batchRequests, 'batchRequests').map((part) => batchPart(asObject(part)));
  requireFew(parts.length, 'batchRequests');
  const answers: PartAnswer[] = [];
  for (const part of parts) {
    const stopped = body.haltOnError === true && answers.some(isFailure);
    answers.push(stopped ? batchHalted : performPart({ router, call, allowed: inBatch }, part));
  }
  return {
    status: 200,
    body: {
      hasErrors: answers.some(isFailure),
      results: answers.map(({ status, body: result }) => ({ statusCode: status, result })),
    },
    tally: tallyOf(answers),
    calls: parts.length,
  };
}

/** The text is unverified. */
const batchHalted: PartAnswer = {
  status: 412,
  body: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' }],
  headers: {},
  tally: undefined,
};

/** `v64.0/sobjects/…`, or the whole path. */
function batchPart({ method, url, richInput }: Json): Part {
  if (typeof method !== 'string' || typeof url !== 'string') throw parserError('method and url must be given');
  const path = url.replace(/^\//, '');
  const whole = path.startsWith('services/data/') ? `/${path}` : `/services/data/${path}`;
  return { method: method.toUpperCase(), url: whole, body: richInput };
}
