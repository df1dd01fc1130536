/**
 * A migration from its plan to its end, led through the API by somebody who begins again wherever it stands, while the service
 * that carries it out is killed again and again. Database and CRM outlive it; the lease of who was killed ends by the clock.
 */
import { makeTemporaryFolder } from '../temporary-folder';
import { ServiceProcess, type Settings } from '../child-process';
import type { Calls } from '../crm';
import { createTestDatabase, type TestDatabase } from '../database';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seedPortal, sidesOf } from './both-sides';
import { readEndState, type EndState } from './end-state';
import type { Moment } from './moments';
import { WatchedPortal } from './watched-portal';

const connection = 'connections/hubspot';
/** Longer than any lease, and than anything that was sent may still land. */
const afterLeaseMs = 125_000;
/** What is tried again waits less. */
const afterBackoffMs = 120_000;
const lookMs = 25;
/** Of one life: a machine that is busy with other tests takes a tenth of it. */
const patienceMs = 90_000;
const answersTakeMs = 15;

/** How a life ended, and what it left behind. */
export interface Death {
  readonly moment: Moment;
  /** How the migration stood. */
  readonly state: string;
  /** Records in its hands. */
  readonly inHand: number;
  /** Calls that it had sent, and that nobody has written down. */
  readonly lostCalls: number;
}

export interface Told {
  readonly deaths: readonly Death[];
  /** Calls about records from the start of the waves to the end, by the sandbox's own count. */
  readonly calls: number;
  /** With those of its planning. */
  readonly byEndpoint: Calls;
  readonly plannedCalls: number;
  /** Calls about records while plans were made, and of one plan. */
  readonly planningCalls: number;
  readonly callsOfAPlan: number;
  readonly resumes: number;
  readonly waves: number;
  readonly end: EndState;
}

interface View {
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly plan: { readonly hash: string; readonly calls: { readonly total: number; readonly spent: number } } | null;
  readonly progress: { readonly wave: number; readonly links: Readonly<Record<string, number>> };
}

/** The service was killed in the middle of it. */
class Unanswered extends Error {
  constructor(cause?: unknown) {
    super('no service answers', { cause });
    this.name = 'Unanswered';
  }
}

/** Small, so that there are many waves. */
const settings = { pilot: 10, check: 'rule', failureLimit: 1 };

export class ShotAtMigration {
  readonly deaths: Death[] = [];
  private service: ServiceProcess | null = null;
  private callsBeforeStart: number | null = null;
  private resumes = 0;
  /** Calls in the log when the last one died. */
  private writtenBefore = 0;
  private view: View | null = null;

  private constructor(
    private readonly portal: WatchedPortal,
    private readonly database: TestDatabase,
    private readonly folder: string,
  ) {}

  /** Both sides are filled and connected; nothing is planned yet. */
  static async prepare(customers: number): Promise<ShotAtMigration> {
    const folder = makeTemporaryFolder('killed-migration');
    const sides = sidesOf(customers);
    const portal = await WatchedPortal.start(answersTakeMs);
    const one = new ShotAtMigration(portal, await createTestDatabase(), folder);
    try {
      await seedPortal(one.portal.crm, sides);
      await one.startService();
      const { token } = one.portal.crm;
      const said = { crm: 'hubspot', token, url: one.portal.url, firstLoad: 'planned', environment: 'test' };
      await one.ask('PUT', connection, said);
      for (const type of ['companies', 'customers', 'orders'] as const) {
        await one.ask('PUT', `${connection}/schedule/${type}`, { enabled: false });
        for (let n = 0; n < sides[type].length; n += 500) {
          await one.ask('POST', `${type}/batch`, { records: sides[type].slice(n, n + 500) });
        }
      }
      return one;
    } catch (error) {
      await one.close();
      throw error;
    }
  }

  /** Goes on until it is killed or the migration is over; answers whether that is so. */
  async live(moment: Moment | null): Promise<'killed' | 'done'> {
    if (this.service === null) await this.revive();
    const before = this.portal.came;
    const life = { over: false };
    const shot =
      moment === null ? new Promise<'killed'>(() => undefined) : this.shoot(moment, life).then(() => 'killed' as const);
    const ended = await Promise.race([this.lead(life), shot]);
    life.over = true;
    if (ended === 'killed' && moment !== null) await this.bury(moment, before);
    return ended;
  }

  async tell(): Promise<Told> {
    const { plan, progress } = this.view ?? {};
    await this.settle();
    await this.portal.atRest();
    const byEndpoint = await this.portal.counted();
    const counted = Object.values(byEndpoint).reduce((sum, count) => sum + count, 0);
    if (counted !== this.portal.came) throw new Error(`the sandbox counts ${counted} calls of ${this.portal.came}`);
    const planningCalls = this.callsBeforeStart ?? 0;
    return {
      deaths: this.deaths,
      calls: counted - planningCalls,
      byEndpoint,
      plannedCalls: plan?.calls.total ?? 0,
      planningCalls,
      callsOfAPlan: plan?.calls.spent ?? 0,
      resumes: this.resumes,
      waves: progress?.wave ?? 0,
      end: await readEndState(this.portal.crm, this.database),
    };
  }

  async close(): Promise<void> {
    await this.service?.kill();
    await this.portal.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startService(): Promise<void> {
    const number = this.deaths.length + 1;
    const settings: Settings = {
      ...{ DATABASE_URL: this.database.appUrl, DATABASE_OWNER_URL: this.database.ownerUrl },
      ...{ SECRET_KEY: 'a key that seals nothing of worth', DATA_DIR: this.folder, PORT: '0', TANDEM_SANDBOX: '0' },
      ...{ TANDEM_CLOCK: this.portal.crm.clockUrl, CRM_URLS: this.portal.url, LOG_LEVEL: 'info' },
      ROLES: 'api,worker,scheduler',
    };
    this.service = await ServiceProcess.start(`service ${number}`, settings);
  }

  /** Nobody waits for a lease of the one before. */
  private async revive(): Promise<void> {
    await this.portal.crm.advance(afterLeaseMs);
    await this.startService();
  }

  private async shoot({ calls, thenMs }: Moment, life: { readonly over: boolean }): Promise<void> {
    await this.portal.hears(calls);
    await new Promise((resolve) => setTimeout(resolve, thenMs));
    if (!life.over) await this.service?.kill();
  }

  private async bury(moment: Moment, before: number): Promise<void> {
    this.service = null;
    await this.portal.atRest();
    const [hands] = await this.database.query<{ rows: number }>(
      'select coalesce(sum(cardinality(in_hand)), 0)::int as rows from stream',
    );
    const sent = this.portal.came - before;
    const written = await this.writtenDown();
    const lostCalls = Math.max(0, sent - (written - this.writtenBefore));
    this.writtenBefore = written;
    this.deaths.push({ moment, state: this.view?.state ?? 'none', inHand: hands?.rows ?? 0, lostCalls });
  }

  private async writtenDown(): Promise<number> {
    const [calls] = await this.database.query<{ count: number }>(
      `select count(*)::int as count from callout where endpoint ~ '^/crm/(v3/objects|v[34]/associations)/'`,
    );
    return calls?.count ?? 0;
  }

  /** What a person would do next, until it is done. */
  private async lead(life: { readonly over: boolean }): Promise<'done'> {
    const end = performance.now() + patienceMs;
    while (!life.over && performance.now() < end) {
      try {
        if (await this.leadOn()) return 'done';
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
    if (life.over) return new Promise(() => undefined);
    throw new Error(`the migration does not end: ${JSON.stringify(this.view)}\n${this.service?.tail() ?? ''}`);
  }

  private async leadOn(): Promise<boolean> {
    const path = `${connection}/migration`;
    const view = await this.ask<View | null>('GET', path);
    this.view = view;
    switch (view?.state) {
      case undefined:
        await this.ask('POST', path, settings);
        return false;
      case 'planned':
        await this.ask('POST', `${path}/approve`, { hash: view.plan?.hash });
        return false;
      case 'approved':
        this.callsBeforeStart ??= this.portal.came;
        await this.ask('POST', `${path}/start`);
        return false;
      case 'paused':
        if (view.reason?.code !== 'calls-over-plan') throw new Error(`it is paused: ${JSON.stringify(view.reason)}`);
        this.resumes += 1;
        await this.ask('POST', `${path}/resume`);
        return false;
      default:
        return view?.state === 'done';
    }
  }

  /** Null: there is none. */
  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    if (this.service === null) throw new Unanswered();
    const key = readFileSync(join(this.folder, 'api-key'), 'utf8').trim();
    const { status, text } = await fetch(`${this.service.url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch((cause: unknown) => {
        throw new Unanswered(cause);
      });
    if (method === 'GET' && status === 404) return null as T;
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** What is tried again, or waits for a parent, has come to its end as well. */
  private async settle(): Promise<void> {
    const end = performance.now() + patienceMs;
    for (let looks = 1; performance.now() < end; looks += 1) {
      if ((await this.database.query('select from dirty limit 1')).length === 0) return;
      if (looks % 20 === 0) await this.portal.crm.advance(afterBackoffMs);
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
    throw new Error(`records are not settled\n${this.service?.tail() ?? ''}`);
  }
}
