/** The migration of a story's connection, as a person leads it through the API. */
import { expiryOf } from '../../src/core/plan-freshness';
import type { MigrationPlan } from '../../src/core/migration-plan';
import { totalOf } from '../../src/core/record';
import { rulesOf } from '../../src/operate/migration-rules';
import type { Type } from './order-system';
import { readConnection } from '../../src/store/connections';
import { inTenant } from '../../src/store/transaction';
import type { Story } from './story';

export interface MigrationSaid {
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly waitsUntil: string | null;
  readonly plan: MigrationPlan | null;
  readonly progress: {
    readonly wave: number;
    readonly released: number;
    readonly links: Readonly<Record<string, number>>;
    readonly calls: { readonly made: number };
  };
}

const tenantId = 'default';
const none = { create: 0, adopt: 0, update: 0, same: 0, held: 0, skipped: 0, refused: 0, waits: 0 };

export class MigrationOf {
  constructor(
    private readonly story: Story,
    private readonly connectionId = 'hubspot',
  ) {}

  async ask<T = MigrationSaid>(
    method: 'GET' | 'POST',
    verb = '',
    body?: object,
    accept = 'application/json',
  ): Promise<T> {
    const { url } = this.story.door;
    const response = await fetch(`${url}/v1/connections/${this.connectionId}/migration${verb}`, {
      method,
      headers: {
        authorization: `Bearer ${this.story.apiKey}`,
        accept,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${verb} answered ${response.status}: ${text}`);
    return (accept === 'text/csv' ? text : JSON.parse(text)) as T;
  }

  read(): Promise<MigrationSaid> {
    return this.ask('GET');
  }

  async until(state: string): Promise<MigrationSaid> {
    let last = await this.read();
    await this.story.until(`the migration is ${state}`, async () => {
      last = await this.read();
      return last.state === state;
    });
    return last;
  }

  /** Asks for a plan, and stores one that says `plan`, without asking the CRM. */
  async planned(settings: object, plan: Partial<MigrationPlan> = {}): Promise<string> {
    await this.ask('POST', '', settings);
    const now = await this.story.remote.now();
    const hash = 'read by a person';
    const records = { company: this.count('company'), customer: this.count('customer'), order: this.count('order') };
    const whole: MigrationPlan = {
      hash,
      madeAt: now.toISOString(),
      expiresAt: expiryOf(now).toISOString(),
      mappingVersion: '',
      records,
      ends: { company: none, customer: none, order: none },
      reasons: [],
      calls: { total: 1_000, byEndpoint: {}, spent: 0 },
      asked: { company: 0, customer: 0, order: 0 },
      days: [],
      finish: { expected: null, earliest: null, latest: null },
      pilot: [],
      ...plan,
    };
    const app = await this.story.database.open();
    const connection = await inTenant(app, tenantId, (tx) => readConnection(tx, tenantId, this.connectionId));
    if (!connection) throw new Error('there is no connection');
    await this.story.database.query(
      `update migration set state = 'planned', plan = $1, rules = $2, unlinked = $3, due_at = null, fence = fence + 1
        where state = 'planning'`,
      [JSON.stringify(whole), rulesOf(connection), totalOf(whole.records)],
    );
    return hash;
  }

  /** Planned, approved and started. */
  async started(settings: object, plan: Partial<MigrationPlan> = {}): Promise<void> {
    const hash = await this.planned(settings, plan);
    await this.ask('POST', '/approve', { hash });
    await this.ask('POST', '/start');
  }

  private count(type: Type): number {
    return this.story.shop.records[type].size;
  }
}
