/**
 * The dry run of a migration: what would become of each record, by the steps of every look (`dry-look`), what that costs, and
 * whom to begin with. Nothing is written, neither to the CRM nor to links; the CRM is asked about a sample of the records, or all.
 * It goes over the records twice: to see who is an example of what, and then, without the pilot, in the order and the portions in
 * which they will be released. It keeps nothing on the way: begun again, it begins from the start.
 */
import { planDays } from '../core/migration-days';
import type { MigrationPlan, PlannedPilot } from '../core/migration-plan';
import { expiryOf } from '../core/plan-freshness';
import { planHash } from '../core/plan-hash';
import { PlannedCounts } from '../core/planned-reasons';
import { portionsOf } from '../core/price-migration';
import type { QuotaStanding } from '../core/quota-standing';
import { eachType, objectTypes } from '../core/record';
import type { StoredConnection } from '../store/connections';
import { readDescribed } from '../store/described';
import { countUnlinked } from '../store/migration-waves';
import { inTenant } from '../store/transaction';
import { pilotOf } from './choose-pilot';
import { Fates } from './dry-look';
import { Planning, uncertaintyOf, type PlanningParts, type PlanWatch, type WantedPlan } from './planning';
import { PortionPrices } from './price-portions';

export interface PlanParts extends PlanningParts {
  /** How the calls of the connection stand. */
  readonly standingOf: (connection: StoredConnection) => Promise<QuotaStanding>;
}

/** Throws a `CallFailure` when the CRM refuses, and `Stopping` soon after it was told to stop. */
export async function planMigration(parts: PlanParts, wanted: WantedPlan, watch: PlanWatch): Promise<MigrationPlan> {
  const { connection, settings, now } = wanted;
  const { tenantId, id } = connection;
  const scope = await inTenant(parts.database, tenantId, async (tx) => ({
    records: await countUnlinked(tx, { tenantId, connectionId: id }),
    describing: await readDescribed(tx, connection),
  }));
  const planning = new Planning(parts, wanted, scope, watch);
  const pilot = await pilotOf(planning);
  const { counts, calls } = await goThrough(planning, pilot);
  const standing = withUpkeep(await parts.standingOf(connection));
  const said = {
    mappingVersion: versionsOf(planning),
    records: counts.records,
    ends: counts.ends,
    reasons: counts.reasons,
    calls: { total: calls.total, byEndpoint: calls.byEndpoint, spent: planning.spent },
    asked: eachType((object) => planning.answers[object].asked),
    ...planDays({ calls: calls.total, uncertainty: uncertaintyOf(planning), standing, settings, now }),
    pilot,
  };
  return { hash: planHash(said), madeAt: now.toISOString(), expiresAt: expiryOf(now).toISOString(), ...said };
}

/** What the migration itself has us ask beside its records: once a day what the CRM takes, and its own figures of the day. */
function withUpkeep(standing: QuotaStanding): QuotaStanding {
  const { expected, limits } = standing;
  if (expected === null || limits.day === null) return standing;
  const ofDay = callsToDescribe + Math.min(24, limits.day.calls / 100);
  return { ...standing, expected: { ...expected, live: expected.live.map((calls) => Math.max(calls, ofDay / 24)) } };
}

const callsToDescribe = 5;

const versionsOf = (planning: Planning): string => {
  const fates = new Fates({ company: 0, customer: 0, order: 0 });
  return objectTypes.map((object) => planning.dryLook(object, fates).batch.mappingVersion).join(' ');
};

/** The pilot, and then the waves. */
async function goThrough(
  planning: Planning,
  pilot: readonly PlannedPilot[],
): Promise<{ readonly counts: PlannedCounts; readonly calls: PortionPrices['calls'] }> {
  const { records } = planning.scope;
  const { settings } = planning.wanted;
  const counts = new PlannedCounts();
  const prices = new PortionPrices(planning.connector, planning.call);
  const fates = new Fates(records);
  const types = eachType((object) => {
    planning.answers[object].restart(settings.thorough ? 'ask' : 'infer');
    const pilotIds = pilot.flatMap((one) => (one.object === object ? [one.sourceId] : []));
    return { dry: planning.dryLook(object, fates), pilotIds, left: [...pilotIds], after: '' };
  });
  const sizes = {
    pilot: eachType((object) => types[object].pilotIds.length),
    rest: eachType((object) => records[object] - types[object].pilotIds.length),
    pilotSize: settings.pilot,
  };
  for (const portion of portionsOf(sizes, planning.connector.batches)) {
    const { object, wave, rows: count } = portion;
    const type = types[object];
    const ids =
      wave === 0
        ? type.left.splice(0, count)
        : await planning.next(type.dry, { after: type.after, count, except: type.pilotIds });
    if (wave > 0) type.after = ids.at(-1) ?? type.after;
    await prices.add(portion, type.dry, ids, (rows) => {
      for (const { planned, fate } of rows) counts.add(object, planned.loaded.row.sourceId, fate);
      planning.advance(rows.length);
    });
  }
  return { counts, calls: prices.calls };
}
