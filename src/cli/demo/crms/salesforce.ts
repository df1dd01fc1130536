/** The demo's Salesforce: accounts, contacts and opportunities of a sandbox, which sends outbound messages. */
import { messagesOf } from '../../../connectors/registry';
import { makeMessageUrl } from '../../../operate/message-url';
import type { SandboxClock } from '../../../sandbox/common/clock';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce/server';
import { firstTenantId } from '../../first-tenant';
import { ownSandboxIds } from '../../own-sandbox';
import type { RunningService } from '../../start';
import type { Kind } from '../sales-story';
import { articles, type Shop } from '../shop';
import { SandboxControl } from './control';
import type { Crm, EventCounts, Held, HeldRecord, Holdings } from './crm';

type Row = Readonly<Record<string, string | number | boolean>>;

interface Dump {
  readonly objects: Readonly<Record<string, readonly Row[]>>;
}

const objects = { companies: 'Account', customers: 'Contact', orders: 'Opportunity' } as const satisfies Record<
  keyof Shop,
  string
>;

const properties: Readonly<Record<keyof Shop, Readonly<Record<string, string>>>> = {
  companies: {
    name: 'Name',
    domain: 'Website',
    phone: 'Phone',
    country: 'BillingCountry',
    address: 'BillingStreet',
  },
  customers: {
    email: 'Email',
    firstName: 'FirstName',
    lastName: 'LastName',
    phone: 'Phone',
    country: 'MailingCountry',
    address: 'MailingStreet',
    jobTitle: 'Title',
  },
  orders: { number: 'Name' },
};

/** Nobody is told of an order: none of its fields flows back. */
const told = [objects.companies, objects.customers];

export async function startSalesforce(clock: SandboxClock): Promise<Crm> {
  return new Salesforce(await startSalesforceSandbox({ port: 0, control: true, clock }));
}

class Salesforce implements Crm {
  readonly name = 'salesforce';
  readonly title = 'Salesforce';
  readonly connectionId = ownSandboxIds.salesforce;
  /** Outbound messages tell of no deletion, and of no loser of a merge. */
  readonly tellsOfEnds = false;
  readonly settings = {};
  readonly url: string;
  readonly access: object;
  private readonly control: SandboxControl;
  /** Where messages go. */
  private receiver = '';

  constructor(private readonly sandbox: SalesforceSandbox) {
    const { url, token } = sandbox;
    this.url = url;
    this.access = { crm: this.name, url, token };
    this.control = new SandboxControl(sandbox);
  }

  /** With a price book, of which orders can have lines. */
  async fill({ companies, customers }: Readonly<Record<Kind, readonly Held[]>>): Promise<void> {
    // A real one comes with the org; nobody else can make it.
    await this.control.post('field', { object: 'Pricebook2', name: 'IsStandard', readOnly: false });
    await this.control.post('seed', {
      objects: {
        Account: companies.map((fields) => toRow('companies', fields)),
        Contact: customers.map((fields) => toRow('customers', fields)),
        Pricebook2: [{ Name: 'Standard Price Book', IsActive: true, IsStandard: true }],
        Product2: articles().map(({ sku, name }) => ({ Name: name, ProductCode: sku, IsActive: true })),
        PricebookEntry: articles().map(({ unitPriceMinor }, index) => ({
          Pricebook2Id: { object: 'Pricebook2', index: 0 },
          Product2Id: { object: 'Product2', index },
          UnitPrice: unitPriceMinor / 100,
          IsActive: true,
        })),
      },
    });
  }

  async holdings(): Promise<Holdings> {
    const dump = (await this.control.get('dump')) as Dump;
    const of = (kind: keyof Shop): readonly HeldRecord[] =>
      (dump.objects[objects[kind]] ?? []).map((row) => ({
        id: String(row['Id']),
        fields: toFields(kind, row),
        archived: row['IsDeleted'] === true,
      }));
    return { companies: of('companies'), customers: of('customers'), orders: of('orders') };
  }

  async edit(kind: Kind, id: string, fields: Held): Promise<void> {
    await this.control.post('edit', { object: objects[kind], id, fields: toRow(kind, fields) });
  }

  /** With the last name that Salesforce asks for. */
  async addCustomer(fields: Held): Promise<string> {
    const row = toRow('customers', { lastName: 'Stranger', ...fields });
    const made = (await this.control.post('edit', { object: objects.customers, fields: row })) as { Id: string };
    return made.Id;
  }

  async mergeCustomers(into: string, merged: string): Promise<void> {
    await this.control.post('edit', { object: objects.customers, id: into, merge: merged });
  }

  async deleteCustomer(id: string): Promise<void> {
    await this.control.post('edit', { object: objects.customers, id, delete: true });
  }

  async takeKeysOff(orders: readonly string[]): Promise<void> {
    for (const id of orders) {
      await this.control.post('edit', { object: objects.orders, id, fields: { Tandem_Id__c: null } });
    }
  }

  async subscribe({ url, database }: RunningService): Promise<void> {
    const made = await makeMessageUrl(
      { database, publicUrl: url, sendsMessages: (crm) => messagesOf(crm) !== null },
      firstTenantId,
      this.connectionId,
    );
    if (made.kind !== 'made') throw new Error('the demo needs the API of its service');
    this.receiver = made.url;
    await this.setUpMessages();
  }

  async holdEvents(held: boolean): Promise<void> {
    await this.control.post('outbound/trouble', { paused: held });
  }

  /** The messages are taken down for that while. */
  async loseEvents(lost: boolean): Promise<void> {
    if (lost) await this.control.delete('outbound');
    else await this.setUpMessages();
  }

  private async setUpMessages(): Promise<void> {
    for (const object of told) await this.control.post('outbound', { object, fields: ['Id'], url: this.receiver });
  }

  async events(): Promise<EventCounts> {
    const { delivered, waiting } = ((await this.control.get('outbound')) as { counters: EventCounts }).counters;
    return { delivered, waiting };
  }

  async resetCalls(): Promise<void> {
    await this.control.post('counters/reset');
  }

  calls(): Promise<Readonly<Record<string, number>>> {
    return this.control.calls();
  }

  /** Records are read by a POST too, of their object and no key; so are jobs of a query. */
  async writes(): Promise<number> {
    const isRead = (route: string): boolean =>
      /^GET |^POST .*\/composite\/sobjects\/\{|^(POST|DELETE) .*\/jobs\/query/.test(route);
    const calls = Object.entries(await this.calls()).filter(([route]) => !isRead(route));
    return calls.reduce((sum, [, count]) => sum + count, 0);
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}

const toRow = (kind: Kind, fields: Held): Held =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      const property = properties[kind][field];
      return property === undefined ? [] : [[property, value]];
    }),
  );

const toFields = (kind: keyof Shop, row: Row): Held =>
  Object.fromEntries(
    Object.entries(properties[kind]).map(([field, property]) => {
      const value = row[property];
      return [field, value === undefined ? null : String(value)];
    }),
  );
