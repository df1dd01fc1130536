/** The demo's HubSpot: contacts, companies and deals of a sandbox, whose app is told of what happens. */
import { managedWebhooks } from '../../../adapters';
import { ensureWebhooks } from '../../../operate/webhook-subscriptions';
import type { SandboxClock } from '../../../sandbox/common/clock';
import { startHubspotSandbox, type HubspotSandbox } from '../../../sandbox/hubspot/server';
import { ownSandboxIds } from '../../own-sandbox';
import type { RunningService } from '../../start';
import type { Kind } from '../sales-story';
import type { Shop } from '../shop';
import { SandboxControl } from './control';
import type { Crm, EventCounts, Held, HeldRecord, Holdings } from './crm';

interface Dump {
  readonly objects: Readonly<
    Record<
      string,
      readonly {
        readonly id: string;
        readonly properties: Readonly<Record<string, string | null>>;
        readonly archived: boolean;
      }[]
    >
  >;
}

const objects = { companies: 'companies', customers: 'contacts', orders: 'deals' } as const satisfies Record<
  keyof Shop,
  string
>;
const callDeadlineMs = 15_000;
const fieldNames: Readonly<Record<string, string>> = {
  firstname: 'firstName',
  lastname: 'lastName',
  dealname: 'number',
};

export async function startHubspot(clock: SandboxClock): Promise<Hubspot> {
  return new Hubspot(await startHubspotSandbox({ port: 0, control: true, clock }));
}

export class Hubspot implements Crm {
  readonly name = 'hubspot';
  readonly title = 'HubSpot';
  readonly connectionId = ownSandboxIds.hubspot;
  readonly tellsOfEnds = true;
  readonly url: string;
  readonly access: object;
  readonly settings: Readonly<Record<string, string>>;
  readonly control: SandboxControl;

  constructor(private readonly sandbox: HubspotSandbox) {
    const { url, token, app } = sandbox;
    this.url = url;
    this.access = { crm: this.name, url, token };
    this.settings = { HUBSPOT_CLIENT_ID: app.clientId, HUBSPOT_CLIENT_SECRET: app.clientSecret };
    this.control = new SandboxControl(sandbox);
  }

  async fill({ companies, customers }: Readonly<Record<Kind, readonly Held[]>>): Promise<void> {
    const rows = (records: readonly Held[]): object[] =>
      records.map((fields) => ({ properties: toProperties(fields) }));
    await this.control.post('seed', { objects: { contacts: rows(customers), companies: rows(companies) } });
  }

  async holdings(): Promise<Holdings> {
    const dump = (await this.control.get('dump')) as Dump;
    const of = (object: string): readonly HeldRecord[] =>
      (dump.objects[object] ?? []).map(({ id, properties, archived }) => ({
        id,
        fields: toFields(properties),
        archived,
      }));
    return { companies: of(objects.companies), customers: of(objects.customers), orders: of(objects.orders) };
  }

  async edit(kind: Kind, id: string, fields: Held): Promise<void> {
    await this.control.post('edit', { object: objects[kind], id, properties: toProperties(fields) });
  }

  async addCustomer(fields: Held): Promise<string> {
    const properties = toProperties(fields);
    const { ids } = (await this.control.post('seed', { objects: { contacts: [{ properties }] } })) as {
      ids: { contacts: readonly [string] };
    };
    return ids.contacts[0];
  }

  async mergeCustomers(into: string, merged: string): Promise<void> {
    await this.control.post('edit', { object: objects.customers, id: into, properties: {}, merge: merged });
  }

  async deleteCustomer(id: string): Promise<void> {
    await this.control.post('edit', { object: objects.customers, id, properties: {}, archived: true });
  }

  async takeKeysOff(orders: readonly string[]): Promise<void> {
    for (const id of orders) {
      await this.control.post('edit', { object: objects.orders, id, properties: { tandem_id: '' } });
    }
  }

  async subscribe({ url, database }: RunningService): Promise<void> {
    const { app, developerKey } = this.sandbox;
    const hubspotDeveloper = { appId: app.id, key: developerKey, baseUrl: this.url };
    const webhooks = managedWebhooks(
      { hubspotApp: null, hubspotDeveloper, publicUrl: url, callDeadlineMs },
      { onCallout: () => undefined, now: () => new Date(), database },
    );
    if (!webhooks) throw new Error('the demo needs the API of its service');
    try {
      await ensureWebhooks(webhooks);
    } finally {
      webhooks.registry.close();
    }
  }

  async holdEvents(held: boolean): Promise<void> {
    await this.control.post('webhooks', { paused: held });
  }

  async loseEvents(lost: boolean): Promise<void> {
    await this.control.post('webhooks', { drop: lost ? 1 : 0 });
  }

  async events(): Promise<EventCounts> {
    const { delivered, waiting } = ((await this.control.get('webhooks')) as { counters: EventCounts }).counters;
    return { delivered, waiting };
  }

  async resetCalls(): Promise<void> {
    await this.control.post('counters/reset');
  }

  calls(): Promise<Readonly<Record<string, number>>> {
    return this.control.calls();
  }

  async writes(): Promise<number> {
    const isRead = (route: string): boolean => /^GET |\/(batch\/read|search)$/.test(route);
    const calls = Object.entries(await this.calls()).filter(([route]) => !isRead(route));
    return calls.reduce((sum, [, count]) => sum + count, 0);
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}

const toProperties = (fields: Held): Held =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field.toLowerCase(), value]));

const toFields = (properties: Held): Held =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [fieldNames[name] ?? name, value]));
