/** What came of the demo's second act: counted at the end, in what everybody says, and in what the service has kept. */
import { countConflicts } from '../../store/conflicts';
import { inTenant } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import { ownSandboxId } from '../own-sandbox';
import { countDiverged, type Said } from './agreement';
import type { Dump } from './count';
import type { ChangeCounts } from './order-desk';
import { nameOf, touchedBy } from './sales-story';
import type { Act, Played } from './second-act';

export interface ActReport {
  readonly inbound: {
    /** Taken in by webhook. */
    readonly events: number;
    /** Changes that were put to the order system. */
    readonly offered: number;
    readonly accepted: number;
    readonly refused: number;
    /** Changes that polling found and no webhook had announced. */
    readonly viaPoll: number;
  };
  /** Fields that both sides had changed. */
  readonly conflicts: { readonly byPolicy: Readonly<Record<string, number>>; readonly open: number };
  /** Writes to the CRM while nothing happened. */
  readonly echoWrites: number;
  /** Fields about which somebody says something else than the policies have it. */
  readonly diverged: number;
}

/** @param crm the portal at the very end */
export async function judgeAct(
  { act, viaPoll, echoWrites }: Played,
  crm: Dump,
): Promise<{ readonly report: ActReport; readonly problems: readonly string[] }> {
  const { control } = act.stage;
  const changes = await act.desk.count();
  const report = {
    inbound: {
      events: (await control.webhooks()).delivered,
      offered: sum(Object.values(changes['changed'] ?? {})),
      accepted: changes['changed']?.accepted ?? 0,
      refused: changes['changed']?.refused ?? 0,
      viaPoll,
    },
    conflicts: await countPolicies(act),
    echoWrites,
    diverged: countDiverged({
      expected: act.expected,
      orderSystem: act.desk.said,
      service: await askService(act),
      crm,
    }),
  };
  return { report, problems: problemsOf(act, report, changes) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

async function countPolicies({ stage }: Act): Promise<ActReport['conflicts']> {
  const counts = await inTenant(stage.service.database, firstTenantId, (tx) =>
    countConflicts(tx, firstTenantId, ownSandboxId),
  );
  const byPolicy: Record<string, number> = {};
  for (const { policy, count } of counts) byPolicy[policy] = (byPolicy[policy] ?? 0) + count;
  return { byPolicy, open: sum(counts.filter(({ isOpen }) => isOpen).map(({ count }) => count)) };
}

/** What the service has of each record that the act was about. */
async function askService({ stage, story }: Act): Promise<Said> {
  const said = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { kind, id } of touchedBy(story)) {
    said.set(nameOf(kind, id), (await stage.api.call('GET', `${kind}/${id}`)) as Record<string, unknown>);
  }
  return said;
}

function problemsOf({ story }: Act, report: ActReport, changes: ChangeCounts): readonly string[] {
  const { conflicts, inbound, echoWrites, diverged } = report;
  const met = sum(Object.values(conflicts.byPolicy));
  const open = sum(Object.values(changes).map((byStatus) => byStatus.open ?? 0));
  const told = (kind: string): number => sum(Object.values(changes[kind] ?? {}));
  const mergedAway = story.merges.filter(({ merged }) => 'customer' in merged).length;
  return [
    ...(diverged > 0 ? [`${diverged} fields are not what the policies have it on both sides`] : []),
    ...(echoWrites > 0 ? [`${echoWrites} writes were made while nothing happened`] : []),
    ...(open > 0 ? [`${open} changes have no answer`] : []),
    ...(conflicts.open > 0 ? [`${conflicts.open} conflicts are open`] : []),
    ...(met === story.meetings.length ? [] : [`${met} conflicts were noticed of ${story.meetings.length}`]),
    ...(inbound.viaPoll < story.untold.length
      ? [`polling found ${inbound.viaPoll} of ${story.untold.length} changes`]
      : []),
    ...(told('merged') === mergedAway ? [] : [`${told('merged')} merges were told of ${mergedAway}`]),
    ...(told('deleted') === story.deleted.length
      ? []
      : [`${told('deleted')} deletions were told of ${story.deleted.length}`]),
  ];
}
