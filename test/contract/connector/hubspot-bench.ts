import { catalogs } from '../../../src/catalog/catalog';
import type { Connector } from '../../../src/connectors/connector';
import { createConnector } from '../../../src/connectors/registry';
import { fixedToken, type AccessToken } from '../../../src/connectors/token';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { propertyOf, propertiesOf, type Action, type Bench, type BenchKind, type Kind, type Row } from './bench';
import type { Trouble } from './bench';
import { joinByLabel } from '../../support/crms/label';
import { countedCalls, pullLever } from '../../support/crms/levers';
import { total } from '../../support/crms/remote-account';
import { advanceClock, stopClock } from './stopped-clock';

const objects = { company: 'companies', customer: 'contacts', order: 'deals', line: 'line_items' } as const;
const kinds = Object.keys(objects) as readonly Kind[];

/** What HubSpot requires, or a person would fill in. */
const required: Readonly<Record<Kind, (n: number) => Row>> = {
  company: (n) => ({ name: `Company ${n}` }),
  customer: (n) => ({ name: `Person ${n}` }),
  order: (n) => ({ name: `Deal ${n}`, stage: 'contractsent' }),
  line: (n) => ({ name: `Line ${n}` }),
};

const paths: Readonly<Record<Exclude<Action, 'any'>, (object: string) => object>> = {
  upsert: (object) => ({ path: `/crm/v3/objects/${object}/batch/upsert` }),
  update: (object) => ({ path: `/crm/v3/objects/${object}/batch/update` }),
  read: (object) => ({ path: `/crm/v3/objects/${object}/batch/read` }),
  associate: () => ({ path: '/crm/v4/associations/*/batch/create' }),
  archive: (object) => ({ path: `/crm/v3/objects/${object}/batch/archive` }),
  changes: (object) => ({ path: `/crm/v3/objects/${object}/search` }),
  archived: (object) => ({ method: 'GET', path: `/crm/v3/objects/${object}` }),
};

const troubles: Readonly<Record<Trouble, object>> = {
  'reset before': { kind: 'reset', when: 'before' },
  'reset after': { kind: 'reset', when: 'after' },
  unavailable: { status: 503, when: 'before' },
  'answer lost': { status: 524, when: 'after' },
  limit: { kind: 'limit', policy: 'ten-secondly' },
  'expired token': { kind: 'expired-token' },
};

interface Dump {
  readonly objects: Readonly<
    Record<string, readonly { readonly id: string; readonly properties: Row; readonly archived: boolean }[]>
  >;
  readonly associations: readonly Association[];
}
interface Association {
  readonly from: End;
  readonly to: End;
  /** Those that were made in the portal. */
  readonly labels?: readonly string[];
}
interface End {
  readonly object: string;
  readonly id: string;
}

class HubspotBench {
  private readonly opened: Connector[] = [];
  private time: Date;
  readonly connector: Connector;

  private constructor(
    private readonly sandbox: HubspotSandbox,
    startedAt: Date,
  ) {
    this.time = startedAt;
    this.connector = this.open(fixedToken(sandbox.token));
  }

  static async start(): Promise<Bench> {
    const sandbox = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    const bench = new HubspotBench(sandbox, await stopClock(sandbox));
    return Object.assign(bench, hubspotBench);
  }

  get token(): string {
    return this.sandbox.token;
  }

  get accountId(): string {
    return String(this.sandbox.portalId);
  }

  now(): Date {
    return this.time;
  }

  async advance(ms: number): Promise<void> {
    this.time = await advanceClock(this.sandbox, ms);
  }

  open(token: AccessToken): Connector {
    const { key: keyProperty } = catalogs.hubspot.own;
    const settings = { token, baseUrl: this.sandbox.url, keyProperty, callDeadlineMs: 5_000, bulkFrom: 2_000 };
    const connector = createConnector('hubspot', settings);
    this.opened.push(connector);
    return connector;
  }

  async anotherToken(): Promise<string> {
    return ((await this.post('install', {})) as { readonly accessToken: string }).accessToken;
  }

  async seed(kind: Kind, rows: readonly Row[]): Promise<readonly string[]> {
    const full = rows.map((row, n) => ({
      properties: propertiesOf(hubspotBench, kind, { ...required[kind](n), ...row }),
    }));
    const seeded = await this.post('seed', { objects: { [objects[kind]]: full } });
    return (seeded as { readonly ids: Readonly<Record<string, readonly string[]>> }).ids[objects[kind]] ?? [];
  }

  async edit(kind: Kind, id: string, row: Row): Promise<void> {
    await this.change(kind, id, { properties: propertiesOf(hubspotBench, kind, row) });
  }

  async merge(kind: Kind, id: string, other: string): Promise<string> {
    return ((await this.change(kind, id, { merge: other })) as { readonly id: string }).id;
  }

  async remove(kind: Kind, id: string): Promise<void> {
    await this.change(kind, id, { archived: true });
  }

  async restore(kind: Kind, id: string): Promise<void> {
    await this.change(kind, id, { restore: true });
  }

  async held(kind: Kind, ...words: readonly string[]): Promise<readonly Row[]> {
    const live = (await this.dump()).objects[objects[kind]]?.filter(({ archived }) => !archived) ?? [];
    return live.map(({ id, properties }) => ({
      id,
      ...Object.fromEntries(words.map((word) => [word, properties[propertyOf(hubspotBench, kind, word)] ?? null])),
    }));
  }

  async joined(orderId: string): Promise<readonly string[]> {
    const ends = (await this.associationsOf(orderId)).flatMap(({ from, to }) => [from, to]);
    return ends.filter(({ object }) => object === 'contacts').map(({ id }) => id);
  }

  async joinAs(orderId: string, customerId: string, role: string): Promise<void> {
    const pair = { from: { object: 'deals', id: orderId }, to: { object: 'contacts', id: customerId } };
    await joinByLabel(this.sandbox, pair, role);
  }

  async rolesOf(orderId: string): Promise<readonly string[]> {
    return (await this.associationsOf(orderId)).flatMap(({ labels = [] }) => labels);
  }

  async strike(action: Action, kind: Kind, trouble: Trouble): Promise<void> {
    const aim = action === 'any' ? { path: '/' } : paths[action](objects[kind]);
    await this.post('faults', { ...aim, ...troubles[trouble], times: 1 });
  }

  async calls(): Promise<number> {
    return total(await countedCalls(this.sandbox));
  }

  async close(): Promise<void> {
    for (const connector of this.opened) connector.close();
    await this.sandbox.close();
  }

  private async associationsOf(orderId: string): Promise<readonly Association[]> {
    const { associations } = await this.dump();
    return associations.filter(({ from, to }) =>
      [from, to].some(({ object, id }) => object === 'deals' && id === orderId),
    );
  }

  private change(kind: Kind, id: string, change: object): Promise<unknown> {
    return this.post('edit', { object: objects[kind], id, ...change });
  }

  private async dump(): Promise<Dump> {
    return (await pullLever(this.sandbox, 'GET', 'dump')) as Dump;
  }

  private post(lever: string, body: object): Promise<unknown> {
    return pullLever(this.sandbox, 'POST', lever, body);
  }
}

export const hubspotBench: BenchKind = {
  title: 'HubSpot',
  crm: 'hubspot',
  catalog: catalogs.hubspot,
  objects,
  properties: {
    company: { name: 'name', domain: 'domain', phone: 'phone', city: 'city', employees: 'numberofemployees' },
    customer: { name: 'lastname', email: 'email', phone: 'phone', city: 'city' },
    order: { name: 'dealname', stage: 'dealstage', amount: 'amount', text: 'description' },
    line: { name: 'name', sku: 'hs_sku', quantity: 'quantity', price: 'price' },
  },
  ownName: (word) => `tandem_${word}`,
  strangerIds: Object.fromEntries(kinds.map((kind) => [kind, '404404404'])) as Readonly<Record<Kind, string>>,
  strangersAre: 'gone',
  association: { from: 'deals', to: 'contacts' },
  rowsPerCall: 100,
  rowsPerPage: 200,
  tellsOfDeleted: false,
  account: { kind: 'test' },
  start: () => HubspotBench.start(),
};
