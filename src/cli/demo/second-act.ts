/**
 * The demo's second act: salespeople edit, the order system is offered what they changed and answers, both edit the same
 * fields at once, contacts are merged and deleted, events are lost; then nothing happens, and everybody is compared. Where
 * there are several CRMs, each thing that sales do happens in one of them, and each of them has its scene.
 */
import { idsInCrm } from './agreement';
import { putConnection, readUnannounced } from './connection';
import type { Crm } from './crms/crm';
import { OrderDesk } from './order-desk';
import {
  expectedAfter,
  nameOf,
  shareStory,
  storyRules,
  tellSalesStory,
  type Expected,
  type Kind,
  type SalesEdit,
  type SalesStory,
  type ShopSides,
} from './sales-story';
import { customerId } from './shop';
import { leap, polled, quiet, type Stage } from './stage';

export interface SecondActParts {
  readonly stage: Stage;
  /** As the order system has it. */
  readonly shop: ShopSides;
  /** Lets the sides drift apart, to see that the counts notice. */
  readonly breakAgreement: boolean;
}

/** What is played in one CRM. */
export interface Scene {
  readonly crm: Crm;
  readonly story: SalesStory;
  readonly expected: ReadonlyMap<string, Expected>;
  /** The CRM's ids before it, by name of the record. */
  readonly ids: ReadonlyMap<string, string>;
}

export interface Act {
  readonly stage: Stage;
  readonly story: SalesStory;
  readonly desk: OrderDesk;
  readonly scenes: readonly Scene[];
  readonly isBroken: boolean;
}

/** What was played in one CRM, for whoever counts what came of it. */
export interface Played {
  readonly scene: Scene;
  /** Changes that polling found and nobody had told of. */
  readonly viaPoll: number;
  /** Writes to the CRM while nothing happened. */
  readonly echoWrites: number;
}

/** Longer than the windows of polling overlap, so that they hold nothing of the first load. */
const lullMs = 10 * 60_000;
const pollSeconds = 60;
const brokenEach = 5;

export async function playSecondAct(
  parts: SecondActParts,
): Promise<{ readonly act: Act; readonly played: readonly Played[] }> {
  const { progress } = parts.stage;
  const act = await setTheStage(parts);
  const { told, untold, meetings, merges, deleted } = act.story;
  progress.say(`\nSalespeople edit ${told.length} records, and the order system answers`);
  for (const scene of act.scenes) await edit(scene, scene.story.told);
  await answer(act);
  progress.say(`${meetings.length} fields are edited on both sides at once`);
  await meet(act);
  progress.say(`${merges.length} contacts are merged, ${deleted.length} deleted`);
  await mergeAndDelete(act);
  progress.say(`${untold.length} more records are edited, and nobody is told`);
  const viaPoll = await loseEvents(act);
  progress.say('Nothing happens for two more rounds of polling');
  const echoes = await countEchoes(act);
  const played = act.scenes.map((scene, index): Played => {
    return { scene, viaPoll: viaPoll[index] ?? 0, echoWrites: echoes[index] ?? 0 };
  });
  return { act, played };
}

/** Rules are set, what the first act has changed is asked for once, and from then on the CRMs tell the service. */
async function setTheStage({ stage, shop, breakAgreement }: SecondActParts): Promise<Act> {
  const { api, crms, service } = stage;
  for (const crm of crms) await putConnection(api, crm, { pollSeconds, fieldRules: storyRules });
  await leap(stage, lullMs);
  await polled(stage);
  for (const crm of crms) await crm.subscribe(service);
  const story = tellSalesStory();
  const shares = shareStory(story, crms.length);
  const scenes: Scene[] = [];
  for (const [index, crm] of crms.entries()) {
    const own = shares[index] ?? story;
    const ids = idsInCrm(await crm.holdings(), shop);
    scenes.push({ crm, story: own, ids, expected: expectedAfter({ whole: story, own }, shop, ids) });
  }
  const desk = new OrderDesk(api, shop, breakAgreement ? brokenEach : 0);
  return { stage, story, desk, scenes, isBroken: breakAgreement };
}

/** Until nothing is left to say on either side. */
async function answer({ stage, desk }: Act): Promise<void> {
  await quiet(stage);
  await desk.catchUp();
  await quiet(stage);
}

async function edit(scene: Scene, edits: readonly SalesEdit[]): Promise<void> {
  for (const { kind, id, field, value } of edits) {
    await scene.crm.edit(kind, idOf(scene, kind, id), { [field]: value });
  }
}

function idOf({ crm, ids }: Scene, kind: Kind, id: string): string {
  const found = ids.get(nameOf(kind, id));
  if (found === undefined) throw new Error(`${crm.title} does not hold ${kind} ${id} once`);
  return found;
}

/** Events wait until both sides have spoken. */
async function meet(act: Act): Promise<void> {
  const { stage, scenes, story, desk } = act;
  await polled(stage);
  for (const { crm } of scenes) await crm.holdEvents(true);
  for (const scene of scenes) await edit(scene, scene.story.meetings);
  await desk.change(story.meetings);
  for (const { crm } of scenes) await crm.holdEvents(false);
  await answer(act);
  await resolve(act);
  await answer(act);
}

/** A person answers what the rules leave open. */
async function resolve({ stage, story }: Act): Promise<void> {
  const { items } = (await stage.api.call('GET', 'conflicts/fields?limit=1000')) as {
    items: readonly { conflict: number; id: string; field: string }[];
  };
  for (const { conflict, id, field } of items) {
    const meeting = story.meetings.find((one) => one.id === id && one.field === field);
    if (meeting) await stage.api.call('POST', `conflicts/${conflict}/resolve`, { side: meeting.answer });
  }
}

async function mergeAndDelete(act: Act): Promise<void> {
  const { stage, scenes } = act;
  for (const scene of scenes) await endSome(scene);
  if (scenes.every(({ crm }) => crm.tellsOfEnds)) return answer(act);
  await polled(stage);
  await answer(act);
  // What polling has found of it is behind its windows when it is to find something else.
  await leap(stage, lullMs);
}

async function endSome(scene: Scene): Promise<void> {
  const { crm, story } = scene;
  for (const { into, merged } of story.merges) {
    const other =
      'customer' in merged ? idOf(scene, 'customers', merged.customer) : await crm.addCustomer(merged.stranger);
    await crm.mergeCustomers(idOf(scene, 'customers', into), other);
  }
  for (const id of story.deleted) await crm.deleteCustomer(idOf(scene, 'customers', id));
}

/** Answers, by scene, how many changes polling found that nobody had told of. */
async function loseEvents(act: Act): Promise<readonly number[]> {
  const { stage, scenes } = act;
  const countFound = (): Promise<readonly number[]> =>
    Promise.all(scenes.map(({ crm }) => readUnannounced(stage.api, crm)));
  await polled(stage);
  const before = await countFound();
  for (const { crm } of scenes) await crm.loseEvents(true);
  for (const scene of scenes) await edit(scene, scene.story.untold);
  await polled(stage);
  const after = await countFound();
  for (const { crm } of scenes) await crm.loseEvents(false);
  await answer(act);
  return after.map((count, index) => count - (before[index] ?? 0));
}

/** By scene. */
async function countEchoes({ stage, desk, scenes, isBroken }: Act): Promise<readonly number[]> {
  const countWrites = (): Promise<readonly number[]> => Promise.all(scenes.map(({ crm }) => crm.writes()));
  await quiet(stage);
  const before = await countWrites();
  await polled(stage);
  if (isBroken) await desk.change([{ kind: 'customers', id: customerId(801), field: 'lastName', ours: 'Unasked' }]);
  await polled(stage);
  const after = await countWrites();
  return after.map((count, index) => count - (before[index] ?? 0));
}

/** Of a broken act, after everything: nobody is told, and nobody asks. */
export async function editUnheard({ scenes }: Act): Promise<void> {
  const numbers = Array.from({ length: brokenEach }, (_, index) => 811 + index);
  const kind = 'customers';
  for (const scene of scenes) {
    await scene.crm.loseEvents(true);
    await edit(
      scene,
      numbers.map((number) => ({ kind, id: customerId(number), field: 'lastName', value: 'Unheard' })),
    );
  }
}
