/**
 * Shares out the calls of accounts within this process. Calls are reserved in blocks (one reservation at a time for each
 * connection, for all that wait), so that most calls take from memory; what answers say of limits is kept until the next
 * reservation. A block that its process dies with is lost to the day, and never given twice.
 */
import type { CallQuota, OfConnection, Room } from '../connectors/call-quota';
import type { CallKind, Callout } from '../connectors/connector';
import type { AccountFailure } from '../core/failure';
import { laneNames, type Lane } from '../core/lane';
import { blockLifeMs } from '../core/quota-bucket';
import { roomOf, type LaneWanted, type Short, type Unused } from '../core/quota-reserve';
import type { Clock } from '../platform/clock';
import { readConnection } from '../store/connections';
import { inTenant, type DataSource } from '../store/transaction';
import { migrationCallsOf, readStanding, visitBook, wholeDay, type MigrationShare, type Visited } from './quota-book';
import { Desk, isOtherLimit, keepHeard, type Block } from './quota-desk';
import { pauseMs, refusal, stopped } from './quota-wait';
import { SearchTurns } from './search-turns';

export interface QuotaKeeperDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  /** Of a running migration; absent: all that bulk lanes may have. */
  readonly shareOf?: MigrationShare;
  /** How long a call waits for its turn; longer waits are the engine's to plan. */
  readonly patienceMs?: number;
}

const patienceDefaultMs = 5_000;
/** What was heard, and what was not used, is written down after so long when nobody reserves. */
const flushMs = 1_000;
/** How long before a block is over the next is asked for: what a reservation takes, on a busy machine. */
const aheadMs = 100;
const blockAtMost = 10_000;
/** How often a lane calls is not known by what it did in a shorter time. */
const fewMs = 100;
/** Answers come at most as late as a call may take. */
const rememberedMs = 600_000;

export class QuotaKeeper implements CallQuota {
  private readonly desks = new Map<string, Desk>();
  private closed = false;
  private readonly searches: SearchTurns;

  constructor(private readonly deps: QuotaKeeperDeps) {
    this.searches = new SearchTurns(deps);
  }

  async take(connection: OfConnection, lane: Lane, kind?: CallKind): Promise<AccountFailure | null> {
    const desk = this.deskOf(connection);
    // First, for what comes next is good for a moment only.
    const refused = kind === 'search' ? await this.searches.take(desk, lane) : null;
    if (refused !== null) return refused;
    const demand = desk.demand.get(lane) ?? { sinceMs: -Infinity, calls: 0 };
    demand.calls += 1;
    desk.demand.set(lane, demand);
    const block = desk.blocks.find((one) => one.lane === lane && one.left > 0 && this.isAlive(one));
    if (block) {
      block.left -= 1;
      this.lookAhead(desk, block);
      return null;
    }
    if (this.closed) return stopped(this.deps.clock.now());
    return new Promise((answer, fail) => {
      const isFirst = !desk.waiting.some((one) => one.lane === lane);
      desk.waiting.push({ lane, sinceMs: performance.now(), answer, fail });
      if (isFirst) desk.bell.ring();
      this.serveSoon(desk);
    });
  }

  async room({ tenantId, id }: OfConnection, lane: Lane, calls: number): Promise<Room> {
    const { database, clock, shareOf = wholeDay } = this.deps;
    return inTenant(database, tenantId, async (tx) => {
      const connection = await readConnection(tx, tenantId, id);
      const now = clock.now();
      if (!connection) return { now: 0, today: 0, again: now };
      const standing = await readStanding(tx, connection, now);
      const migrationCalls = await migrationCallsOf(tx, connection, standing.limits, shareOf);
      return roomOf(standing, { lane, calls, migrationCalls }, now);
    });
  }

  heard(connection: OfConnection, { at, quota }: Pick<Callout, 'at' | 'quota'>): void {
    if (quota.length === 0 || this.closed) return;
    const desk = this.deskOf(connection);
    const reservation = desk.reservations.findLast((one) => one.at <= at);
    if (reservation === undefined) return; // not a call of this keeper's
    for (const left of quota) keepHeard(desk, { left, at, mark: reservation.mark });
    // By the clock port: of a virtual one days may pass in a second of ours.
    const now = this.deps.clock.now().getTime();
    const isQuiet = now - desk.heardAtMs >= flushMs;
    desk.heardAtMs = now;
    this.flushSoon(desk, isQuiet || quota.some((left) => isOtherLimit(desk.limits, left)) ? 0 : flushMs);
  }

  async noted(connection: OfConnection): Promise<void> {
    const desk = this.deskOf(connection);
    // Not `serving`: as long as calls wait for their turn, that goes on.
    const present = desk.visiting;
    if (desk.heard.length > 0) await this.visit(desk, []);
    await present?.catch(() => undefined); // who asked for it is told
  }

  /** Nobody waits any more, and what was heard is written down. */
  async close(): Promise<void> {
    this.closed = true;
    this.searches.close();
    await Promise.all(
      [...this.desks.values()].map(async (desk) => {
        if (desk.flush) clearTimeout(desk.flush);
        desk.bell.ring();
        await desk.serving;
        // What cannot be written down now is heard again, and a block that is not given back is only lost.
        await this.visit(desk, []).catch(() => undefined);
      }),
    );
  }

  private deskOf(connection: OfConnection): Desk {
    const name = `${connection.tenantId}/${connection.id}`;
    const known = this.desks.get(name);
    if (known) return known;
    const { tenantId, id } = connection;
    const desk = new Desk({ tenantId, id });
    this.desks.set(name, desk);
    return desk;
  }

  private isAlive({ until, untilMs }: Block): boolean {
    return performance.now() < untilMs && this.deps.clock.now() < until;
  }

  /** The next block is asked for before this one is over, so that nobody waits for it while calls follow each other. */
  private lookAhead(desk: Desk, block: Block): void {
    if (block.isFollowed) return;
    const isScarce = block.left * (blockLifeMs / aheadMs) < block.size || performance.now() > block.untilMs - aheadMs;
    if (!isScarce) return;
    block.isFollowed = true;
    desk.ahead.add(block.lane);
    this.serveSoon(desk);
  }

  private serveSoon(desk: Desk): void {
    desk.serving ??= this.serve(desk);
  }

  private flushSoon(desk: Desk, afterMs: number): void {
    if (desk.flush && afterMs > 0) return;
    if (desk.flush) clearTimeout(desk.flush);
    desk.flush = setTimeout(() => {
      desk.flush = null;
      this.serveSoon(desk);
    }, afterMs);
    desk.flush.unref();
  }

  /** Never rejects: those that wait are told. */
  private async serve(desk: Desk): Promise<void> {
    // Those that ask in the same moment are served together.
    await Promise.resolve();
    do {
      try {
        const visited = await this.visit(desk, this.wantedOf(desk));
        if (visited !== null) await this.handOut(desk, visited);
      } catch (error) {
        for (const { fail } of desk.waiting.splice(0)) fail(error);
      }
    } while ((desk.waiting.length > 0 || desk.ahead.size > 0) && !this.closed);
    for (const { answer } of desk.waiting.splice(0)) answer(stopped(this.deps.clock.now()));
    desk.serving = null; // in the same moment: who asks from now on begins anew
  }

  private wantedOf(desk: Desk): readonly LaneWanted[] {
    const now = this.deps.clock.now().getTime();
    return laneNames.flatMap((lane) => {
      const calls = desk.waiting.filter((one) => one.lane === lane).length;
      const demand = desk.demand.get(lane);
      // One that came alone after a long time tells of no other, and one a moment after another of few.
      const perMs = demand ? demand.calls / Math.max(fewMs, now - demand.sinceMs) : 0;
      const spare = Math.min(blockAtMost, Math.floor(perMs * blockLifeMs));
      const isWanted = calls > 0 || (desk.ahead.has(lane) && spare > 0);
      return isWanted ? [{ lane, calls, spare }] : [];
    });
  }

  private visit(desk: Desk, wanted: readonly LaneWanted[]): Promise<Visited | 'gone' | null> {
    const visiting = this.goThere(desk, wanted);
    desk.visiting = visiting;
    return visiting;
  }

  /** One transaction. Null when there is nothing to do; `gone`: the connection is. */
  private async goThere(desk: Desk, wanted: readonly LaneWanted[]): Promise<Visited | 'gone' | null> {
    const { database, clock, shareOf = wholeDay } = this.deps;
    const unused = this.takeBack(desk);
    desk.ahead.clear();
    const heard = desk.heard.splice(0);
    if (wanted.length + unused.length + heard.length === 0) return null;
    for (const { lane } of wanted) desk.demand.set(lane, { sinceMs: clock.now().getTime(), calls: 0 });
    const visited = await inTenant(database, desk.connection.tenantId, (tx) =>
      visitBook(tx, desk.connection, { heard, unused, wanted }, { clock, shareOf }),
    );
    if (visited === null) return 'gone';
    desk.limits = visited.limits;
    const { at, mark } = visited;
    const oldest = at.getTime() - rememberedMs;
    if (desk.reservations.length > 2_000)
      desk.reservations = desk.reservations.filter((one) => one.at.getTime() >= oldest).slice(-1_000);
    if (wanted.length > 0) desk.reservations.push({ at, mark });
    return visited;
  }

  /** What is left of blocks that are over: nobody takes of them any more. */
  private takeBack(desk: Desk): readonly Unused[] {
    const over = desk.blocks.filter((block) => block.left === 0 || this.closed || !this.isAlive(block));
    desk.blocks = desk.blocks.filter((block) => !over.includes(block));
    return over.flatMap(({ lane, left: calls, hour, reservedBefore }) =>
      calls > 0 ? [{ lane, calls, hour, reservedBefore }] : [],
    );
  }

  private async handOut(desk: Desk, visited: Visited | 'gone'): Promise<void> {
    if (visited === 'gone') {
      // A connection that has gone: whoever calls finds that out.
      for (const { answer } of desk.waiting.splice(0)) answer(null);
      return;
    }
    const agains = visited.given.map(({ lane, calls, short }) => {
      const left = this.serveLane(desk, lane, calls);
      if (left > 0) this.keepBlock(desk, lane, left, visited);
      return short && this.answerShort(desk, lane, short);
    });
    const next = agains.filter((again) => again !== null).sort((a, b) => a.getTime() - b.getTime())[0];
    if (next && desk.waiting.length > 0) await this.pause(desk, next);
  }

  /** Answers what is left of the calls. */
  private serveLane(desk: Desk, lane: Lane, calls: number): number {
    let left = calls;
    desk.waiting = desk.waiting.filter((one) => {
      if (one.lane !== lane || left === 0) return true;
      left -= 1;
      one.answer(null);
      return false;
    });
    return left;
  }

  private keepBlock(desk: Desk, lane: Lane, left: number, { at, hour, reservedBefore }: Visited): void {
    const until = new Date(at.getTime() + blockLifeMs);
    const untilMs = performance.now() + blockLifeMs;
    const block = { lane, left, size: left, isFollowed: false, hour, reservedBefore, until, untilMs };
    desk.blocks = [...desk.blocks, block];
    this.flushSoon(desk, flushMs);
  }

  /** Tells those that wait for too much, or for too long. Null when nobody is left waiting. */
  private answerShort(desk: Desk, lane: Lane, short: Short): Date | null {
    const { patienceMs = patienceDefaultMs } = this.deps;
    const impatient = performance.now() - patienceMs;
    desk.waiting = desk.waiting.filter((one) => {
      if (one.lane !== lane) return true;
      if (short.of === 'burst' && one.sinceMs > impatient) return true;
      one.answer(refusal(lane, short));
      return false;
    });
    return desk.waiting.some((one) => one.lane === lane) ? short.again : null;
  }

  private async pause(desk: Desk, again: Date): Promise<void> {
    desk.bell.forget();
    await desk.bell.heard(pauseMs(again, this.deps.clock));
  }
}
