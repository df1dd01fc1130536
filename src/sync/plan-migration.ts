/**
 * The dry run of a migration: what would become of each record, by the steps of every look (`dry-look`), what that costs, and
 * whom to begin with. Nothing is written, neither to the CRM nor to links; the CRM is asked about a sample of the records, or all.
 * It goes over the records twice: to see who is an example of what, and then, without the pilot, in the order and the portions in
 * which they will be released. Begun again, it begins from the start but for what the CRM has answered about the sample; so it waits
 * until the day has the calls for what is left to ask.
 */
import { CallFailure } from '../connectors/connector';
import { planDays } from '../core/migration-days';
import type { MigrationPlan, PlannedPilot } from '../core/migration-plan';
import { expiryOf } from '../core/plan-freshness';
import { planHash } from '../core/plan-hash';
import { PlannedCounts } from '../core/planned-reasons';
import { portionsOf } from '../core/price-migration';
import type { ExpectedCalls, QuotaStanding } from '../core/quota-standing';
import { eachType, objectTypes, totalOf } from '../core/record';
import { readingsADay } from '../core/usage-reading';
import type { StoredConnection } from '../store/connections';
import { readDescribed } from '../store/described';
import { countUnlinked } from '../store/migration-waves';
import { countChanged } from '../store/plan-scope';
import { inTenant } from '../store/transaction';
import { pilotOf, sampleSize } from './choose-pilot';
import { Fates } from './dry-look';
import { Planning, uncertaintyOf, type PlanningParts, type PlanWatch, type WantedPlan } from './planning';
import { PortionPrices } from './price-portions';

export interface PlanParts extends PlanningParts {
  /** How the calls of the connection stand. */
  readonly standingOf: (connection: StoredConnection) => Promise<QuotaStanding>;
}

/** Throws a `CallFailure` when the CRM refuses or the day has no calls for it yet, and `Stopping` soon after it was told to stop. */
export async function planMigration(parts: PlanParts, wanted: WantedPlan, watch: PlanWatch): Promise<MigrationPlan> {
  const { connection, settings, now } = wanted;
  const { tenantId, id } = connection;
  const scope = await inTenant(parts.database, tenantId, async (tx) => ({
    records: await countUnlinked(tx, { tenantId, connectionId: id }),
    describing: await readDescribed(tx, connection),
  }));
  const planning = new Planning(parts, wanted, scope, watch);
  await expectRoom(planning);
  const pilot = await pilotOf(planning);
  const { counts, calls } = await goThrough(planning, pilot);
  const standing = await withOwn(planning, await parts.standingOf(connection));
  const said = {
    mappingVersion: versionsOf(planning),
    records: counts.records,
    ends: counts.ends,
    reasons: counts.reasons,
    calls: { total: calls.total, byEndpoint: calls.byEndpoint, spent: planning.begun.spent },
    asked: eachType((object) => planning.answers[object].asked),
    ...planDays({ calls: calls.total, uncertainty: uncertaintyOf(planning), standing, settings, now }),
    pilot,
  };
  parts.unfinished.drop(wanted);
  return { hash: planHash(said), madeAt: now.toISOString(), expiresAt: expiryOf(now).toISOString(), ...said };
}

const outOfCalls = 'QUOTA_DAY';
const exceedsDay = 'PLAN_EXCEEDS_DAY';

/**
 * A day that will never have so many is begun with all the same: there may be fewer to ask about than it seems. Not with a thorough plan
 * that has run out of calls: beyond the sample it would ask the same again, day after day.
 */
async function expectRoom(planning: Planning): Promise<void> {
  const { parts, wanted } = planning;
  const { connection, settings, refusedBy } = wanted;
  const calls = callsToAsk(planning);
  const { now, today, again } = await parts.quota.room(connection, 'migration', calls);
  if (now >= calls) return;
  const wait = { kind: 'throttled', until: again, bulkOnly: true } as const;
  if (today >= calls) {
    const message = `The account has no ${calls} calls left now, which the plan may take.`;
    throw new CallFailure({ ...wait, code: outOfCalls, message });
  }
  if (settings.thorough && (refusedBy === outOfCalls || refusedBy === exceedsDay)) {
    const message = `A thorough plan may take ${calls} calls, and no day of the account has more than ${today} for it: cancel it, and plan without "thorough".`;
    throw new CallFailure({ ...wait, code: exceedsDay, message });
  }
}

/** Records are looked up by a hundred. */
const callsToAsk = ({ scope, wanted, begun }: Planning): number =>
  totalOf(
    eachType((object) => {
      const toAsk = Math.min(scope.records[object], wanted.settings.thorough ? Infinity : sampleSize);
      return Math.ceil(Math.max(0, toAsk - begun.known[object].size) / 100);
    }),
  );

/**
 * What we call beside the migration: what it has us ask (once a day what the CRM takes, and its own figures of the day), and what is
 * changed in the order system, of which nothing goes to the CRM yet.
 */
async function withOwn({ parts, wanted }: Planning, standing: QuotaStanding): Promise<QuotaStanding> {
  const { expected, expectedElse, limits } = standing;
  if (limits.day === null) return standing;
  const { connection, now } = wanted;
  const since = new Date(now.getTime() - changesOver * dayMs);
  const { tenantId } = connection;
  const changed = await inTenant(parts.database, tenantId, (tx) => countChanged(tx, tenantId, { since, now }));
  const ofDay = callsToDescribe + readingsADay(limits.day) + (changed / changesOver) * callsPerChange;
  const atLeast = (of: ExpectedCalls | null): ExpectedCalls | null =>
    of && { ...of, live: of.live.map((calls) => Math.max(calls, ofDay / 24)) };
  return { ...standing, expected: atLeast(expected), expectedElse: atLeast(expectedElse) };
}

const callsToDescribe = 5;
/** Read and written. */
const callsPerChange = 2;
/** Days, one of each. */
const changesOver = 7;
const dayMs = 86_400_000;

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
