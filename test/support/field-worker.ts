/**
 * The workers of the model: each looks at a CRM whose link is marked, notes what it is about to write, writes, and settles,
 * in the order of `sync/sync-batch`. It may die, stall or hear nothing at any of these.
 */
import type { FieldEngine } from './field-engine';
import type { Setting } from './field-world';
import { first, isIn, land, mark, type Change, type Crm, type Hand, type Move, type State } from './field-world';

export function workerMoves(setting: Setting, state: State): Move[] {
  return state.workers.flatMap((hand, index) => movesOfOne(setting, state, { hand, index }));
}

interface Working {
  readonly hand: Hand | null;
  readonly index: number;
}

function movesOfOne(setting: Setting, state: State, { hand, index }: Working): Move[] {
  const name = `worker ${index + 1}`;
  if (!hand) {
    return state.crms.flatMap((crm, place): Move[] =>
      crm.dirty > 0 && crm.lease.owner < 0
        ? [[`${name} looks at CRM ${place + 1}`, (next): void => looks(setting, next, index, place)]]
        : [],
    );
  }
  const { lease } = state.crms[hand.crm]!;
  const holds = lease.owner === index && lease.fence === hand.fence;
  const moves: Move[] = [];
  const { write } = hand.plan;
  if (hand.step !== 'planned' || !write) {
    moves.push([`${name} settles`, (next): void => settles(setting, next, index)]);
  } else if (holds || !setting.engine.rules.leaseBeforeCall) {
    moves.push([`${name} writes ${write.value}`, (next): void => sends(setting, next, index)]);
    if (state.budget.lostAnswers > 0) {
      moves.push([`${name} writes ${write.value} and hears nothing`, (next): void => sendsInVain(next, index)]);
    }
  } else {
    moves.push([`${name} finds its lease gone`, (next): void => void (next.workers[index] = null)]);
  }
  if (state.budget.deaths > 0) moves.push([`${name} dies`, (next): void => dies(next, index, holds)]);
  if (state.budget.stalls > 0 && holds) {
    moves.push([
      `${name} stalls until its lease ends`,
      (next): void => {
        next.budget.stalls -= 1;
        next.crms[hand.crm]!.lease.owner = -1;
      },
    ]);
  }
  return moves;
}

function dies(state: State, index: number, holds: boolean): void {
  state.budget.deaths -= 1;
  const hand = state.workers[index]!;
  if (holds) state.crms[hand.crm]!.lease.owner = -1;
  state.workers[index] = null;
}

const decisions: readonly string[] = ['decided', 'resolved', 'put-right'];

/** Both sides are read, the plan is made, and what it will write is noted. */
function looks({ engine }: Setting, state: State, index: number, place: number): void {
  const crm = state.crms[place]!;
  crm.lease = { owner: index, fence: crm.lease.fence + 1 };
  const { record, feed, resolution, now } = { ...state, ...crm };
  const answerOf = (seq: number): Change['answer'] => feed[seq - 1]?.answer ?? null;
  const plan = engine.plan({ record, link: crm.link, has: crm.has, answerOf, resolution, now });
  crm.link = engine.noted(crm.link, plan);
  if (plan.why === 'resolved' && (resolution?.ours !== record.value || resolution.theirs !== crm.has.value))
    state.wrong ||= 'a person’s word about other values is taken';
  state.workers[index] = {
    crm: place,
    fence: crm.lease.fence,
    dirty: crm.dirty,
    plan,
    sawOurs: { value: record.value, edits: record.edits },
    sawTheirs: { value: crm.has.value, edits: crm.has.edits },
    stored: null,
    step: 'planned',
  };
}

/** What was decided over is known to whoever decided. */
function writeOf({ plan, sawOurs, sawTheirs }: Hand): Crm['flying'][number] {
  const over = decisions.includes(plan.why) ? sawTheirs.edits : 0;
  return { ...plan.write!, edits: sawOurs.edits | over };
}

function sends(setting: Setting, state: State, index: number): void {
  const hand = state.workers[index]!;
  const { plan, sawOurs, sawTheirs } = hand;
  if (plan.why === 'decided' && isIn(sawOurs.edits, sawTheirs.edits))
    state.wrong ||= 'a value wins over what was made of it';
  if (plan.why === 'put-right' && !isRefused(state, hand))
    state.wrong ||= 'an edit is put right that nobody has refused';
  const write = writeOf(hand);
  if (decisions.includes(plan.why)) state.decided |= sawTheirs.edits & ~sawOurs.edits;
  hand.stored = land(setting, state, { index: hand.crm, write, seen: sawTheirs.edits });
  hand.step = 'sent';
}

function sendsInVain(state: State, index: number): void {
  state.budget.lostAnswers -= 1;
  const hand = state.workers[index]!;
  if (decisions.includes(hand.plan.why)) state.decided |= hand.sawTheirs.edits & ~hand.sawOurs.edits;
  state.crms[hand.crm]!.flying.push(writeOf(hand));
  hand.step = 'unanswered';
}

/** One transaction; whoever has lost the lease writes nothing (rule 12). */
function settles({ engine }: Setting, state: State, index: number): void {
  const hand = state.workers[index]!;
  const crm = state.crms[hand.crm]!;
  state.workers[index] = null;
  const holds = crm.lease.fence === hand.fence && crm.lease.owner === index;
  if (!holds && engine.rules.fence) return;
  if (holds) crm.lease.owner = -1;
  settleLink(engine, state, hand);
  if (crm.dirty === hand.dirty) crm.dirty = 0;
  if (hand.step === 'unanswered') mark(crm);
}

function settleLink(engine: FieldEngine, state: State, hand: Hand): void {
  const { plan, step, stored, sawOurs, sawTheirs } = hand;
  const crm = state.crms[hand.crm]!;
  const isAsking = plan.kind === 'ask';
  if (isAsking && areNested(hand)) state.wrong ||= 'a person is asked about a conflict that there is not';
  if (plan.why === 'resolved' && step !== 'unanswered') crm.resolution = null; // it is done, and over
  crm.asked = isAsking ? { ours: sawOurs.value, theirs: sawTheirs.value } : null;
  if (plan.kind === 'offer') offers(state, hand);
  const settled = engine.settled(plan, { answered: step !== 'unanswered', stored, seq: state.feed.length });
  crm.link = settled.link;
  for (const { seq, as } of settled.closed) state.feed[seq - 1]!.answer ??= as;
  if (plan.kind === 'settle' || plan.kind === 'rest') checkOffer(state, hand);
}

function checkOffer(state: State, { crm, sawTheirs }: Hand): void {
  const last = lastChange(state, crm);
  const isStale = last?.answer === null && last.value !== sawTheirs.value;
  if (isStale) state.wrong ||= 'an offer stands of what the CRM says no longer';
}

const areNested = ({ sawOurs, sawTheirs }: Hand): boolean =>
  isIn(sawOurs.edits, sawTheirs.edits) || isIn(sawTheirs.edits, sawOurs.edits);

/** Values of edits are not used twice, but the first. */
const isRefused = (state: State, { crm, sawTheirs }: Hand): boolean =>
  state.feed.some((change) => change.crm === crm && change.value === sawTheirs.value && change.answer === 'refused');

function offers(state: State, hand: Hand): void {
  const { crm, plan, sawOurs, sawTheirs } = hand;
  const last = lastChange(state, crm);
  if (plan.why !== 'withdrawn') {
    if (isIn(sawTheirs.edits, sawOurs.edits)) state.wrong ||= 'the order system is offered what it has said itself';
    if (isRefused(state, hand) && !isFirst(sawTheirs)) state.wrong ||= 'a value that was refused is offered again';
  }
  if (last?.answer === null && last.value === sawTheirs.value) state.wrong ||= 'a value is offered twice';
  if (decisions.includes(plan.why)) state.decided |= sawOurs.edits & ~sawTheirs.edits;
  state.feed.push({ crm, ...sawTheirs, from: plan.from, answer: null });
}

const isFirst = ({ value }: { readonly value: string }): boolean => value.toLowerCase() === first;
const lastChange = (state: State, crm: number): Change | undefined =>
  state.feed.findLast((change) => change.crm === crm);
