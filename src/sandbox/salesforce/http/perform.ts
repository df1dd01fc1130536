/** A call that is let in: the org's requests, what goes wrong on demand, its route. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '../../common/faults';
import { timed } from '../../common/own-time';
import { faultAnswer, limitExceeded, preventsCall } from '../faults/fault-answers';
import { strikesCalls, type Fault } from '../faults/fault-effects';
import type { ApiUsage } from '../org/api-usage';
import { Refused } from '../org/refused';
import { problemAnswer } from './problems';
import type { Answer, Call, Route } from './route';

export interface Works {
  readonly usage: ApiUsage;
  readonly faults: Faults<Fault>;
  /** Aborts when the sandbox closes: nothing waits on. */
  readonly closing: AbortSignal;
}

/** By the sandbox itself so far; a fault may wait between its parts. */
export interface Spent {
  ms: number;
}

interface Performance {
  readonly route: Route;
  readonly call: Call;
  readonly spent: Spent;
}

/** Every counted answer tells the usage, also one that refuses (contract 1.4). */
export async function perform(works: Works, performance: Performance): Promise<Answer> {
  const { usage } = works;
  const { open = false, counted = !open, uncounted = false } = performance.route;
  if (!counted || uncounted) return struck(works, performance);
  const reached = usage.reached();
  if (reached !== undefined) return told(usage, problemAnswer(limitExceeded(reached)));
  const end = usage.begin(performance.route.path);
  try {
    const answer = await struck(works, performance);
    const { calls = 1 } = answer;
    if (calls > 1) usage.take(calls - 1, performance.route.path);
    return told(usage, answer);
  } finally {
    end();
  }
}

function told({ info }: ApiUsage, answer: Answer): Answer {
  return { ...answer, headers: { 'Sforce-Limit-Info': info, ...answer.headers } };
}

async function struck(works: Works, performance: Performance): Promise<Answer> {
  const { method, url } = performance.call;
  const fault = works.faults.strike(method, pathOf(url), strikesCalls);
  if (fault === undefined) return handled(performance);
  if (fault.when === 'before') await hold(works, fault);
  const own = preventsCall(fault) ? undefined : await handled(performance);
  if (fault.when === 'after') await hold(works, fault);
  return faultAnswer(fault, own);
}

async function handled({ route, call, spent }: Performance): Promise<Answer> {
  try {
    // Of a route that waits, what it does before it waits for the first time.
    return await timed(spent, () => route.handle(call));
  } catch (error) {
    if (error instanceof Refused) return problemAnswer(error);
    throw error;
  }
}

async function hold({ closing, faults }: Works, { delayMs }: Fault): Promise<void> {
  if (delayMs === 0) return;
  const signal = AbortSignal.any([closing, faults.cleared]);
  await wait(delayMs, undefined, { signal }).catch(() => undefined);
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
