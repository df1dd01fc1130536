/**
 * The demo's other story: many customers, a CRM whose day allows few calls, and another program that takes half of them. A plan is
 * made, approved and carried out, while live changes go on; then what came of it is held against the plan.
 */
import type { MigrationReportView, MigrationView } from '../../../http/migration-views';
import { Api } from '../api';
import { tally } from '../count';
import type { Holdings } from '../crms/crm';
import type { Hubspot } from '../crms/hubspot';
import type { Progress } from '../progress';
import type { ShopRecord } from '../shop';
import type { Stage } from '../stage';
import { gatherCrowd, type Crowd } from './crowd';
import { pass, passSome } from './pass-time';
import { percentile95, problemsOf, type MigrationDemoReport, type MigrationFigures } from './report';

export interface MigrationParts extends Omit<Stage, 'api' | 'crms'> {
  readonly crm: Hubspot;
  readonly apiKey: string;
  readonly customers: number;
  readonly seed: number;
}

interface Scene extends Stage {
  readonly crm: Hubspot;
  readonly crowd: Crowd;
  readonly progress: Progress;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** When the demo's days begin: what comes of it must not hang on the hour at which it is played. */
const morningMs = 6 * hourMs;
const callsOfDay = 300;
/** Where records are looked up and written; what else is called is not the migration's. */
const writes = '/crm/v3/objects/contacts/batch/';
/** As a connection has it that says nothing. */
const reserveShare = 0.2;
/** Half of the day. */
const neighbour = { callsPerHour: callsOfDay / 2 / 24, burst: 5 };
/** Until it is known what others call, on weekdays and at weekends. */
const learningDays = 7;
/** What is not polled is looked at all the same, as often. */
const pollSeconds = 86_400;
const liveEveryMs = 8 * hourMs;
/** A plan that is far off must not keep the demo for ever. */
const daysAtMost = 120;

export async function runMigration(parts: MigrationParts): Promise<MigrationDemoReport> {
  const began = performance.now();
  const { crm, customers, seed, service, apiKey, progress } = parts;
  const api = new Api(service.url ?? '', apiKey);
  const scene = { ...parts, api, crms: [crm], crowd: gatherCrowd(customers, seed) };
  progress.say(
    `${customers.toLocaleString('en')} customers are to go to a portal whose day allows ${callsOfDay} calls; others use half of them.`,
  );
  const before = await setTheStage(scene);
  progress.say('A plan is made');
  const planned = await plan(scene);
  progress.say('It is approved and started; live changes go on');
  const live = await carryOut(scene, planned);
  const figures = await figuresOf(scene, { planned, live });
  const after = await crm.holdings();
  const shop = { companies: [], customers: scene.crowd.sound, orders: [] };
  const counted = tally(shop, { before, after, gone: new Set() });
  const { problems: ended } = figures;
  const problems = [...ended, ...problemsOf(figures.migration, counted)];
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const { migration } = figures;
  return { ok: problems.length === 0, crm: 'hubspot', customers, seed, migration, ...counted, problems, seconds };
}

const pathOf = ({ crm }: Scene, verb = ''): string => `connections/${crm.connectionId}/migration${verb}`;

async function setTheStage(scene: Scene): Promise<Holdings> {
  const { crm, api, crowd, progress } = scene;
  await crm.fill({ companies: [], customers: crowd.held });
  const before = await crm.holdings();
  await api.import('customers', crowd.customers);
  const connection = `connections/${crm.connectionId}`;
  const body = { ...crm.access, pollSeconds, firstLoad: 'planned', emailGate: { require: 'confirmed' } };
  await api.call('PUT', connection, body);
  // What salespeople do is not the story here: no poll is counted among the calls.
  for (const type of ['companies', 'customers', 'orders']) {
    await api.call('PUT', `${connection}/schedule/${type}`, { enabled: false });
  }
  await pass(scene, dayMs - ((scene.clock.now() - morningMs) % dayMs));
  await crm.control.post('limits', { daily: callsOfDay, window: 100 });
  await crm.control.post('neighbour', neighbour);
  await crm.control.post('limits/watch', { left: callsOfDay * reserveShare, under: writes });
  // A first look, from which on it is watched what others call.
  await plan(scene);
  progress.say(`${learningDays} days pass, in which it is seen what others call`);
  const end = scene.clock.now() + learningDays * dayMs;
  for (let turn = 1; scene.clock.now() < end; turn += 1) {
    await pass(scene, liveEveryMs);
    const customer = crowd.sound.at(-turn);
    if (customer) await change(scene, customer, turn);
  }
  return before;
}

async function plan(scene: Scene): Promise<MigrationView> {
  const { api } = scene;
  const { id } = (await api.call('POST', pathOf(scene), { check: 'rule' })) as MigrationView;
  for (;;) {
    await passSome(scene, hourMs);
    const now = (await api.call('GET', pathOf(scene))) as MigrationView;
    if (now.id === id && now.plan !== null) return now;
    if (now.state !== 'planning') throw new Error(`no plan was made: ${now.reason?.message ?? now.state}`);
  }
}

/** How long each live change took, and how many of their calls left less of a day than is reserved: theirs may. */
interface LiveChanges {
  readonly took: readonly number[];
  readonly below: number;
}

async function carryOut(scene: Scene, { plan: made }: MigrationView): Promise<LiveChanges> {
  const { api, clock, progress } = scene;
  await api.call('POST', pathOf(scene, '/approve'), { hash: made?.hash });
  await api.call('POST', pathOf(scene, '/start'), {});
  const took: number[] = [];
  let below = 0;
  const end = clock.now() + daysAtMost * dayMs;
  let liveAt = clock.now() + liveEveryMs;
  while (clock.now() < end) {
    await passSome(scene, Math.max(1, Math.min(hourMs, liveAt - clock.now())));
    if (clock.now() >= liveAt) {
      liveAt += liveEveryMs;
      const before = await callsBelow(scene);
      const ms = await changeOne(scene, took.length);
      below += (await callsBelow(scene)) - before;
      if (ms !== null) took.push(ms);
    }
    const { state, progress: at } = (await api.call('GET', pathOf(scene))) as MigrationView;
    progress.show({ customers: at.released }, { customers: at.total });
    if (state !== 'pilot' && state !== 'ramp') break;
  }
  progress.end();
  return { took, below };
}

async function callsBelow({ crm }: Scene): Promise<number> {
  const { below } = (await crm.control.get('limits/watch')) as { below: number };
  return below;
}

/** Of a customer that is in the CRM. Answers how long it takes until it is there; null when none is yet. */
async function changeOne(scene: Scene, turn: number): Promise<number | null> {
  const { api, crowd } = scene;
  const customer = crowd.sound[turn];
  if (customer === undefined || (await stateOf(api, customer)) !== 'synced') return null;
  const began = performance.now();
  await change(scene, customer, turn);
  while ((await stateOf(api, customer)) !== 'synced') {
    if (performance.now() - began > 10_000) throw new Error('a live change did not arrive');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - began;
}

async function change({ api, clock }: Scene, customer: ShopRecord, turn: number): Promise<void> {
  const phone = `+49 40 7${String(turn).padStart(5, '0')}`;
  const updatedAt = new Date(clock.now()).toISOString();
  await api.call('PUT', `customers/${customer.id}`, { ...customer, phone, updatedAt });
}

async function stateOf(api: Api, { id }: ShopRecord): Promise<string | undefined> {
  const { links } = (await api.call('GET', `customers/${id}/links`)) as { links: readonly { state: string }[] };
  return links[0]?.state;
}

async function figuresOf(
  scene: Scene,
  { planned, live }: { readonly planned: MigrationView; readonly live: LiveChanges },
): Promise<{ readonly migration: MigrationFigures; readonly problems: readonly string[] }> {
  const { api } = scene;
  const now = (await api.call('GET', pathOf(scene))) as MigrationView;
  const { ends } = (await api.call('GET', pathOf(scene, '/report'))) as MigrationReportView;
  const problems = [
    ...(now.state === 'done' ? [] : [`it is ${now.state}: ${now.reason?.message ?? 'nobody knows why'}`]),
    ...(live.took.length === 0 ? ['no live change was made while it ran'] : []),
  ];
  const migration = {
    plannedCalls: planned.plan?.calls.total ?? 0,
    actualCalls: now.progress.calls.made,
    plannedDays: daysBetween(planned.plan?.madeAt, planned.plan?.finish.expected),
    actualDays: daysBetween(now.startedAt, now.finishedAt),
    reserveBreaches: (await callsBelow(scene)) - live.below,
    liveP95Ms: percentile95(live.took),
    held: heldOf(ends),
  };
  return { migration, problems };
}

/** How many records did not come to the CRM, by reason. */
function heldOf(ends: MigrationReportView['ends']): Readonly<Record<string, number>> {
  const held: Record<string, number> = {};
  for (const { state, code, count } of ends) {
    if (state !== 'synced') held[code ?? state] = (held[code ?? state] ?? 0) + count;
  }
  return held;
}

const daysBetween = (from: string | null | undefined, to: string | null | undefined): number =>
  from && to ? Math.round(((Date.parse(to) - Date.parse(from)) / dayMs) * 100) / 100 : 0;
