/**
 * The demo's story: a shop and a portal that know of each other, a first sync, 500 edits, a second one; then what salespeople
 * do; and the count.
 */
import { newLink, type LinkState } from '../../core/link';
import type { ObjectType } from '../../core/record';
import { countDirty } from '../../store/dirty-set';
import { countJournal } from '../../store/journal';
import { countLinks, readLinks, storeLinks } from '../../store/links';
import { inTenant } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import { ownSandboxId } from '../own-sandbox';
import type { RunningService } from '../start';
import { Api } from './api';
import { putConnection, type SandboxAccess } from './connection';
import { tally, type Tally } from './count';
import { judgeAct, type ActReport } from './judge-act';
import type { Progress } from './progress';
import { goneIn, shopAfter } from './sales-story';
import { SandboxControl } from './sandbox-control';
import { editUnheard, playSecondAct } from './second-act';
import { editShop, openShop, orderId, portalBefore, repeatEdits, shopSize, type Shop } from './shop';
import { until, type Stage } from './stage';

interface ObjectReport {
  readonly records: number;
  readonly synced: number;
  readonly created: number;
  readonly adopted: number;
  readonly parked: number;
  readonly held: number;
  readonly asked: number;
}

export interface DemoReport extends Tally, ActReport {
  readonly ok: boolean;
  readonly seconds: number;
  readonly crm: 'hubspot';
  readonly objects: Readonly<Record<ObjectType, ObjectReport>>;
  readonly calls: {
    readonly firstLoad: number;
    readonly update: number;
    /** Sending the same values again, newer. */
    readonly unchanged: number;
    readonly byEndpoint: Readonly<Record<string, number>>;
  };
  /** Why it is not ok; empty when it is. */
  readonly problems: readonly string[];
}

export interface DemoParts {
  readonly service: RunningService;
  readonly sandbox: SandboxAccess;
  readonly apiKey: string;
  readonly progress: Progress;
  /** Breaks what keeps records single, to see that the count notices. */
  readonly breakKey: boolean;
  /** Lets the two sides drift apart, to see that the count notices. */
  readonly breakAgreement: boolean;
}

const objects = { companies: 'company', customers: 'customer', orders: 'order' } as const;
const brokenOrders = 10;
const labels = Object.keys(objects) as (keyof Shop)[];

export async function runDemo(parts: DemoParts): Promise<DemoReport> {
  const started = performance.now();
  const { progress, service, sandbox, breakAgreement } = parts;
  const control = new SandboxControl(sandbox);
  const stage = { service, control, progress, api: new Api(service.url ?? '', parts.apiKey) };

  const shop = openShop();
  await control.post('seed', portalBefore());
  const before = await control.dump();
  await putConnection(stage.api, sandbox);
  progress.say(
    `A shop of ${shopSize.companies} companies, ${shopSize.customers} customers and ${shopSize.orders} orders meets a portal that knows some of them.`,
  );
  const first = await step(stage, 'First sync', shop);
  if (parts.breakKey) await breakKey(stage);
  const edits = editShop(shop);
  const again = repeatEdits(edits);
  const update = await step(stage, '500 records change in the order system', edits);
  const unchanged = await step(stage, 'The same 500 once more, nothing changed', again);
  const counts = await countEnds(stage);

  const said = shopAfter(shop, edits, again);
  const played = await playSecondAct({ stage, sandbox, shop: said, breakAgreement });
  if (breakAgreement) await editUnheard(played.act);
  const after = await control.dump();
  const calls = { firstLoad: sum(first), update: sum(update), unchanged: sum(unchanged), byEndpoint: first };
  const counted = tally(shop, { before, after, gone: goneIn(played.act.story) });
  const { report, problems } = await judgeAct(played, after);
  const all = [...problemsOf(counts, counted, calls), ...problems];
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return {
    ok: all.length === 0,
    crm: 'hubspot',
    objects: counts,
    calls,
    ...counted,
    ...report,
    problems: all,
    seconds,
  };
}

const sum = (calls: Readonly<Record<string, number>>): number =>
  Object.values(calls).reduce((total, count) => total + count, 0);

/** Sends records and waits until nothing is owed any more. Answers the calls that the CRM saw. */
async function step(stage: Stage, title: string, sent: Shop): Promise<Readonly<Record<string, number>>> {
  const { progress, control, api } = stage;
  progress.say(`\n${title}`);
  await control.post('counters/reset');
  for (const label of labels) await api.send(label, sent[label]);
  await untilNothingIsOwed(stage, sent);
  return control.calls();
}

async function untilNothingIsOwed({ service, progress }: Stage, sent: Shop): Promise<void> {
  const total = Object.fromEntries(labels.map((label) => [label, sent[label].length]));
  await until(async () => {
    const dirty = await inTenant(service.database, firstTenantId, (tx) => countDirty(tx, firstTenantId));
    const open = sum(dirty);
    progress.show(
      Object.fromEntries(labels.map((label) => [label, sent[label].length - (dirty[objects[label]] ?? 0)])),
      total,
    );
    return open === 0 ? null : `${open} records are still open`;
  }, 100);
  progress.end();
}

/** Where the links have come to. */
async function countEnds({ service }: Stage): Promise<DemoReport['objects']> {
  const counts = await inTenant(service.database, firstTenantId, async (tx) => ({
    links: await countLinks(tx, firstTenantId, ownSandboxId),
    journal: await countJournal(tx, firstTenantId, ownSandboxId),
  }));
  const inState = (object: ObjectType, state: LinkState): number =>
    counts.links.find((row) => row.object === object && row.state === state)?.count ?? 0;
  const done = (object: ObjectType, what: string): number =>
    counts.journal.find((row) => row.object === object && row.what === what)?.count ?? 0;
  return Object.fromEntries(
    labels.map((label): [ObjectType, ObjectReport] => {
      const object = objects[label];
      return [
        object,
        {
          records: shopSize[label],
          synced: inState(object, 'synced'),
          created: done(object, 'created'),
          adopted: done(object, 'adopted'),
          parked: inState(object, 'parked'),
          held: inState(object, 'held'),
          asked: inState(object, 'conflict'),
        },
      ];
    }),
  ) as Record<ObjectType, ObjectReport>;
}

const problemsOf = (
  counts: DemoReport['objects'],
  { duplicates, missing }: Tally,
  { unchanged }: DemoReport['calls'],
): readonly string[] => [
  ...(duplicates > 0 ? [`${duplicates} records are in the CRM more than once`] : []),
  ...(missing > 0 ? [`${missing} records are not in the CRM`] : []),
  ...Object.entries(counts)
    .filter(([, { records, synced, parked, held, asked }]) => records !== synced + parked + held + asked)
    .map(([object, { records }]) => `not every one of the ${records} ${object} records has come to rest`),
  ...(unchanged > 0 ? [`${unchanged} calls were made for changes that change nothing`] : []),
];

/** Takes the key off ten deals and has their links forgotten: what nothing recognises any more is created again. */
async function breakKey({ service, control }: Stage): Promise<void> {
  const stream = { connectionId: ownSandboxId, object: 'order' } as const;
  const orders = Array.from({ length: brokenOrders }, (_, index) => orderId(index + 1));
  const now = await control.now();
  const broken = await inTenant(service.database, firstTenantId, async (tx) => {
    const links = await readLinks(tx, firstTenantId, stream, orders);
    await storeLinks(tx, firstTenantId, stream, { links: orders.map(newLink), now });
    return [...links.values()].flatMap(({ externalId }) => externalId ?? []);
  });
  for (const id of broken) await control.edit({ object: 'deals', id, properties: { tandem_id: '' } });
}
