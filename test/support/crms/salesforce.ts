/** Salesforce in the order system's words. */
import type { SandboxClock } from '../../../src/sandbox/common/clock';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import type { Settings } from '../child-process';
import type { Type } from '../order-system';
import { among, countedCalls, faultsLeft, pullLever, sandboxTime } from './levers';
import type { Action, Aim, Calls, FieldValues, HeldLine, HeldRecord, Holdings } from './remote-account';
import type { RemoteAccount, Trouble } from './remote-account';

const objects = { company: 'Account', customer: 'Contact', order: 'Opportunity', line: 'OpportunityLineItem' } as const;

const properties: Readonly<Record<Type, Readonly<Record<string, string>>>> = {
  company: { name: 'Name', domain: 'Website', phone: 'Phone', country: 'BillingCountry', address: 'BillingStreet' },
  customer: {
    email: 'Email',
    firstName: 'FirstName',
    lastName: 'LastName',
    phone: 'Phone',
    country: 'MailingCountry',
    address: 'MailingStreet',
  },
  order: { number: 'Name', status: 'StageName', total: 'Amount' },
};
const statusOf: Readonly<Record<string, string>> = {
  'Negotiation/Review': 'placed',
  'Closed Won': 'paid',
  'Closed Lost': 'cancelled',
};
const stageOf = Object.fromEntries(Object.entries(statusOf).map(([stage, status]) => [status, stage]));

type Row = Readonly<Record<string, string | number | boolean | null>>;
interface Dump {
  readonly objects: Readonly<Record<string, readonly Row[]>>;
}

export interface SalesforceOptions {
  /** Codes of what the org sells: with some it keeps lines, with none it has no price book. */
  readonly products?: readonly string[];
  readonly edition?: 'developer' | 'enterprise' | 'none';
  /** Default: one of its own. */
  readonly clock?: SandboxClock;
}

export class SalesforceAccount implements RemoteAccount {
  readonly crm = 'salesforce';

  private constructor(
    readonly sandbox: SalesforceSandbox,
    private readonly keepsLines: boolean,
  ) {}

  static async start({ products = [], edition = 'none', clock }: SalesforceOptions = {}): Promise<SalesforceAccount> {
    const sandbox = await startSalesforceSandbox({ port: 0, control: true, edition, ...(clock && { clock }) });
    const account = new SalesforceAccount(sandbox, products.length > 0);
    if (products.length > 0) await account.sell(products);
    return account;
  }

  get url(): string {
    return this.sandbox.url;
  }

  get token(): string {
    return this.sandbox.token;
  }

  get appSettings(): Settings {
    const { clientId, clientSecret } = this.sandbox.app;
    return { SALESFORCE_CLIENT_ID: clientId, SALESFORCE_CLIENT_SECRET: clientSecret };
  }

  async install(): Promise<string> {
    return ((await this.pull('POST', 'install', {})) as { readonly refreshToken: string }).refreshToken;
  }

  now(): Promise<Date> {
    return sandboxTime(this.sandbox);
  }

  async advance(ms: number): Promise<void> {
    await this.pull('POST', 'clock', { advanceMs: ms });
  }

  async seed(type: Type, rows: readonly FieldValues[]): Promise<readonly string[]> {
    const today = (await this.now()).toISOString().slice(0, 10);
    const required: Readonly<Record<Type, Row>> = {
      company: { Name: 'A company' },
      customer: { LastName: 'A person' },
      order: { Name: 'An order', StageName: 'Negotiation/Review', CloseDate: today },
    };
    return this.seedRows(
      objects[type],
      rows.map((row) => ({ ...required[type], ...written(type, row) })),
    );
  }

  async edit(type: Type, id: string, fields: FieldValues): Promise<void> {
    await this.change(type, id, { fields: written(type, fields) });
  }

  async merge(type: 'company' | 'customer', id: string, other: string): Promise<string> {
    await this.change(type, id, { merge: other });
    return id;
  }

  async remove(type: Type, id: string): Promise<void> {
    await this.change(type, id, { delete: true });
  }

  async restore(type: Type, id: string): Promise<void> {
    await this.change(type, id, { undelete: true });
  }

  async strike(aim: Aim, trouble: Trouble, times?: number): Promise<void> {
    await this.pull('POST', 'faults', { ...aimOf(aim), ...faultOf(trouble), ...(times !== undefined && { times }) });
  }

  faultsLeft(): Promise<readonly string[]> {
    return faultsLeft(this.sandbox);
  }

  async clearFaults(): Promise<void> {
    await this.pull('DELETE', 'faults');
  }

  async holdings(): Promise<Holdings> {
    return holdingsOf((await this.pull('GET', 'dump')) as Dump, this.keepsLines);
  }

  calls(): Promise<Calls> {
    return countedCalls(this.sandbox);
  }

  async writes(): Promise<Calls> {
    const isRead = (endpoint: string): boolean =>
      /^GET |^POST .*\/composite\/sobjects\/|\/jobs\/query|\/oauth2\//.test(endpoint);
    return among(await this.calls(), (endpoint) => !isRead(endpoint));
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  /** Pulls a lever that only Salesforce's sandbox has. */
  pull(method: string, lever: string, body?: unknown): Promise<unknown> {
    return pullLever(this.sandbox, method, lever, body);
  }

  /** Products with a price in the standard price book, which a new org of the sandbox does not have. */
  async sell(codes: readonly string[]): Promise<void> {
    await this.pull('POST', 'field', { object: 'Pricebook2', name: 'IsStandard', readOnly: false });
    const known = ((await this.pull('GET', 'dump')) as Dump).objects['Pricebook2']?.[0]?.['Id'];
    const [made] = known === undefined ? await this.seedRows('Pricebook2', [standard]) : [String(known)];
    const products = codes.map((code) => ({ Name: code, ProductCode: code, IsActive: true }));
    const ids = await this.seedRows('Product2', products);
    const price = { Pricebook2Id: made ?? '', UnitPrice: 1, IsActive: true };
    await this.seedRows(
      'PricebookEntry',
      ids.map((Product2Id) => ({ ...price, Product2Id })),
    );
  }

  private async change(type: Type, id: string, change: object): Promise<void> {
    await this.pull('POST', 'edit', { object: objects[type], id, ...change });
  }

  private async seedRows(object: string, rows: readonly Row[]): Promise<readonly string[]> {
    const seeded = await this.pull('POST', 'seed', { objects: { [object]: rows } });
    return (seeded as { readonly ids: Readonly<Record<string, readonly string[]>> }).ids[object] ?? [];
  }
}

const standard: Row = { Name: 'Standard Price Book', IsActive: true, IsStandard: true };

function written(type: Type, fields: FieldValues): Row {
  const entries = Object.entries(fields).map(([field, value]) => [
    properties[type][field] ?? field,
    field === 'status' ? (stageOf[String(value)] ?? value) : value,
  ]);
  return Object.fromEntries(entries) as Row;
}

const services = '/services/data/*';
const aims: Readonly<Record<Exclude<Action, 'create'>, { readonly method: string; readonly path: string }>> = {
  update: { method: 'PATCH', path: `${services}/composite/sobjects` },
  read: { method: 'POST', path: `${services}/composite/sobjects/*` },
  find: { method: 'GET', path: `${services}/query` },
  associate: { method: 'POST', path: `${services}/composite/sobjects` },
  dissociate: { method: 'DELETE', path: `${services}/composite/sobjects` },
  archive: { method: 'DELETE', path: `${services}/composite/sobjects` },
  changes: { method: 'GET', path: `${services}/queryAll` },
};

/**
 * A call that does not name the object in its path is aimed at by what it does alone. An aim is the start of a path, so that of an
 * update strikes a create too, and that of a role a read by id, whichever comes first.
 */
function aimOf({ action, of }: Aim): { readonly method: string; readonly path: string } {
  if (action === 'create') return { method: 'PATCH', path: `${services}/composite/sobjects/${objects[of]}` };
  return action === 'read' ? { ...aims.read, path: `${services}/composite/sobjects/${objects[of]}` } : aims[action];
}

function faultOf(trouble: Trouble): object {
  if (trouble.kind === 'status') return { status: trouble.status, when: trouble.when };
  if (trouble.kind === 'limit') return { kind: 'limit', policy: trouble.window === 'day' ? 'daily' : 'concurrent' };
  if (trouble.kind === 'late') return { delayMs: trouble.delayMs, when: trouble.when };
  if (trouble.kind === 'partial') return { kind: 'partial', share: trouble.share, ...refusals[trouble.rows] };
  return trouble;
}

const refusals = {
  again: { code: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' },
  refused: { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No.' },
} as const;

function holdingsOf(dump: Dump, keepsLines: boolean): Holdings {
  const live = (object: string): readonly Row[] =>
    (dump.objects[object] ?? []).filter((record) => record['IsDeleted'] !== true);
  const roles = live('OpportunityContactRole');
  const records = (type: Type): HeldRecord[] => live(objects[type]).map((record) => heldRecord(type, record, roles));
  const entries = new Map(live('PricebookEntry').map((entry) => [entry['Id'], entry['ProductCode'] ?? null]));
  return {
    records: { company: records('company'), customer: records('customer'), order: records('order') },
    lines: keepsLines ? live(objects.line).map((line) => heldLine(line, entries)) : null,
    addsUpLines: true,
    without: ['currency'],
  };
}

function heldRecord(type: Type, record: Row, roles: readonly Row[]): HeldRecord {
  const fields = Object.entries(properties[type]).map(([field, property]) => {
    const value = record[property] ?? null;
    return [field, field === 'status' ? (statusOf[String(value)] ?? value) : value];
  });
  const id = String(record['Id']);
  const account = record['AccountId'];
  const contacts = type === 'order' ? roles.filter((role) => role['OpportunityId'] === id) : [];
  return {
    id,
    fields: Object.fromEntries(fields) as FieldValues,
    properties: Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, value === null ? null : String(value)]),
    ),
    parents: [
      ...(typeof account === 'string' ? [{ type: 'company', id: account } as const] : []),
      ...contacts.map((role) => ({ type: 'customer', id: String(role['ContactId']) }) as const),
    ],
  };
}

const heldLine = (line: Row, entries: ReadonlyMap<unknown, unknown>): HeldLine => ({
  id: String(line['Id']),
  orders: [String(line['OpportunityId'])],
  sku: (entries.get(line['PricebookEntryId']) as string | null | undefined) ?? null,
  name: (line['Description'] as string | undefined) ?? null,
  quantity: (line['Quantity'] as number | undefined) ?? null,
  unitPrice: (line['UnitPrice'] as number | undefined) ?? null,
});
