/** What came of the demo's second act in one CRM: counted at the end, in what everybody says, and in what the service has kept. */
import { countConflicts } from '../../store/conflicts';
import { inTenant } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import { countDiverged, type Said } from './agreement';
import type { Holdings } from './crms/crm';
import type { ChangeCounts } from './order-desk';
import { nameOf, touchedBy } from './sales-story';
import type { Act, Played, Scene } from './second-act';
import type { Stage } from './stage';

export interface ActReport {
  readonly inbound: {
    /** Taken in as the CRM told them. */
    readonly events: number;
    /** Changes that were put to the order system. */
    readonly offered: number;
    readonly accepted: number;
    readonly refused: number;
    /** Changes that polling found and nobody had told of. */
    readonly viaPoll: number;
  };
  /** Fields that both sides had changed. */
  readonly conflicts: { readonly byPolicy: Readonly<Record<string, number>>; readonly open: number };
  /** Writes to the CRM while nothing happened. */
  readonly echoWrites: number;
  /** Fields about which somebody says something else than the policies have it. */
  readonly diverged: number;
}

/** Of one CRM. @param held what it holds at the very end */
export async function judgeAct(
  act: Act,
  { scene, viaPoll, echoWrites }: Played,
  held: Holdings,
): Promise<{ readonly report: ActReport; readonly problems: readonly string[] }> {
  const changes = await act.desk.count(scene.crm.connectionId);
  const report = {
    inbound: {
      events: (await scene.crm.events()).delivered,
      offered: sum(Object.values(changes['changed'] ?? {})),
      accepted: changes['changed']?.accepted ?? 0,
      refused: changes['changed']?.refused ?? 0,
      viaPoll,
    },
    conflicts: await countPolicies(act.stage, scene),
    echoWrites,
    diverged: countDiverged({
      expected: scene.expected,
      orderSystem: act.desk.said,
      service: await askService(act),
      crm: held,
    }),
  };
  return { report, problems: problemsOf(scene, report, changes) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

async function countPolicies({ service }: Stage, { crm }: Scene): Promise<ActReport['conflicts']> {
  const counts = await inTenant(service.database, firstTenantId, (tx) =>
    countConflicts(tx, firstTenantId, crm.connectionId),
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

function problemsOf({ story }: Scene, report: ActReport, changes: ChangeCounts): readonly string[] {
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
