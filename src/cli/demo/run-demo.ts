/** The demo's story: a shop and a portal that know of each other, a first sync, 500 edits, a second one, the count. */
import type { LinkState } from '../../core/link';
import type { ObjectType } from '../../core/record';
import { countDirty } from '../../store/dirty-set';
import { countJournal } from '../../store/journal';
import { countLinks } from '../../store/links';
import { inTenant, rows } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import { ownSandboxId } from '../own-sandbox';
import type { RunningService } from '../start';
import { tally, type Tally } from './count';
import type { Progress } from './progress';
import { SandboxControl } from './sandbox-control';
import { editShop, openShop, portalBefore, repeatEdits, shopSize, type Shop } from './shop';

interface ObjectReport {
  readonly records: number;
  readonly synced: number;
  readonly created: number;
  readonly adopted: number;
  readonly parked: number;
  readonly held: number;
  readonly asked: number;
}

export interface DemoReport extends Tally {
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
  readonly apiKey: string;
  readonly progress: Progress;
  /** Breaks what keeps records single, to see that the count notices. */
  readonly breakKey: boolean;
}

const objects = { companies: 'company', customers: 'customer', orders: 'order' } as const;
const labels = Object.keys(objects) as (keyof Shop)[];
/** The longest a step may take before the demo says that it is stuck. */
const stepLimitMs = 55_000;

export async function runDemo(parts: DemoParts): Promise<DemoReport> {
  const started = performance.now();
  const { progress, service } = parts;
  if (!service.sandbox) throw new Error('the demo needs the sandbox that comes with the service');
  const control = new SandboxControl(service.sandbox);

  const shop = openShop();
  await control.post('seed', portalBefore());
  const before = await control.dump();
  progress.say(
    `A shop of ${shopSize.companies} companies, ${shopSize.customers} customers and ${shopSize.orders} orders meets a portal that knows some of them.`,
  );
  const first = await step(parts, control, 'First sync', shop);
  if (parts.breakKey) await breakKey(parts, control);
  const edits = editShop(shop);
  const update = await step(parts, control, '500 records change in the order system', edits);
  const unchanged = await step(parts, control, 'The same 500 once more, nothing changed', repeatEdits(edits));

  const counts = await inTenant(service.database, firstTenantId, async (tx) => ({
    links: await countLinks(tx, firstTenantId, ownSandboxId),
    journal: await countJournal(tx, firstTenantId, ownSandboxId),
  }));
  const counted = tally(shop, before, await control.dump());
  const report = reportOf(counts, counted, {
    firstLoad: sum(first),
    update: sum(update),
    unchanged: sum(unchanged),
    byEndpoint: first,
  });
  return { ...report, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

const sum = (calls: Readonly<Record<string, number>>): number =>
  Object.values(calls).reduce((total, count) => total + count, 0);

/** Sends records and waits until nothing is owed any more. Answers the calls that the CRM saw. */
async function step(
  parts: DemoParts,
  control: SandboxControl,
  title: string,
  sent: Shop,
): Promise<Readonly<Record<string, number>>> {
  parts.progress.say(`\n${title}`);
  await control.post('counters/reset');
  for (const label of labels) await send(parts, label, sent[label]);
  await waitUntilQuiet(parts, sent);
  return control.calls();
}

async function send({ service, apiKey }: DemoParts, type: keyof Shop, records: Shop[keyof Shop]): Promise<void> {
  for (let from = 0; from < records.length; from += 1_000) {
    const response = await fetch(`${service.url ?? ''}/v1/${type}/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ records: records.slice(from, from + 1_000) }),
    });
    const body = (await response.json()) as { results?: { id: string; result: string }[]; detail?: string };
    const refused = body.results?.find((row) => row.result !== 'stored' && row.result !== 'unchanged');
    if (!body.results || refused)
      throw new Error(`the API did not store ${type}: ${body.detail ?? JSON.stringify(refused)}`);
  }
}

async function waitUntilQuiet({ service, progress }: DemoParts, sent: Shop): Promise<void> {
  const total = Object.fromEntries(labels.map((label) => [label, sent[label].length]));
  const until = performance.now() + stepLimitMs;
  for (;;) {
    const dirty = await inTenant(service.database, firstTenantId, (tx) => countDirty(tx, firstTenantId));
    const open = sum(dirty);
    progress.show(
      Object.fromEntries(labels.map((label) => [label, sent[label].length - (dirty[objects[label]] ?? 0)])),
      total,
    );
    if (open === 0) break;
    if (performance.now() > until)
      throw new Error(`the sync did not come to rest in ${stepLimitMs / 1000} s: ${open} records are still open`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  progress.end();
}

function reportOf(
  counts: {
    readonly links: readonly { readonly object: ObjectType; readonly state: LinkState; readonly count: number }[];
    readonly journal: readonly { readonly object: ObjectType; readonly what: string; readonly count: number }[];
  },
  counted: Tally,
  calls: DemoReport['calls'],
): Omit<DemoReport, 'seconds'> {
  const inState = (object: ObjectType, state: LinkState): number =>
    counts.links.find((row) => row.object === object && row.state === state)?.count ?? 0;
  const done = (object: ObjectType, what: string): number =>
    counts.journal.find((row) => row.object === object && row.what === what)?.count ?? 0;
  const byObject = Object.fromEntries(
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

  const problems = [
    ...(counted.duplicates > 0 ? [`${counted.duplicates} records are in the CRM more than once`] : []),
    ...(counted.missing > 0 ? [`${counted.missing} records are not in the CRM`] : []),
    ...Object.entries(byObject)
      .filter(([, { records, synced, parked, held, asked }]) => records !== synced + parked + held + asked)
      .map(([object, { records }]) => `not every one of the ${records} ${object} records has come to rest`),
    ...(calls.unchanged > 0 ? [`${calls.unchanged} calls were made for changes that change nothing`] : []),
  ];
  return { ok: problems.length === 0, crm: 'hubspot', objects: byObject, calls, ...counted, problems };
}

/** Takes the key off ten deals and has their links forgotten: what nothing recognises any more is created again. */
async function breakKey({ service }: DemoParts, control: SandboxControl): Promise<void> {
  const broken = await inTenant(service.database, firstTenantId, (tx) =>
    rows<{ id: string }>(
      tx,
      `with forgotten as (
         delete from link where tenant_id = $1 and object = 'order' and source_id <= 'or-00010' returning external_id
       ) select external_id as id from forgotten`,
      [firstTenantId],
    ),
  );
  for (const { id } of broken) await control.post('edit', { object: 'deals', id, properties: { tandem_id: '' } });
}
