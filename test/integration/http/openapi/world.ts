/**
 * All that answers of the document need to come true: the API over a database, a CRM to connect to, an API whose metrics
 * have a token, and one that has lost its database. A request of an operation is made from what the document says of it.
 */
import type { Operation } from '../../../../src/http/openapi/operation';
import { startHubspotSandbox, type HubspotSandbox } from '../../../../src/sandbox/hubspot/server';
import { scopes, type Scope } from '../../../../src/store/api-keys';
import { Api } from '../api';
import { describedAs, operationOf, resolve, type Parameter } from './judge';
import { send, type Reply, type Sent } from './send';

/** What is different from the request that the document shows. */
export interface Ask {
  /** Which API is asked. */
  readonly of?: Api;
  /** Null: none. */
  readonly key?: string | null;
  /** In the path. */
  readonly id?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string;
}

/** With a refresh token of our app, which its account has installed. */
type Crm = HubspotSandbox & {
  readonly refreshToken: string;
  /** Another account of it. */
  readonly other: HubspotSandbox;
};

export class World {
  private constructor(
    readonly api: Api,
    /** Its metrics have a token. */
    readonly guarded: Api,
    /** Its database has gone. */
    readonly broken: Api,
    readonly crm: Crm,
  ) {}

  static async start(): Promise<World> {
    const sandbox = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    const other = await startHubspotSandbox({ port: 0, limits: 'none' });
    const crm = Object.assign(sandbox, { refreshToken: await install(sandbox), other });
    const api = await Api.start({
      crmUrls: [crm.url, other.url, nowhere],
      hubspotApp: crm.app,
      publicUrl: 'https://sync.example.com',
    });
    const guarded = await Api.start({ metricsToken });
    const broken = await Api.start();
    await broken.app.destroy();
    return new World(api, guarded, broken, crm);
  }

  async close(): Promise<void> {
    await this.broken.app.initialize();
    await this.broken.close();
    await this.guarded.close();
    await this.api.close();
    await this.crm.close();
    await this.crm.other.close();
  }

  /** Asks what the document shows as its first example, but for `ask`. */
  ask(operation: Operation, ask: Ask = {}): Promise<Reply> {
    const { of = this.api } = ask;
    return send(of.url, this.requestOf(operation, ask));
  }

  askFor(id: string, ask: Ask = {}): Promise<Reply> {
    return this.ask(operationOf(id), ask);
  }

  private requestOf(operation: Operation, ask: Ask): Sent {
    const { of = this.api, key = of.keys.one, id = exampleId(operation), query = requiredQuery(operation) } = ask;
    const { type, text } = bodyOf(operation, this.crm);
    const body = ask.raw ?? (ask.body === undefined ? text : toText(ask.body));
    const headers = { ...(key !== null && { authorization: `Bearer ${key}` }), ...ask.headers };
    const path = operation.path.replace('{id}', id) + query;
    const method = operation.method.toUpperCase();
    return body === undefined
      ? { method, path, headers }
      : { method, path, headers: { 'content-type': type, ...headers }, body };
  }

  /** A key of the tenant with every scope but one. */
  async keyWithout(scope: Scope): Promise<string> {
    const settings = { scopes: scopes.filter((other) => other !== scope) };
    return (await this.api.database.createKey('one', settings)).key;
  }
}

export const metricsToken = 'a token for those who read metrics';
/** No CRM answers there. */
export const nowhere = 'http://127.0.0.1:1';

const toText = (body: unknown): string | undefined => (body === null ? undefined : JSON.stringify(body));

function exampleId(operation: Operation): string {
  const parameters = describedAs(operation).parameters.map(({ $ref }) => resolve<Parameter>($ref));
  return (parameters.find((one) => one.in === 'path')?.example ?? '') as string;
}

function requiredQuery(operation: Operation): string {
  const parameters = describedAs(operation).parameters.map(({ $ref }) =>
    resolve<Parameter & { required?: boolean }>($ref),
  );
  const required = parameters.filter((one) => one.in === 'query' && one.required);
  return required.length === 0 ? '' : `?${required.map(({ name, example }) => `${name}=${String(example)}`).join('&')}`;
}

/** The first example of the body, with the sandbox for the CRM: its own address would be asked in earnest. */
function bodyOf(operation: Operation, crm: Crm): { type: string; text?: string } {
  const [first] = Object.entries(describedAs(operation).requestBody?.content ?? {});
  if (!first) return { type: 'application/json' };
  const [type, { examples = {} }] = first;
  const [example] = Object.values(examples);
  const text = JSON.stringify(withCrm(example?.value, crm));
  return { type, text: type.endsWith('ndjson') ? `${text}\n` : text };
}

export function withCrm(body: unknown, { token, refreshToken, url }: Crm): object {
  const said = body as object;
  if ('token' in said) return { ...said, token, url };
  return 'refreshToken' in said ? { ...said, refreshToken, url } : said;
}

async function install({ url, token }: HubspotSandbox): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/_sandbox/install`, { method: 'POST', headers, body: '{}' });
  return ((await response.json()) as { refreshToken: string }).refreshToken;
}
