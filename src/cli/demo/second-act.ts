/**
 * The demo's second act: salespeople edit, the order system is offered what they changed and answers, both edit the same
 * fields at once, contacts are merged and deleted, events are lost; then nothing happens, and everybody is compared.
 */
import { managedWebhooks } from '../../app.module';
import { ensureWebhooks } from '../../operate/webhook-subscriptions';
import { idsInCrm } from './agreement';
import { putConnection, readUnannounced, type SandboxAccess } from './connection';
import { OrderDesk } from './order-desk';
import {
  expectedAfter,
  nameOf,
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
  readonly sandbox: SandboxAccess;
  /** As the order system has it. */
  readonly shop: ShopSides;
  /** Lets the sides drift apart, to see that the counts notice. */
  readonly breakAgreement: boolean;
}

/** What was played, for whoever counts what came of it. */
export interface Act {
  readonly stage: Stage;
  readonly story: SalesStory;
  readonly desk: OrderDesk;
  readonly expected: ReadonlyMap<string, Expected>;
  /** The portal's ids before it, by name of the record. */
  readonly ids: ReadonlyMap<string, string>;
  readonly isBroken: boolean;
}

export interface Played {
  readonly act: Act;
  readonly viaPoll: number;
  readonly echoWrites: number;
}

/** Longer than the windows of polling overlap, so that they hold nothing of the first load. */
const lullMs = 10 * 60_000;
const callDeadlineMs = 15_000;
const brokenEach = 5;
const objects = { companies: 'companies', customers: 'contacts' } as const;

export async function playSecondAct(parts: SecondActParts): Promise<Played> {
  const { progress } = parts.stage;
  const act = await setTheStage(parts);
  const { told, untold, meetings, merges, deleted } = act.story;
  progress.say(`\nSalespeople edit ${told.length} records, and the order system answers`);
  await edit(act, told);
  await answer(act);
  progress.say(`${meetings.length} fields are edited on both sides at once`);
  await meet(act);
  progress.say(`${merges.length} contacts are merged, ${deleted.length} deleted`);
  await mergeAndDelete(act);
  progress.say(`${untold.length} more records are edited, and nobody is told`);
  const viaPoll = await loseEvents(act);
  progress.say('Nothing happens for two more rounds of polling');
  return { act, viaPoll, echoWrites: await countEchoes(act) };
}

/** Rules are set, what the first act has changed is asked for once, and from then on webhooks come. */
async function setTheStage({ stage, sandbox, shop, breakAgreement }: SecondActParts): Promise<Act> {
  const { api, control } = stage;
  await putConnection(api, sandbox, storyRules);
  await leap(stage, lullMs);
  await polled(stage);
  await setUpWebhooks(stage, sandbox);
  const story = tellSalesStory();
  const ids = idsInCrm(await control.dump(), shop);
  return {
    stage,
    story,
    desk: new OrderDesk(api, shop, breakAgreement ? brokenEach : 0),
    expected: expectedAfter(story, shop, ids),
    ids,
    isBroken: breakAgreement,
  };
}

async function setUpWebhooks({ service }: Stage, { app, developerKey, url }: SandboxAccess): Promise<void> {
  const hubspotDeveloper = { appId: app.id, key: developerKey, baseUrl: url };
  const webhooks = managedWebhooks(
    { hubspotApp: null, hubspotDeveloper, publicUrl: service.url, callDeadlineMs },
    { onCallout: () => undefined, now: () => new Date(), database: service.database },
  );
  if (!webhooks) throw new Error('the demo needs the API of its service');
  try {
    await ensureWebhooks(webhooks);
  } finally {
    webhooks.registry.close();
  }
}

/** Until nothing is left to say on either side. */
async function answer({ stage, desk }: Act): Promise<void> {
  await quiet(stage);
  await desk.catchUp();
  await quiet(stage);
}

async function edit(act: Act, edits: readonly SalesEdit[]): Promise<void> {
  for (const { kind, id, field, value } of edits) {
    const properties = { [field.toLowerCase()]: value };
    await act.stage.control.edit({ object: objects[kind], id: idOf(act, kind, id), properties });
  }
}

function idOf({ ids }: Act, kind: Kind, id: string): string {
  const found = ids.get(nameOf(kind, id));
  if (found === undefined) throw new Error(`the portal does not hold ${kind} ${id} once`);
  return found;
}

/** Events wait until both sides have spoken. */
async function meet(act: Act): Promise<void> {
  const { stage, story, desk } = act;
  await polled(stage);
  await stage.control.post('webhooks', { paused: true });
  await edit(act, story.meetings);
  await desk.change(story.meetings);
  await stage.control.post('webhooks', { paused: false });
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
  const { control } = act.stage;
  for (const { into, merged } of act.story.merges) {
    const other = 'customer' in merged ? idOf(act, 'customers', merged.customer) : await seed(act, merged.stranger);
    await control.edit({ object: 'contacts', id: idOf(act, 'customers', into), merge: other });
  }
  for (const id of act.story.deleted) {
    await control.edit({ object: 'contacts', id: idOf(act, 'customers', id), archived: true });
  }
  await answer(act);
}

async function seed({ stage }: Act, properties: Readonly<Record<string, string>>): Promise<string> {
  const { ids } = (await stage.control.post('seed', { objects: { contacts: [{ properties }] } })) as {
    ids: { contacts: readonly [string] };
  };
  return ids.contacts[0];
}

/** Answers how many changes polling found that no webhook had announced. */
async function loseEvents(act: Act): Promise<number> {
  const { stage, story } = act;
  await polled(stage);
  await stage.control.post('webhooks', { drop: 1 });
  await edit(act, story.untold);
  await polled(stage);
  const viaPoll = await readUnannounced(stage.api);
  await stage.control.post('webhooks', { drop: 0 });
  await answer(act);
  return viaPoll;
}

async function countEchoes(act: Act): Promise<number> {
  const { stage, desk, isBroken } = act;
  await quiet(stage);
  const before = await stage.control.writes();
  await polled(stage);
  if (isBroken) await desk.change([{ kind: 'customers', id: customerId(801), field: 'lastName', ours: 'Unasked' }]);
  await polled(stage);
  return (await stage.control.writes()) - before;
}

/** Of a broken act, after everything: nobody is told, and nobody asks. */
export async function editUnheard(act: Act): Promise<void> {
  await act.stage.control.post('webhooks', { drop: 1 });
  const numbers = Array.from({ length: brokenEach }, (_, index) => 811 + index);
  const kind = 'customers';
  await edit(
    act,
    numbers.map((number) => ({ kind, id: customerId(number), field: 'lastName', value: 'Unheard' })),
  );
}
