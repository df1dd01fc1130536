/**
 * The demo's story: a shop and its CRMs that know of each other, a first sync, 500 edits, a second one; then what salespeople
 * do; and the count.
 */
import { newLink } from '../../core/link';
import type { SandboxClock } from '../../sandbox/common/clock';
import { readLinks, storeLinks } from '../../store/links';
import { inTenant } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import type { RunningService } from '../start';
import { Api } from './api';
import { putConnection } from './connection';
import { tally, type Tally } from './count';
import { countEnds, labels, objects } from './count-ends';
import type { Crm, Holdings } from './crms/crm';
import { judgeAct } from './judge-act';
import type { Progress } from './progress';
import { tellTogether, type CrmReport, type DemoReport, type Judged } from './report';
import { goneIn, shopAfter } from './sales-story';
import { editUnheard, playSecondAct, type Act, type Played } from './second-act';
import { editShop, heldBefore, openShop, orderId, repeatEdits, shopSize, type Shop } from './shop';
import { untilNothingIsOwed, type Stage } from './stage';

export interface DemoParts {
  readonly service: RunningService;
  readonly crms: readonly Crm[];
  readonly clock: SandboxClock;
  readonly apiKey: string;
  readonly progress: Progress;
  /** Breaks what keeps records single, to see that the count notices. */
  readonly breakKey: boolean;
  /** Lets the two sides drift apart, to see that the count notices. */
  readonly breakAgreement: boolean;
}

/** Of one CRM, before the second act. */
interface FirstAct {
  readonly before: Holdings;
  readonly ends: CrmReport['objects'];
  readonly calls: CrmReport['calls'];
}

type Calls = Readonly<Record<string, number>>;

const brokenOrders = 10;
/** In the first act the CRM's answers to what we send are counted, and no polls among them. */
const seldom = 3_600;

export async function runDemo(parts: DemoParts): Promise<DemoReport> {
  const started = performance.now();
  const { progress, service, crms, clock, breakAgreement } = parts;
  const stage = { service, crms, clock, progress, api: new Api(service.url ?? '', parts.apiKey) };
  const shop = openShop();
  const edits = editShop(shop);
  const again = repeatEdits(edits);
  const first = await playFirstAct(stage, { shop, edits, again }, parts.breakKey);
  const { act, played } = await playSecondAct({ stage, shop: shopAfter(shop, edits, again), breakAgreement });
  if (breakAgreement) await editUnheard(act);
  const judged: Judged[] = [];
  for (const one of played) {
    const before = first.get(one.scene.crm);
    if (before) judged.push(await judge(act, one, { ...before, shop }));
  }
  return tellTogether(judged, Math.round((performance.now() - started) / 100) / 10);
}

/** What the order system says: at first, later, and the same once more. */
interface Said {
  readonly shop: Shop;
  readonly edits: Shop;
  readonly again: Shop;
}

async function playFirstAct(
  stage: Stage,
  { shop, edits, again }: Said,
  isBroken: boolean,
): Promise<ReadonlyMap<Crm, FirstAct>> {
  const { crms, api, progress } = stage;
  const before = new Map<Crm, Holdings>();
  for (const crm of crms) {
    await crm.fill(heldBefore());
    before.set(crm, await crm.holdings());
    await putConnection(api, crm, { pollSeconds: seldom });
  }
  const meets = crms.length === 1 ? 'a portal that knows some of them' : 'two CRMs that know some of them';
  progress.say(
    `A shop of ${shopSize.companies} companies, ${shopSize.customers} customers and ${shopSize.orders} orders meets ${meets}.`,
  );
  const load = await step(stage, 'First sync', shop);
  if (isBroken) for (const crm of crms) await breakKey(stage, crm);
  const update = await step(stage, '500 records change in the order system', edits);
  const unchanged = await step(stage, 'The same 500 once more, nothing changed', again);
  const acts = new Map<Crm, FirstAct>();
  for (const [crm, held] of before) {
    const byEndpoint = load.get(crm) ?? {};
    const calls = {
      firstLoad: sum(byEndpoint),
      update: sum(update.get(crm) ?? {}),
      unchanged: sum(unchanged.get(crm) ?? {}),
      byEndpoint,
    };
    acts.set(crm, { before: held, ends: await countEnds(stage, crm), calls });
  }
  return acts;
}

const sum = (calls: Calls): number => Object.values(calls).reduce((total, count) => total + count, 0);

/** Sends records and waits until nothing is owed any more. Answers the calls that each CRM saw. */
async function step(stage: Stage, title: string, sent: Shop): Promise<ReadonlyMap<Crm, Calls>> {
  const { progress, crms, api } = stage;
  progress.say(`\n${title}`);
  for (const crm of crms) await crm.resetCalls();
  for (const label of labels) await api.send(label, sent[label]);
  const total = Object.fromEntries(labels.map((label) => [label, sent[label].length * crms.length]));
  await untilNothingIsOwed(stage, (open) => {
    const left = labels.map((label): [string, number] => [label, (total[label] ?? 0) - (open[objects[label]] ?? 0)]);
    progress.show(Object.fromEntries(left), total);
  });
  progress.end();
  const calls = new Map<Crm, Calls>();
  for (const crm of crms) calls.set(crm, await crm.calls());
  return calls;
}

async function judge(
  act: Act,
  one: Played,
  { before, ends, calls, shop }: FirstAct & { readonly shop: Shop },
): Promise<Judged> {
  const { crm, story } = one.scene;
  const after = await crm.holdings();
  const counted = tally(shop, { before, after, gone: goneIn(story) });
  const { report, problems } = await judgeAct(act, one, after);
  return {
    crm,
    report: { objects: ends, calls, ...counted, ...report },
    problems: [...problemsOf(ends, counted, calls), ...problems],
  };
}

const problemsOf = (
  ends: FirstAct['ends'],
  { duplicates, missing }: Tally,
  { unchanged }: FirstAct['calls'],
): readonly string[] => [
  ...(duplicates > 0 ? [`${duplicates} records are in the CRM more than once`] : []),
  ...(missing > 0 ? [`${missing} records are not in the CRM`] : []),
  ...Object.entries(ends)
    .filter(([, { records, synced, parked, held, asked }]) => records !== synced + parked + held + asked)
    .map(([object, { records }]) => `not every one of the ${records} ${object} records has come to rest`),
  ...Object.entries(ends)
    .filter(([, { parked }]) => parked > 0)
    .map(([object, { parked }]) => `${parked} ${object} records were refused by the CRM`),
  ...(unchanged > 0 ? [`${unchanged} calls were made for changes that change nothing`] : []),
];

/** Takes the key off ten orders and has their links forgotten: what nothing recognises any more is created again. */
async function breakKey({ service, clock }: Stage, crm: Crm): Promise<void> {
  const stream = { connectionId: crm.connectionId, object: 'order' } as const;
  const orders = Array.from({ length: brokenOrders }, (_, index) => orderId(index + 1));
  const now = new Date(clock.now());
  const broken = await inTenant(service.database, firstTenantId, async (tx) => {
    const links = await readLinks(tx, firstTenantId, stream, orders);
    await storeLinks(tx, firstTenantId, stream, { links: orders.map(newLink), now });
    return [...links.values()].flatMap(({ externalId }) => externalId ?? []);
  });
  await crm.takeKeysOff(broken);
}
