/**
 * Walks through every state that the model of one field can come to, breadth first. In each state everything then goes
 * well until all is quiet, and it is seen whether the sides agree and whether an edit was lost without a word.
 */
import { workerMoves } from './field-worker';
import {
  begin,
  keeps,
  mark,
  passes,
  worldMoves,
  type Budget,
  type Move,
  type Setting,
  type State,
} from './field-world';

export interface Violation {
  readonly what: string;
  /** What happened, and then what was done until all was quiet. */
  readonly trace: readonly string[];
  readonly after: readonly string[];
  readonly end: State;
}

export interface Explored {
  readonly states: number;
  /** Whether there was nothing left to come to. */
  readonly complete: boolean;
  readonly violation: Violation | null;
}

interface Node {
  readonly key: string;
  readonly from: number;
  readonly move: string;
}

/** Until the first violation, which is by the shortest way that there is to one. */
export function explore(setting: Setting, budget: Partial<Budget>, limit = 20_000): Explored {
  const start = JSON.stringify(begin(setting, budget));
  const seen = new Set([start]);
  const nodes: Node[] = [{ key: start, from: -1, move: '' }];
  const good = new Set<string>();
  for (let index = 0; index < nodes.length && index < limit; index += 1) {
    const { key } = nodes[index]!;
    const found = violationIn(setting, key, good);
    if (found) return { states: nodes.length, complete: false, violation: { ...found, trace: traceOf(nodes, index) } };
    const state = JSON.parse(key) as State;
    for (const [move, happen] of movesOf(setting, state)) {
      const next = JSON.parse(key) as State;
      happen(next);
      const nextKey = JSON.stringify(next);
      if (seen.has(nextKey)) continue;
      seen.add(nextKey);
      nodes.push({ key: nextKey, from: index, move });
    }
  }
  return { states: nodes.length, complete: nodes.length < limit, violation: null };
}

function traceOf(nodes: readonly Node[], index: number): string[] {
  const trace: string[] = [];
  for (let at = index; at > 0; at = nodes[at]!.from) trace.unshift(nodes[at]!.move);
  return trace;
}

/** As a person reads it. */
export function toldBy({ what, trace, after, end }: Violation): string {
  const { shop, record, crms, feed } = end;
  const links = crms.map(({ has, link: { localBase, remoteBase } }) => [has.value, localBase, remoteBase]);
  const changes = feed.map(({ value, from, answer }) => `${value} for ${from.join(' or ')}: ${answer ?? 'open'}`);
  return [
    what,
    ...trace.map((move) => `  ${move}`),
    'and then',
    ...after.map((move) => `  ${move}`),
    `order system ${shop.value}, record ${record.value}, CRMs ${JSON.stringify(links)}`,
    `changes: ${changes.join('; ')}`,
  ].join('\n');
}

const movesAtMost = 60;

/** What is wrong once all that is under way has come to its end. `good`: calm states that are known to end well. */
function violationIn(setting: Setting, key: string, good: Set<string>): Omit<Violation, 'trace'> | null {
  const state = JSON.parse(key) as State;
  const after: string[] = [];
  if (state.wrong) return { what: state.wrong, after, end: state };
  calm(state);
  const passed: string[] = [];
  const isKnown = (): boolean => {
    const here = JSON.stringify(state);
    passed.push(here);
    return good.has(here);
  };
  const end = run(setting, state, after, isKnown);
  const what = end === 'known' ? null : end === 'endless' ? endless : wrongLater(setting, state, after);
  if (what !== null) return { what, after, end: state };
  for (const one of passed) good.add(one);
  return null;
}

const endless = 'it does not come to an end';

/** When no write can land any more, and when all is looked at once more. */
function wrongLater(setting: Setting, state: State, after: string[]): string | null {
  passes(state);
  if (run(setting, state, after) === 'endless') return endless;
  const { writes, feed } = state;
  const offered = feed.length;
  for (const crm of state.crms) mark(crm);
  if (run(setting, state, after) === 'endless') return endless;
  if (state.wrong) return state.wrong;
  if (state.writes !== writes || feed.length !== offered) return 'looking again writes again';
  return wrongAtRest(setting, state);
}

/** No more edits and no more trouble. */
function calm(state: State): void {
  const { budget } = state;
  for (const name of Object.keys(budget) as (keyof Budget)[]) {
    if (name === 'sales') budget.sales = budget.sales.map(() => 0);
    else budget[name] = 0;
  }
}

/** Whatever can happen does, one after the other, until nothing can, or it is known how it ends. */
function run(
  setting: Setting,
  state: State,
  log: string[],
  isKnown: () => boolean = () => false,
): 'ended' | 'known' | 'endless' {
  for (let count = 0; count < movesAtMost; count += 1) {
    if (isKnown()) return 'known';
    const [move]: Move[] = movesOf(setting, state);
    if (!move) return 'ended';
    log.push(move[0]);
    move[1](state);
  }
  return 'endless';
}

function wrongAtRest(setting: Setting, state: State): string | null {
  const { shop, record, crms } = state;
  const isAsked = crms.some(({ asked }) => asked !== null);
  if (shop.value !== record.value) return 'the hub says something else than the order system';
  const agrees = crms.map(
    ({ has }, index) => has.value === record.value || has.value === keeps(setting, index, record.value),
  );
  if (crms.some(({ asked }, index) => !asked && !agrees[index])) return 'a CRM says something else than the hub';
  const known = crms.map(({ has }, index) => (agrees[index] || isAsked ? has.edits : 0));
  const kept = [...known, isAsked ? record.edits : 0].reduce((all, some) => all | some, 0);
  const lost = ((1 << state.count) - 1) & ~(shop.edits | state.decided | state.overwritten | kept);
  return lost === 0 ? null : 'an edit is lost without a word';
}

const movesOf = (setting: Setting, state: State): Move[] => [
  ...worldMoves(setting, state),
  ...workerMoves(setting, state),
];
