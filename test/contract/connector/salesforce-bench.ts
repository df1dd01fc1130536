import { catalogs } from '../../../src/catalog/catalog';
import type { Connector } from '../../../src/connectors/connector';
import { createConnector } from '../../../src/connectors/registry';
import { fixedToken, type AccessToken } from '../../../src/connectors/token';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { propertyOf, propertiesOf, type Action, type Bench, type BenchKind, type Kind, type Row } from './bench';
import type { Trouble } from './bench';
import { countedCalls, pullLever } from '../../support/crms/levers';
import { total } from '../../support/crms/remote-account';
import { advanceClock, stopClock } from './stopped-clock';

const objects = {
  company: 'Account',
  customer: 'Contact',
  order: 'Opportunity',
  line: 'OpportunityLineItem',
} as const;

const services = '/services/data/*';
const paths: Readonly<Record<Exclude<Action, 'any'>, (object: string) => object>> = {
  upsert: (object) => ({ method: 'PATCH', path: `${services}/composite/sobjects/${object}` }),
  update: () => ({ method: 'PATCH', path: `${services}/composite/sobjects` }),
  read: () => ({ path: services }),
  associate: () => ({ method: 'POST', path: `${services}/composite/sobjects` }),
  archive: () => ({ method: 'DELETE', path: `${services}/composite/sobjects` }),
  changes: () => ({ method: 'GET', path: `${services}/query` }),
  archived: () => ({ method: 'GET', path: services }),
};

const troubles: Readonly<Record<Trouble, object>> = {
  'reset before': { kind: 'reset', when: 'before' },
  'reset after': { kind: 'reset', when: 'after' },
  unavailable: { status: 503, when: 'before' },
  'answer lost': { status: 502, when: 'after' },
  limit: { kind: 'limit', policy: 'daily' },
  'expired token': { kind: 'expired-token' },
};

type Fields = Readonly<Record<string, string | number | boolean | null>>;
interface Dump {
  readonly objects: Readonly<Record<string, readonly Fields[]>>;
}

class SalesforceBench {
  private readonly opened: Connector[] = [];
  private time: Date;
  readonly connector: Connector;

  private constructor(
    private readonly sandbox: SalesforceSandbox,
    startedAt: Date,
    private readonly bulkFrom: number,
  ) {
    this.time = startedAt;
    this.connector = this.open(fixedToken(sandbox.token));
  }

  static async start(kind: () => BenchKind, bulkFrom: number): Promise<Bench> {
    const sandbox = await startSalesforceSandbox({ port: 0, control: true, edition: 'none' });
    const bench = new SalesforceBench(sandbox, await stopClock(sandbox), bulkFrom);
    await bench.sell();
    return Object.assign(bench, kind());
  }

  get token(): string {
    return this.sandbox.token;
  }

  get accountId(): string {
    return this.sandbox.organizationId;
  }

  now(): Date {
    return this.time;
  }

  async advance(ms: number): Promise<void> {
    this.time = await advanceClock(this.sandbox, ms);
  }

  open(token: AccessToken): Connector {
    const { key: keyProperty } = catalogs.salesforce.own;
    const { bulkFrom } = this;
    const settings = { token, baseUrl: this.sandbox.url, keyProperty, callDeadlineMs: 5_000, bulkFrom };
    const connector = createConnector('salesforce', settings);
    this.opened.push(connector);
    return connector;
  }

  async anotherToken(): Promise<string> {
    return ((await this.post('install', {})) as { readonly accessToken: string }).accessToken;
  }

  async seed(kind: Kind, rows: readonly Row[]): Promise<readonly string[]> {
    const today = this.time.toISOString().slice(0, 10);
    const required: Readonly<Record<Kind, (n: number) => Fields>> = {
      company: (n) => ({ Name: `Company ${n}` }),
      customer: (n) => ({ LastName: `Person ${n}` }),
      order: (n) => ({ Name: `Order ${n}`, StageName: 'Negotiation/Review', CloseDate: today }),
      line: () => ({}),
    };
    const full = rows.map((row, n) => ({ ...required[kind](n), ...propertiesOf(salesforceBench, kind, row) }));
    return this.seedRows(objects[kind], full);
  }

  async edit(kind: Kind, id: string, row: Row): Promise<void> {
    await this.change(kind, id, { fields: propertiesOf(salesforceBench, kind, row) });
  }

  async merge(kind: Kind, id: string, other: string): Promise<string> {
    await this.change(kind, id, { merge: other });
    return id;
  }

  async remove(kind: Kind, id: string): Promise<void> {
    await this.change(kind, id, { delete: true });
  }

  async restore(kind: Kind, id: string): Promise<void> {
    await this.change(kind, id, { undelete: true });
  }

  async held(kind: Kind, ...words: readonly string[]): Promise<readonly Row[]> {
    return (await this.live(objects[kind])).map((record) => ({
      id: String(record['Id']),
      ...Object.fromEntries(words.map((word) => [word, textOf(record[propertyOf(salesforceBench, kind, word)])])),
    }));
  }

  async joined(orderId: string): Promise<readonly string[]> {
    return (await this.contactRolesOf(orderId)).map((role) => String(role['ContactId']));
  }

  async joinAs(orderId: string, customerId: string, role: string): Promise<void> {
    const row = { OpportunityId: orderId, ContactId: customerId, Role: role };
    await this.seedRows('OpportunityContactRole', [row]);
  }

  async rolesOf(orderId: string): Promise<readonly string[]> {
    return (await this.contactRolesOf(orderId)).flatMap((role) => textOf(role['Role']) ?? []);
  }

  async strike(action: Action, kind: Kind, trouble: Trouble): Promise<void> {
    const aim = action === 'any' ? { path: services } : paths[action](objects[kind]);
    await this.post('faults', { ...aim, ...troubles[trouble], times: 1 });
  }

  async calls(): Promise<number> {
    return total(await countedCalls(this.sandbox));
  }

  async close(): Promise<void> {
    for (const connector of this.opened) connector.close();
    await this.sandbox.close();
  }

  /** The org sells something: lines are of products with a price in its standard price book. */
  private async sell(): Promise<void> {
    await this.post('field', { object: 'Pricebook2', name: 'IsStandard', readOnly: false });
    const [book] = await this.seedRows('Pricebook2', [{ Name: 'Standard', IsActive: true, IsStandard: true }]);
    const [product] = await this.seedRows('Product2', [{ Name: 'A thing', ProductCode: 'SKU-1', IsActive: true }]);
    const entry = { Pricebook2Id: book ?? '', Product2Id: product ?? '', UnitPrice: 10, IsActive: true };
    await this.seedRows('PricebookEntry', [entry]);
  }

  private async seedRows(object: string, rows: readonly Fields[]): Promise<readonly string[]> {
    const seeded = await this.post('seed', { objects: { [object]: rows } });
    return (seeded as { readonly ids: Readonly<Record<string, readonly string[]>> }).ids[object] ?? [];
  }

  private change(kind: Kind, id: string, change: object): Promise<unknown> {
    return this.post('edit', { object: objects[kind], id, ...change });
  }

  private async contactRolesOf(orderId: string): Promise<readonly Fields[]> {
    return (await this.live('OpportunityContactRole')).filter((role) => role['OpportunityId'] === orderId);
  }

  private async live(object: string): Promise<readonly Fields[]> {
    return (await this.dump()).objects[object]?.filter((record) => record['IsDeleted'] !== true) ?? [];
  }

  private async dump(): Promise<Dump> {
    return (await pullLever(this.sandbox, 'GET', 'dump')) as Dump;
  }

  private post(lever: string, body: object): Promise<unknown> {
    return pullLever(this.sandbox, 'POST', lever, body);
  }
}

/** The dump leaves out what is null. */
const textOf = (value: Fields[string] | undefined): string | null =>
  value === undefined || value === null ? null : String(value);

const defaultBulkFrom = 2_000;

export const salesforceBench: BenchKind = {
  title: 'Salesforce',
  crm: 'salesforce',
  catalog: catalogs.salesforce,
  objects,
  properties: {
    company: {
      name: 'Name',
      domain: 'Website',
      phone: 'Phone',
      city: 'BillingCity',
      employees: 'NumberOfEmployees',
    },
    customer: { name: 'LastName', email: 'Email', phone: 'Phone', city: 'MailingCity' },
    order: { name: 'Name', stage: 'StageName', amount: 'Amount', text: 'Description' },
    line: { name: 'Description', sku: 'ProductCode', quantity: 'Quantity', price: 'UnitPrice' },
  },
  ownName: (word) => `Tandem_${word[0]?.toUpperCase() ?? ''}${word.slice(1)}__c`,
  strangerIds: {
    company: '001000000000404AAA',
    customer: '003000000000404AAA',
    order: '006000000000404AAA',
    line: '00k000000000404AAA',
  },
  strangersAre: 'rejected',
  association: { from: 'Opportunity', to: 'Contact' },
  rowsPerCall: 200,
  rowsPerPage: 2_000,
  tellsOfDeleted: true,
  account: {},
  start: () => SalesforceBench.start(() => salesforceBench, defaultBulkFrom),
};
