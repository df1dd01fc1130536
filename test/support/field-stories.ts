/** What the explorer is asked to walk through: how much may happen, and what happens when a rule is left out. */
import type { PolicyName } from '../../src/core/policies/policies';
import type { Rules } from './field-engine';
import type { Budget } from './field-world';
import type { Flaw } from './mutated-core';

export interface Story {
  readonly budget: Partial<Budget>;
  readonly crms?: number;
  readonly workers?: number;
  /** The CRM stores what it is sent as it is sent; else the first one has its own way of writing it. */
  readonly plain?: true;
  /** The order system gives its answers one after the other. */
  readonly waits?: boolean;
}

export const stories = {
  'an edit on each side': { budget: { edits: 1, sales: [1] } },
  'two edits of the order system and one of sales': { budget: { edits: 2, sales: [1] } },
  'an edit of the order system and two of sales': { budget: { edits: 1, sales: [2] } },
  'an edit that the order system sets back': { budget: { edits: 1, setBacks: 1, sales: [1] } },
  'an edit that sales set back': { budget: { edits: 1, sales: [1], salesSetBacks: 1 }, plain: true },
  'words of the order system out of order': { budget: { edits: 1, touches: 1, sales: [1], reorders: 1 } },
  'a change that is refused': { budget: { edits: 1, sales: [1], refusals: 1 } },
  'two changes, one of which is refused': { budget: { sales: [2], refusals: 1 } },
  'a change that is refused, and another': { budget: { sales: [2], salesSetBacks: 1, refusals: 1 }, waits: true },
  'a worker that dies': { budget: { edits: 1, sales: [1], deaths: 1 } },
  'a worker that dies twice': { budget: { edits: 2, deaths: 2 }, plain: true },
  'an answer that is lost': { budget: { edits: 1, sales: [1], lostAnswers: 1 } },
  'two answers that are lost': { budget: { edits: 2, lostAnswers: 2 }, plain: true },
  'a worker that stalls': { budget: { edits: 1, sales: [1], stalls: 1, whiles: 1 }, workers: 2 },
  'a worker that stalls with an old word': { budget: { edits: 2, stalls: 1, whiles: 1 }, workers: 2 },
  'two CRMs, one of which is edited': { budget: { edits: 1, sales: [1, 0] }, crms: 2 },
  'two CRMs, both of which are edited': { budget: { sales: [1, 1] }, crms: 2 },
  'a person who is asked': { budget: { edits: 1, sales: [1], resolutions: 1 } },
  'a person who is asked about values that move': { budget: { edits: 1, sales: [2], resolutions: 1 } },
  'a person who is asked about words that move': { budget: { edits: 2, sales: [1], resolutions: 1 } },
} as const satisfies Record<string, Story>;
export type StoryName = keyof typeof stories;

const some: readonly StoryName[] = [
  'an edit on each side',
  'two edits of the order system and one of sales',
  'an edit that the order system sets back',
  'an edit that sales set back',
  'words of the order system out of order',
  'a change that is refused',
  'a worker that dies',
  'a worker that dies twice',
  'an answer that is lost',
  'two CRMs, one of which is edited',
  'two CRMs, both of which are edited',
];
export const told: readonly (readonly [StoryName, PolicyName])[] = [
  ...some.flatMap((name) => (['order-system', 'crm', 'ask'] as const).map((policy) => [name, policy] as const)),
  ['an edit of the order system and two of sales', 'order-system'],
  ['an edit of the order system and two of sales', 'crm'],
  ['two changes, one of which is refused', 'crm'],
  ['a change that is refused, and another', 'crm'],
  ['two answers that are lost', 'order-system'],
  ['a worker that stalls', 'order-system'],
  ['a worker that stalls with an old word', 'crm'],
  ['an edit on each side', 'newest'],
  ['two edits of the order system and one of sales', 'newest'],
  ['a person who is asked', 'ask'],
  ['a person who is asked about values that move', 'ask'],
];

interface LeftOut {
  readonly rule: string;
  /** Of the model, or in the source of the core. */
  readonly by: Partial<Rules> | Omit<Flaw, 'name'>;
  readonly story: StoryName;
  readonly policy: PolicyName;
  readonly leadsTo: string;
}

const refusals = { file: 'merge.ts', search: 'refused !== undefined && sameValue(refused, remote)' };

/** The rules of architecture 5.1, by their numbers. */
export const leftOut: readonly LeftOut[] = [
  {
    rule: '1, intent before the call',
    by: { intents: false },
    story: 'a worker that dies',
    policy: 'crm',
    leadsTo: 'the order system is offered what it has said itself',
  },
  {
    rule: '2, the remote baseline is what the CRM stored',
    by: { storedBase: false },
    story: 'an edit on each side',
    policy: 'crm',
    leadsTo: 'the order system is offered what it has said itself',
  },
  {
    rule: '3, the author is a second witness',
    by: { author: false },
    story: 'a worker that dies',
    policy: 'crm',
    leadsTo: 'the order system is offered what it has said itself',
  },
  {
    rule: '3, a late write of ours is no edit of a salesperson',
    by: { file: 'merge.ts', search: 'if (view.isOurs && remote', replace: 'if (remote === null && remote' },
    story: 'two answers that are lost',
    policy: 'crm',
    leadsTo: 'the order system is offered what it has said itself',
  },
  {
    rule: '4, no write after the lease',
    by: { leaseBeforeCall: false },
    story: 'a worker that stalls with an old word',
    policy: 'crm',
    leadsTo: 'the order system is offered what it has said itself',
  },
  {
    rule: '5, last words have versions',
    by: { file: 'last-word.ts', search: 'version.getTime() <= stored.updatedAt.getTime()', replace: 'false' },
    story: 'words of the order system out of order',
    policy: 'crm',
    leadsTo: 'the hub says something else than the order system',
  },
  {
    rule: '6, a word may say what it has seen',
    by: { appliedChange: false },
    story: 'an edit on each side',
    policy: 'ask',
    leadsTo: 'a person is asked about a conflict that there is not',
  },
  {
    rule: '7, accepting carries a version',
    by: { file: 'accept.ts', search: 'version.getTime() <= record.updatedAt.getTime()', replace: 'false' },
    story: 'an edit that sales set back',
    policy: 'ask',
    leadsTo: 'the hub says something else than the order system',
  },
  {
    rule: '7, accepting moves both baselines',
    by: { file: 'standing.ts', search: 'accepted < 0 ? {}', replace: 'accepted < 99 ? {}' },
    story: 'an edit on each side',
    policy: 'crm',
    leadsTo: 'the order system is offered what it has said itself',
  },
  {
    rule: '8, a change names what it may replace',
    by: { mayHaveTaken: false },
    story: 'an edit of the order system and two of sales',
    policy: 'crm',
    leadsTo: 'a change is refused that was made knowing what it replaces',
  },
  {
    rule: '8, an offer is withdrawn',
    by: {
      file: 'merge.ts',
      search: "return counts(view.remote, rule) ? offer(view, 'withdrawn') : settle;",
      replace: 'return rest;',
    },
    story: 'an edit that sales set back',
    policy: 'ask',
    leadsTo: 'an offer stands of what the CRM says no longer',
  },
  {
    rule: '8, one open offer of a value',
    by: {
      file: 'merge.ts',
      search: 'return isOffered(view) ? rest :',
      replace: 'return',
    },
    story: 'an edit on each side',
    policy: 'crm',
    leadsTo: 'a value that was refused is offered again',
  },
  {
    rule: '9, a refusal puts the CRM right',
    by: { ...refusals, replace: 'false' },
    story: 'an edit on each side',
    policy: 'crm',
    leadsTo: 'a value that was refused is offered again',
  },
  {
    rule: '9, a refusal is about one value',
    by: { ...refusals, replace: 'refused !== undefined' },
    story: 'an edit of the order system and two of sales',
    policy: 'crm',
    leadsTo: 'an edit is put right that nobody has refused',
  },
  {
    rule: '10, a resolution is about one value of the CRM',
    by: { file: 'merge.ts', search: 'sameValue(resolution.theirs, pair.theirs)', replace: 'true' },
    story: 'a person who is asked about values that move',
    policy: 'ask',
    leadsTo: 'a person’s word about other values is taken',
  },
  {
    rule: '10, a resolution is about one value of the order system',
    by: { file: 'merge.ts', search: 'sameValue(resolution.ours, pair.ours)', replace: 'true' },
    story: 'a person who is asked about words that move',
    policy: 'ask',
    leadsTo: 'a person’s word about other values is taken',
  },
  {
    rule: '12, a settle whose fence fails writes nothing',
    by: { fence: false },
    story: 'a worker that stalls',
    policy: 'ask',
    leadsTo: 'a value that was refused is offered again',
  },
  {
    rule: '14, accepting closes the offers before',
    by: {
      file: 'standing.ts',
      search: 'offers.slice(accepted + 1)',
      replace: 'offers.filter((_, index) => index !== accepted)',
    },
    story: 'an edit of the order system and two of sales',
    policy: 'crm',
    leadsTo: 'it does not come to an end',
  },
  {
    rule: '15, a number says which of our writes landed',
    by: { numbers: false },
    story: 'an answer that is lost',
    policy: 'ask',
    leadsTo: 'a person is asked about a conflict that there is not',
  },
  {
    rule: '15, what is found to have landed ends what stood before it',
    by: { landedEnds: false },
    story: 'a worker that dies',
    policy: 'crm',
    leadsTo: 'the order system is offered what it has said itself',
  },
];
