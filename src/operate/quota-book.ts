/** The book of an account's calls, read and written in a transaction: limits as they are known, and what is decided by them. */
import { quotaDefaults } from '../catalog/quotas';
import type { QuotaLeft } from '../connectors/connector';
import { accountDay } from '../core/account-day';
import { fullBucket, correctTokens, resize, type Bucket } from '../core/quota-bucket';
import { forecast, forecastDays } from '../core/quota-forecast';
import {
  hear,
  noCalls,
  openLedger,
  quotaDay,
  readLedger,
  type HourCalls,
  type HourChange,
  type Ledger,
} from '../core/quota-ledger';
import { laneNames, type Lane } from '../core/lane';
import { giveBack, reserve, type LaneGiven, type LaneWanted, type Unused } from '../core/quota-reserve';
import { quotaSettingsOf } from '../core/quota-settings';
import type { AccountLimits, BurstLimit, DayLimit, QuotaStanding } from '../core/quota-standing';
import type { Connection } from '../store/connections';
import {
  forgetHours,
  lockQuota,
  readHours,
  readQuota,
  storeQuota,
  type LearnedLimits,
  type QuotaBook,
  type QuotaOwner,
} from '../store/quota';
import type { EntityManager } from '../store/transaction';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The share of the account's day that a running migration may call at most; 1 where nobody has said, or none is running. */
export type MigrationShare = (tx: EntityManager, connection: Pick<Connection, 'tenantId' | 'id'>) => Promise<number>;

export const wholeDay: MigrationShare = () => Promise.resolve(1);

/** What an answer has said of a limit. */
export interface HeardLeft {
  readonly left: QuotaLeft;
  /** When its call began. */
  readonly at: Date;
  /** As the reservation of that call was answered. */
  readonly mark: number;
}

export interface Visit {
  readonly heard: readonly HeardLeft[];
  readonly unused: readonly Unused[];
  readonly wanted: readonly LaneWanted[];
}

export interface Visited {
  /** When the calls were reserved. */
  readonly at: Date;
  readonly limits: AccountLimits;
  readonly given: readonly LaneGiven[];
  readonly hour: Date;
  readonly reservedBefore: number;
  readonly mark: number;
}

/** How the calls of a connection stand. */
export async function readStanding(tx: EntityManager, owner: QuotaOwner, now: Date): Promise<QuotaStanding> {
  const book = (await readQuota(tx, owner)) ?? newBook(now);
  const limits = limitsOf(owner, book.learned);
  const hours = await readHours(tx, owner, hoursFrom(limits.day, now));
  return standingIn(owner, await withForecast(tx, owner, { book, limits }, now), { limits, hours }, now);
}

/** What the lane migration may call in a day, by its share of it; null: as much as bulk lanes may. */
export async function migrationCallsOf(
  tx: EntityManager,
  connection: Pick<Connection, 'tenantId' | 'id'>,
  { day }: AccountLimits,
  shareOf: MigrationShare,
): Promise<number | null> {
  if (day === null) return null;
  const share = await shareOf(tx, connection);
  return share >= 1 ? null : Math.floor(day.calls * share);
}

/** Writes down what was heard, takes back what was not used, and gives what is wanted. Null when the connection has gone. */
export async function visitBook(
  tx: EntityManager,
  connection: Pick<Connection, 'tenantId' | 'id'>,
  { heard, unused, wanted }: Visit,
  { clock, shareOf }: { readonly clock: { now(): Date }; readonly shareOf: MigrationShare },
): Promise<Visited | null> {
  const found = await lockQuota(tx, connection, clock.now());
  if (found === null) return null;
  const { owner } = found;
  // After the lock: whoever waited for it has less of the time that its calls are good for otherwise.
  const now = clock.now();
  const open = new OpenBook(owner, found.book, now);
  open.hours = await readHours(tx, connection, hoursFrom(open.limits.day, now));
  for (const one of heard) open.hear(one);
  for (const one of unused) open.giveBack(one);
  open.book = await withForecast(tx, owner, { book: open.book, limits: open.limits, tidies: true }, now);
  const isMigrating = wanted.some(({ lane }) => lane === 'migration');
  const migrationCalls = isMigrating ? await migrationCallsOf(tx, connection, open.limits, shareOf) : null;
  const reservedBefore = open.book.ledger.reserved;
  const reserved = open.reserve(wanted, migrationCalls);
  await storeQuota(tx, connection, open.book, summed(open.changes));
  const { given, change, mark } = reserved;
  return { at: now, limits: open.limits, given, hour: change.from, reservedBefore, mark };
}

/** The book while it is locked. */
class OpenBook {
  hours: readonly HourCalls[] = [];
  readonly changes: HourChange[] = [];
  limits: AccountLimits;

  constructor(
    private readonly owner: QuotaOwner,
    public book: QuotaBook,
    private readonly now: Date,
  ) {
    this.limits = limitsOf(owner, book.learned);
    this.turnTo({ bucket: bucketFor(book.ledger, this.limits.burst, now) });
  }

  hear({ left, at, mark }: HeardLeft): void {
    this.learn(left);
    if (left.window === 'burst') {
      const { bucket } = this.book.ledger;
      if (bucket !== null) this.turnTo({ bucket: correctTokens(bucket, left.remaining) });
      return;
    }
    const { day } = this.limits;
    if (day === null) return;
    const said = { used: Math.max(0, day.calls - left.remaining), at, mark };
    const heard = hear(this.book.ledger, this.present(), day, { said, now: this.now });
    this.turnTo(heard.ledger);
    this.changes.push(...heard.changes);
  }

  giveBack(unused: Unused): void {
    const { ledger, change } = giveBack(this.book.ledger, unused);
    this.turnTo(ledger);
    this.changes.push(change);
  }

  reserve(wanted: readonly LaneWanted[], migrationCalls: number | null): ReturnType<typeof reserve> {
    const { owner, limits, now } = this;
    const standing = standingIn(owner, this.book, { limits, hours: this.present() }, now);
    const reserved = reserve(this.book.ledger, standing, { wanted, migrationCalls }, now);
    this.turnTo(reserved.ledger);
    this.changes.push(reserved.change);
    return reserved;
  }

  private learn(left: QuotaLeft): void {
    const learned = learnedFrom(this.book.learned, left, this.limits.burst);
    if (learned === this.book.learned) return;
    this.book = { ...this.book, learned };
    const before = this.limits.burst;
    this.limits = limitsOf(this.owner, learned);
    const { burst } = this.limits;
    const { bucket } = this.book.ledger;
    if (burst === null || bucket === null) this.turnTo({ bucket: bucketFor(this.book.ledger, burst, this.now) });
    else this.turnTo({ bucket: resize(bucket, before, burst, this.now) });
  }

  /** The hours with what was changed in them since they were read. */
  private present(): readonly HourCalls[] {
    return summed([...this.hours, ...this.changes]);
  }

  private turnTo(ledger: Partial<Ledger>): void {
    this.book = { ...this.book, ledger: { ...this.book.ledger, ...ledger } };
  }
}

function bucketFor({ bucket, reserved }: Ledger, burst: BurstLimit | null, now: Date): Bucket | null {
  if (burst === null) return null;
  if (bucket !== null) return bucket;
  // Of calls that no limit was known for, nobody knows how many are in its window.
  return reserved === 0 ? fullBucket(burst, now) : { tokens: 0, at: now };
}

/** The same where it says nothing new. */
function learnedFrom(known: LearnedLimits, left: QuotaLeft, present: BurstLimit | null): LearnedLimits {
  if (left.limit === null || left.limit < 1) return known;
  if (left.window === 'day') return known.dayCalls === left.limit ? known : { ...known, dayCalls: left.limit };
  const windowMs = left.windowMs ?? present?.windowMs;
  if (windowMs === undefined || windowMs < 1) return known;
  if (known.burst?.calls === left.limit && known.burst.windowMs === windowMs) return known;
  return { ...known, burst: { calls: left.limit, windowMs } };
}

export function limitsOf({ crm, credential, settings }: QuotaOwner, { burst, dayCalls }: LearnedLimits): AccountLimits {
  const { limits, dayKind } = quotaDefaults(crm, credential);
  const calls = dayCalls ?? limits.day?.calls ?? null;
  const timeZone = dayKind === 'midnight' ? (settings.timeZone ?? null) : null;
  return { burst: burst ?? limits.burst, day: calls === null ? null : { calls, kind: dayKind, timeZone } };
}

const newBook = (now: Date): QuotaBook => ({
  since: now,
  learned: { burst: null, dayCalls: null },
  ledger: openLedger(null, now),
  searches: null,
  forecast: null,
});

function standingIn(
  { settings }: QuotaOwner,
  { ledger, forecast: made }: QuotaBook,
  { limits, hours }: { readonly limits: AccountLimits; readonly hours: readonly HourCalls[] },
  now: Date,
): QuotaStanding {
  const { reserve: reserveShare, dailyCalls: ownCalls } = quotaSettingsOf(settings);
  return readLedger(
    ledger,
    hours,
    {
      limits,
      reserveShare,
      ownCalls,
      expected: made?.expected ?? null,
      // One that an earlier version made today has none.
      expectedElse: made?.expectedElse ?? null,
      othersBurst: made?.othersBurst ?? 0,
    },
    now,
  );
}

const hoursFrom = (day: DayLimit | null, now: Date): Date =>
  new Date(quotaDay(day, now).startsAt.getTime() - (day?.kind === 'rolling' ? hourMs : 0));

/** Made anew once a day. */
async function withForecast(
  tx: EntityManager,
  owner: QuotaOwner,
  {
    book,
    limits,
    tidies = false,
  }: { readonly book: QuotaBook; readonly limits: AccountLimits; readonly tidies?: boolean },
  now: Date,
): Promise<QuotaBook> {
  const timeZone = limits.day?.timeZone ?? null;
  const { startsAt } = accountDay(now, timeZone);
  if (book.forecast?.of.getTime() === startsAt.getTime()) return book;
  const from = new Date(startsAt.getTime() - (forecastDays + 1) * dayMs);
  if (tidies) await forgetHours(tx, owner, from);
  const hours = (await readHours(tx, owner, from)).filter((hour) => hour.from < startsAt);
  return { ...book, forecast: { ...forecast(hours, { since: book.since, timeZone, now }), of: startsAt } };
}

/** One change for each hour. */
function summed(changes: readonly HourChange[]): readonly HourChange[] {
  const byHour = new Map<number, HourChange>();
  for (const change of changes) {
    const key = change.from.getTime();
    const known = byHour.get(key);
    byHour.set(key, known ? plus(known, change) : change);
  }
  return [...byHour.values()];
}

function plus(one: HourChange, other: HourChange): HourChange {
  const lanes: Record<Lane, number> = { ...noCalls };
  for (const lane of laneNames) lanes[lane] = one.lanes[lane] + other.lanes[lane];
  return { from: one.from, lanes, others: one.others + other.others, burst: Math.max(one.burst, other.burst) };
}
