/** The CRM of a scenario: a HubSpot sandbox, its levers, and what it really holds. */
import type { SandboxClock } from '../../src/sandbox/common/clock';
import { joinByLabel } from './crms/label';
import { startHubspotSandbox, type HubspotSandbox, type HubspotSandboxOptions } from '../../src/sandbox/hubspot/server';

export type CrmObject = 'companies' | 'contacts' | 'deals' | 'line_items';

export interface DumpRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly archived: boolean;
}

interface End {
  readonly object: CrmObject;
  readonly id: string;
}

export interface Dump {
  readonly objects: Readonly<Record<CrmObject, readonly DumpRecord[]>>;
  readonly associations: readonly (Association & {
    /** Those that were made in the portal. */
    readonly labels?: readonly string[];
  })[];
}

interface Association {
  readonly from: End;
  readonly to: End;
}

/** As `POST /_sandbox/faults` takes it; what else there is to say depends on the kind. */
export interface Fault {
  readonly path: string;
  readonly kind?: string;
  readonly when?: 'before' | 'after';
  readonly status?: number;
  readonly body?: unknown;
  readonly policy?: 'ten-secondly' | 'secondly' | 'daily';
  readonly cut?: 'length' | 'chunk';
  readonly share?: number;
  readonly category?: string;
  readonly code?: string;
  readonly delayMs?: number;
  /** How many calls it strikes; without it all, until the faults are cleared. */
  readonly times?: number;
}

interface Counters {
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly rows: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Calls by endpoint, however they ended. */
export type Calls = Readonly<Record<string, number>>;

export class Crm {
  private constructor(private readonly sandbox: HubspotSandbox) {}

  static async start(
    limits: NonNullable<HubspotSandboxOptions['limits']> = 'none',
    clock?: SandboxClock,
  ): Promise<Crm> {
    return new Crm(await startHubspotSandbox({ port: 0, control: true, limits, ...(clock && { clock }) }));
  }

  get url(): string {
    return this.sandbox.url;
  }

  get token(): string {
    return this.sandbox.token;
  }

  /** Our app there, as the settings of a service name it. */
  get app(): { readonly clientId: string; readonly clientSecret: string } {
    return this.sandbox.app;
  }

  /** What lets the webhooks of our app be managed, as the settings of a service have it. */
  get developer(): Readonly<Record<string, string>> {
    const { app, developerKey, url } = this.sandbox;
    return { HUBSPOT_APP_ID: String(app.id), HUBSPOT_DEVELOPER_KEY: developerKey, HUBSPOT_APP_URL: url };
  }

  /** The account installs our app; answers the refresh token that it gets. */
  async install(): Promise<string> {
    return ((await this.pull('POST', 'install', {})) as { refreshToken: string }).refreshToken;
  }

  /** What happens to the tokens of all installations. */
  async changeTokens(
    levers: Readonly<Partial<Record<'expire' | 'revoke' | 'uninstall' | 'rotate', boolean>>>,
  ): Promise<void> {
    await this.pull('POST', 'token', levers);
  }

  get clockUrl(): string {
    return `${this.url}/_sandbox/clock`;
  }

  async now(): Promise<Date> {
    const { epochMs } = (await this.pull('GET', 'clock')) as { epochMs: number };
    return new Date(epochMs);
  }

  async advance(ms: number): Promise<void> {
    await this.pull('POST', 'clock', { advanceMs: ms });
  }

  /** 0 stops time: it goes on only where it is advanced. */
  async setClockRate(rate: number): Promise<void> {
    await this.pull('POST', 'clock', { rate });
  }

  async addFault(fault: Fault): Promise<void> {
    await this.pull('POST', 'faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.pull('DELETE', 'faults');
  }

  /** Paths of the faults that have not struck as often as they were to. */
  async faultsLeft(): Promise<readonly string[]> {
    const { faults } = (await this.pull('GET', 'faults')) as { faults: { path: string; remaining: number | null }[] };
    return faults.filter(({ remaining }) => remaining !== 0).map(({ path }) => path);
  }

  /** Puts records in as an import does, and answers their ids. */
  async seed(object: CrmObject, rows: readonly Readonly<Record<string, string>>[]): Promise<readonly string[]> {
    const seeded = await this.pull('POST', 'seed', {
      objects: { [object]: rows.map((properties) => ({ properties })) },
    });
    return (seeded as { ids: Record<string, string[]> }).ids[object] ?? [];
  }

  /** A salesperson's change in the CRM's own pages. */
  async edit(
    object: CrmObject,
    id: string,
    change: {
      readonly properties?: Readonly<Record<string, string>>;
      readonly archived?: true;
      readonly privacyDelete?: true;
      /** Takes it out of the recycle bin, before all else. */
      readonly restore?: true;
      /** The id of the record that is merged into this one. */
      readonly merge?: string;
    },
  ): Promise<void> {
    await this.pull('POST', 'edit', { object, id, properties: {}, ...change });
  }

  /** Sales join two records by a label of their own. */
  async label(pair: Association, label: string): Promise<void> {
    await joinByLabel(this.sandbox, pair, label);
  }

  /** As a salesperson merges `other` into a record; answers the id of what is left. */
  async merge(object: CrmObject, id: string, other: string): Promise<string> {
    return ((await this.pull('POST', 'edit', { object, id, merge: other })) as { id: string }).id;
  }

  /** How late the search index is from now on. */
  async lag(delayMs: number): Promise<void> {
    await this.pull('POST', 'search', { delayMs, jitterMs: 0 });
  }

  /** Chooses one of the ways that HubSpot is known to behave in. */
  async turn(switches: Readonly<Record<string, boolean>>): Promise<void> {
    await this.pull('POST', 'switches', switches);
  }

  async dump(): Promise<Dump> {
    return (await this.pull('GET', 'dump')) as Dump;
  }

  /** The records that are not in the recycle bin. */
  async live(object: CrmObject): Promise<readonly DumpRecord[]> {
    return (await this.dump()).objects[object].filter(({ archived }) => !archived);
  }

  async calls(): Promise<Calls> {
    const { calls } = (await this.pull('GET', 'counters')) as Counters;
    const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
    return Object.fromEntries(Object.entries(calls).map(([endpoint, outcomes]) => [endpoint, sum(outcomes)]));
  }

  /** How many rows of the calls of this route really changed a record. */
  async changedRows(endpoint: string): Promise<number> {
    const { rows } = (await this.pull('GET', 'counters')) as Counters;
    return rows[endpoint]?.['changed'] ?? 0;
  }

  async resetCounters(): Promise<void> {
    await this.pull('POST', 'counters/reset');
  }

  /** Our app tells `origin` of these kinds of event, of contacts, companies and deals, and of every change of a name. */
  async sendWebhooksTo(origin: string, kinds: readonly string[]): Promise<void> {
    const targetUrl = `${origin}/webhooks/hubspot`;
    await this.askAsDeveloper('PUT', 'settings', { targetUrl, throttling: { maxConcurrentRequests: 10 } });
    const names = { contact: 'firstname', company: 'name', deal: 'dealname' };
    for (const [object, propertyName] of Object.entries(names)) {
      for (const kind of kinds) {
        if (kind === 'privacyDeletion' && object !== 'contact') continue;
        if (kind === 'propertyChange') await this.tellOfProperties(object, [propertyName]);
        else await this.subscribe(`${object}.${kind}`);
      }
    }
  }

  /** Our app tells of this too: `contact.creation`. */
  async subscribe(eventType: string): Promise<void> {
    await this.askAsDeveloper('POST', 'subscriptions', { eventType, active: true });
  }

  /** Our app tells of every change of these properties too. */
  async tellOfProperties(object: string, names: readonly string[]): Promise<void> {
    const eventType = `${object}.propertyChange`;
    for (const propertyName of names) {
      await this.askAsDeveloper('POST', 'subscriptions', { eventType, propertyName, active: true });
    }
  }

  /** How deliveries go wrong, as `POST /_sandbox/webhooks` takes it. */
  async troubleWebhooks(trouble: Readonly<Record<string, unknown>>): Promise<void> {
    await this.pull('POST', 'webhooks', trouble);
  }

  /** What became of webhooks: `due` could be sent now or are on their way, `waiting` wait for their time. */
  async webhookCounters(): Promise<Readonly<Record<string, number>>> {
    return ((await this.pull('GET', 'webhooks')) as { counters: Record<string, number> }).counters;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  private async askAsDeveloper(method: string, path: string, body: unknown): Promise<void> {
    const { app, developerKey } = this.sandbox;
    const response = await fetch(`${this.url}/webhooks/v3/${app.id}/${path}?hapikey=${developerKey}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  }

  private async pull(method: string, lever: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/_sandbox/${lever}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_sandbox/${lever} answered ${response.status}: ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  }
}

/** Calls that may change something, by endpoint. */
export function writesAmong(calls: Calls): Calls {
  const isRead = (endpoint: string): boolean => /^GET |\/(batch\/read|search)$|\/oauth\//.test(endpoint);
  return Object.fromEntries(Object.entries(calls).filter(([endpoint]) => !isRead(endpoint)));
}

export const total = (calls: Calls): number => Object.values(calls).reduce((sum, count) => sum + count, 0);
