/**
 * A scenario for real: the built service in processes of its own, on a database of its own, against a CRM in a box. Time is the
 * CRM's clock, which a test pushes ahead.
 */
import { rmSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CursorKind } from '../../src/core/cursor';
import { SandboxClock } from '../../src/sandbox/common/clock';
import { runTandem, ServiceProcess, type Settings } from './child-process';
import { Crm, type Fault } from './crm';
import { HubspotAccount } from './crms/hubspot';
import { total, type Aim, type Calls, type RemoteAccount, type Trouble } from './crms/remote-account';
import { SalesforceAccount, type SalesforceOptions } from './crms/salesforce';
import { createTestDatabase, type TestDatabase } from './database';
import { OrderSystem } from './order-system';
import { expectSameRecords, type Exceptions } from './same-records';
import { makeTemporaryFolder } from './temporary-folder';

const pollMs = 25;
/** A service asks for the time more often than one waits for anything else. */
const clockPollMs = 5;
/** A condition that is not met by then never will be: the slowest (600 orders by two processes) takes a tenth of it. */
const patienceMs = 60_000;
const minuteMs = 60_000;
/** After a poll its connection rests; what is longer is the lease of one that is under way. */
const restAtMostMs = 2_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface StoryOptions {
  /** Default: HubSpot. */
  readonly crm?: 'hubspot' | 'salesforce';
  /** Another CRM beside it, in the same time and connected by the same options. */
  readonly beside?: 'hubspot' | 'salesforce';
  /** Of a Salesforce org. */
  readonly org?: SalesforceOptions;
  readonly settings?: Settings;
  readonly customFields?: readonly object[];
  /** How fields flow, where that is not as usual. */
  readonly fieldRules?: readonly object[];
  /** What becomes of CRM records that nobody ordered for, like `customer=offer`. */
  readonly newRecords?: readonly string[];
  /** What a deletion on one side does to the other, like `order=push`. */
  readonly archive?: readonly string[];
  /** Which e-mail addresses reach the CRM, and what becomes of records with others. */
  readonly emailGate?: readonly [which: 'confirmed' | 'valid' | 'off', failure?: 'hold' | 'omit'];
  /** Connects with a refresh token of our app instead of a token that never ends. */
  readonly oauth?: boolean;
  /** Asks the CRM what was changed there, as a service does; without it a story's calls are those it causes itself. */
  readonly polls?: boolean;
  /** Sends nothing before its migration is started. */
  readonly planFirst?: boolean;
  /** Of HubSpot; without one it counts no calls. */
  readonly limits?: Parameters<typeof Crm.start>[0];
}

interface DirtyRow {
  readonly object: string;
  readonly source_id: string;
  readonly due_at: Date;
  readonly attempts: number;
}

export class Story {
  readonly services: ServiceProcess[] = [];
  readonly shop: OrderSystem;
  private readonly frozen = new Set<ServiceProcess>();

  private constructor(
    readonly database: TestDatabase,
    private readonly remotes: readonly [RemoteAccount, ...RemoteAccount[]],
    private readonly folder: string,
    private readonly options: StoryOptions,
  ) {
    this.shop = new OrderSystem(() => ({
      url: this.door.url,
      key: this.apiKey,
    }));
  }

  /** Comes with one service, connected. */
  static async begin(options: StoryOptions = {}): Promise<Story> {
    const { crm = 'hubspot', beside } = options;
    const clock = new SandboxClock(() => Date.now());
    const remote = await startRemote(crm, clock, options);
    const others = beside === undefined ? [] : [await startRemote(beside, clock, options)];
    const database = await createTestDatabase();
    const story = new Story(database, [remote, ...others], makeTemporaryFolder('scenario'), options);
    try {
      await story.startService();
      await story.connect();
    } catch (error) {
      await story.end();
      throw error;
    }
    return story;
  }

  /** The CRM, whichever it is; of two the first. */
  get remote(): RemoteAccount {
    return this.remotes[0];
  }

  /** HubSpot by its own names: of a story about HubSpot. */
  get crm(): Crm {
    const hubspot = this.remotes.find((remote) => remote instanceof HubspotAccount);
    if (!hubspot) throw new Error('this story is not about HubSpot');
    return hubspot.sandbox;
  }

  /** Salesforce by its own levers: of a story about Salesforce. */
  get org(): SalesforceAccount {
    const salesforce = this.remotes.find((remote) => remote instanceof SalesforceAccount);
    if (!salesforce) throw new Error('this story is not about Salesforce');
    return salesforce;
  }

  /** Of a story about two. */
  account(crm: 'hubspot' | 'salesforce'): RemoteAccount {
    const found = this.remotes.find((remote) => remote.crm === crm);
    if (!found) throw new Error(`this story is not about ${crm}`);
    return found;
  }

  /** The first service that lives and is not frozen answers the order system. */
  get door(): ServiceProcess {
    const open = this.services.find((service) => service.alive && !this.frozen.has(service));
    if (!open) throw new Error('no service runs');
    return open;
  }

  get apiKey(): string {
    return readFileSync(join(this.folder, 'api-key'), 'utf8').trim();
  }

  async startService(): Promise<ServiceProcess> {
    const service = await ServiceProcess.start(`service ${this.services.length + 1}`, this.settings());
    this.services.push(service);
    return service;
  }

  freeze(service: ServiceProcess): void {
    this.frozen.add(service);
    service.freeze();
  }

  thaw(service: ServiceProcess): void {
    this.frozen.delete(service);
    service.thaw();
  }

  /** Connects each CRM with a token of it, or renews the connection. */
  async connect(): Promise<void> {
    for (const remote of this.remotes) await this.connectOne(remote);
  }

  /** Through the door: the command takes a second longer, and has its own test (`test/e2e/tenants-and-keys.spec.ts`). */
  private async connectOne(remote: RemoteAccount): Promise<void> {
    const { oauth, customFields, fieldRules, newRecords, archive, emailGate, planFirst } = this.options;
    const [require, onFailure] = emailGate ?? [];
    await this.shop.connect(remote.crm, {
      crm: remote.crm,
      url: remote.url,
      ...(oauth ? { refreshToken: await remote.install() } : { token: remote.token }),
      ...(customFields && { customFields }),
      ...(fieldRules && { fieldRules }),
      ...(newRecords && { newRecords: byType(newRecords) }),
      ...(archive && { archive: byType(archive) }),
      ...(require && { emailGate: { require, ...(onFailure && { onFailure }) } }),
      ...(planFirst && { firstLoad: 'planned' }),
    });
  }

  /** Sets up what our app at the CRM tells the first service, by the command that a person would use. */
  async ensureWebhooks(): Promise<void> {
    const settings = { ...this.settings(), ...this.crm.developer, PUBLIC_URL: this.door.url };
    await runTandem(['webhooks', 'ensure', '--json'], settings);
  }

  /** Of a command that has to know how the service is called. */
  settingsAt(publicUrl: string): Settings {
    return { ...this.settings(), PUBLIC_URL: publicUrl };
  }

  /** Pushes time ahead, and waits until every service that is not frozen has noticed. */
  async advance(ms: number): Promise<void> {
    await this.remote.advance(ms);
    const now = await this.remote.now();
    for (const service of this.services) {
      while (service.alive && !this.frozen.has(service) && (await service.now()) < now) await wait(clockPollMs);
    }
  }

  /** Waits for a condition; its error says how everything stands. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + patienceMs;
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`waited in vain until ${what}\n${await this.standing()}`);
      await this.wake();
      await wait(pollMs);
    }
  }

  /**
   * Waits until nothing is left to do, now or later: time is pushed ahead to what is due later, but not while somebody works, whose
   * lease would be over.
   */
  quiet(): Promise<void> {
    return this.until('all is quiet', async () => {
      const now = await this.remote.now();
      const rows = await this.dirty();
      if (await this.isBusy(now)) return false;
      if (rows.length === 0) return true;
      const [{ until } = { until: null }] = await this.database.query<{ until: Date | null }>(
        'select max(greatest(throttled_until, bulk_after)) as until from connection',
      );
      const next = Math.max(...rows.map((row) => row.due_at.getTime()));
      if (until && until > now) await this.advance(until.getTime() - now.getTime() + 1);
      else if (rows.every((row) => row.due_at > now)) await this.advance(next - now.getTime() + 1);
      return false;
    });
  }

  /** Whether somebody works or delivers, or has died at it and its lease is not over. */
  private async isBusy(now: Date): Promise<boolean> {
    const busy = await this.database.query(
      'select from stream where lease_until > $1 union all select from destination where lease_until > $1',
      [now],
    );
    return busy.length > 0;
  }

  /**
   * Waits until the CRM was asked, by polls of this kind, for all that was changed by now, and what they marked was looked at:
   * time is pushed ahead to each of them.
   */
  async polled(kind: CursorKind = 'changes'): Promise<void> {
    const from = await this.remote.now();
    await this.until(`all is asked for by a poll for what is ${kind}`, async () => {
      const now = await this.remote.now();
      const [next] = await this.database.query<{ at: Date | null; until: Date }>(
        `select min(due_at) filter (where kind = $1 and seen_until <= $2) as at, greatest(max(lease_until), $2) as until from cursor`,
        [kind, from],
      );
      if (!next?.at) return true;
      const at = Math.max(next.at.getTime(), next.until.getTime());
      const isResting = next.until.getTime() <= now.getTime() + restAtMostMs;
      if (isResting && at > now.getTime() && !(await this.isBusy(now))) await this.advance(at - now.getTime() + 1);
      return false;
    });
    await this.quiet();
  }

  /** Waits until CRM records that nobody ordered for were looked at: one that is read right now is put off meanwhile. */
  async strangersSeen(): Promise<void> {
    await this.until('every stranger was looked at', async () => {
      const due = await this.database.query('select from stranger where due_at <= $1', [await this.remote.now()]);
      return due.length === 0;
    });
    await this.quiet();
  }

  dirty(): Promise<readonly DirtyRow[]> {
    return this.database.query<DirtyRow>('select object, source_id, due_at, attempts from dirty order by 1, 2');
  }

  /** The service at the door has logged this event so often. A log comes through a pipe, and later than what it tells of. */
  async expectLogged(event: string, times = 1): Promise<void> {
    const { door } = this;
    await this.until(`${event} is logged ${times} times`, () => Promise.resolve(door.logged(event) >= times));
    expect(door.logged(event)).toBe(times);
  }

  /** A wake is a hint that costs nothing: it saves the wait for the workers' own poll. */
  async wake(): Promise<void> {
    await this.database.query(`select pg_notify('tandem_wake', '')`);
  }

  /**
   * The end of every story: each record is in the CRM once, as the order system said it and joined to its parents; and
   * looking at everything again, now and ten minutes later, writes nothing.
   * @param beside of the other CRM
   */
  async expectSettled(exceptions: Exceptions = {}, beside: Exceptions = exceptions): Promise<void> {
    await this.quiet();
    try {
      for (const remote of this.remotes) {
        expectSameRecords(this.shop, await remote.holdings(), remote === this.remote ? exceptions : beside);
      }
    } catch (error) {
      throw withStanding(error, await this.standing());
    }
    const before = await this.writes();
    await this.advance(10 * minuteMs);
    await this.markAll();
    await this.quiet();
    expect(await this.writes()).toEqual(before);
    const unsettled = await this.database.query('select object, source_id from link where intents <> $1', ['[]']);
    expect(unsettled).toEqual([]);
    expect(await this.database.query('select object, seq from batch_intents')).toEqual([]);
  }

  /** The next call of each of these paths of HubSpot meets this fault. */
  async strikeOnce(paths: readonly string[], fault: Omit<Fault, 'path'>): Promise<void> {
    for (const path of paths) await this.crm.addFault({ ...fault, path, times: 1 });
  }

  /** The next call of each of these kinds meets this trouble. */
  async strike(aims: readonly Aim[], trouble: Trouble): Promise<void> {
    for (const aim of aims) await this.remote.strike(aim, trouble, 1);
  }

  /** Each fault has struck, and nothing is doubled or missing. */
  async expectSurvived(): Promise<void> {
    await this.expectSettled();
    expect(await this.remote.faultsLeft()).toEqual([]);
    await this.remote.clearFaults();
  }

  /** Marks everything that does not wait for a person, as an audit would. */
  async markAll(): Promise<void> {
    await this.database.query(
      `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
       select tenant_id, connection_id, object, source_id, 4, $1 from link where state <> 'parked'
       on conflict do nothing`,
      [await this.remote.now()],
    );
  }

  /** What the callout log says was called while `work` was done and until all was quiet: endpoint and rows. */
  async callouts(work: () => Promise<unknown>): Promise<readonly string[]> {
    const [{ last } = { last: 0 }] = await this.database.query<{ last: number }>(
      'select coalesce(max(seq), 0)::int as last from callout',
    );
    await work();
    await this.quiet();
    const rows = await this.database.query<{ call: string }>(
      `select method || ' ' || endpoint || ' ' || row_count as call from callout where seq > $1 order by seq`,
      [last],
    );
    return rows.map(({ call }) => call);
  }

  /** Gives the workers ten occasions to do what they must not do. */
  async letPass(): Promise<void> {
    for (let wakes = 0; wakes < 10; wakes += 1) {
      await this.wake();
      await wait(pollMs);
    }
  }

  /** Calls of each CRM that may have changed something. */
  writes(): Promise<readonly Calls[]> {
    return Promise.all(this.remotes.map((remote) => remote.writes()));
  }

  /** How many calls that may change something are made while `work` is done and until all is quiet. */
  async countWrites(work: () => Promise<unknown>): Promise<number> {
    const count = async (): Promise<number> => (await this.writes()).reduce((sum, calls) => sum + total(calls), 0);
    const before = await count();
    await work();
    await this.quiet();
    return (await count()) - before;
  }

  async end(): Promise<void> {
    for (const service of this.services) await service.end();
    for (const remote of this.remotes) await remote.close();
    const deadlocks = await this.deadlocks();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
    expect({ deadlocks }).toEqual({ deadlocks: 0 });
  }

  private settings(): Settings {
    return {
      DATABASE_URL: this.database.appUrl,
      DATABASE_OWNER_URL: this.database.ownerUrl,
      SECRET_KEY: 'a key that seals nothing of worth',
      DATA_DIR: this.folder,
      PORT: '0',
      TANDEM_SANDBOX: '0',
      TANDEM_CLOCK: `${this.remote.url}/_sandbox/clock`,
      LOG_LEVEL: 'info',
      ROLES: this.options.polls ? 'api,worker,scheduler' : 'api,worker',
      ...(this.options.oauth &&
        Object.fromEntries(this.remotes.flatMap(({ appSettings }) => Object.entries(appSettings)))),
      ...this.options.settings,
      CRM_URLS: [...this.remotes.map(({ url }) => url), this.options.settings?.['CRM_URLS'] ?? []].flat().join(','),
    };
  }

  /**
   * How often transactions waited for each other: nothing is lost by it, but all of them stand still for a second, and a test that
   * looks at records alone does not see it.
   */
  private async deadlocks(): Promise<number> {
    // A session that has ended has told what it has counted.
    await this.until('the sessions of the services have ended', async () => {
      const open = await this.database.query(
        `select from pg_stat_activity where datname = current_database() and usename = 'tandem_app'`,
      );
      return open.length === 0;
    });
    const [{ deadlocks } = { deadlocks: 0 }] = await this.database.query<{ deadlocks: number }>(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    );
    return deadlocks;
  }

  /** For the error of a test that failed. */
  private async standing(): Promise<string> {
    const links = await this.database.query(
      `select object, source_id, external_id, state, reason, attempts, intents from link
        where state <> 'synced' or intents <> '[]' order by 1, 2 limit 20`,
    );
    const streams = await this.database.query('select object, owner, lease_until, cardinality(in_hand) from stream');
    const connection = await this.database.query('select state, reason, throttled_until from connection');
    const show = (rows: readonly unknown[]): string => rows.map((row) => `  ${JSON.stringify(row)}`).join('\n');
    const dirty = await this.dirty();
    return [
      `now ${(await this.remote.now()).toISOString()}`,
      `dirty: ${dirty.length}`,
      show(dirty.slice(0, 20)),
      `links that are not simply synced:`,
      show(links),
      `streams:`,
      show(streams),
      `connection:`,
      show(connection),
      ...this.services.map((service) => service.tail()),
    ].join('\n');
  }
}

const startRemote = async (
  crm: 'hubspot' | 'salesforce',
  clock: SandboxClock,
  { org, limits }: StoryOptions,
): Promise<RemoteAccount> =>
  crm === 'salesforce'
    ? SalesforceAccount.start({ ...org, clock })
    : new HubspotAccount(await Crm.start(limits, clock));

/** Of choices like `order=push`. */
const byType = (choices: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(choices.map((choice) => choice.split('=') as [string, string]));

function withStanding(error: unknown, standing: string): unknown {
  if (error instanceof Error) error.message += `\n${standing}`;
  return error;
}
