/** A sandbox whose every answer is kept as it was on the wire. */
import type { HubspotSandbox, HubspotSandboxOptions } from '../../../src/sandbox/hubspot/server';
import { startHubspotSandbox } from '../../../src/sandbox/hubspot/server';
import type { Version } from './dated';
import { datedPath, datedStatus, undatedPath } from './dated';
import type { Exchange } from './exchange';

/** The keys that the drives follow; each answer has a few of them. */
export interface Body {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly category: string;
  readonly results: readonly Body[];
  readonly stages: readonly Body[];
  readonly properties: Readonly<Record<string, string | null>>;
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly paging?: { readonly next: { readonly after: string } };
}

export interface Asked {
  readonly body?: unknown;
  /** Instead of the sandbox's own; null: none. */
  readonly token?: string | null;
  readonly type?: string;
}

export class Stage {
  readonly exchanges: Exchange[] = [];

  private constructor(
    readonly sandbox: HubspotSandbox,
    private readonly version: Version | null,
  ) {}

  /** With a version all calls go to its paths. */
  static async open(options: Partial<HubspotSandboxOptions> = {}, version: Version | null = null): Promise<Stage> {
    return new Stage(await startHubspotSandbox({ port: 0, control: true, limits: 'none', ...options }), version);
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  /** `call(201, 'POST /crm/v3/objects/contacts', {…})`: makes it, and fails when the status is another. */
  async call(status: number, route: string, body?: unknown): Promise<Body> {
    return this.ask(status, route, { body });
  }

  async ask(status: number, route: string, asked: Asked): Promise<Body> {
    const exchange = await this.exchange(route, asked);
    const expected = this.version === null ? status : datedStatus(undatedPath(exchange.path), status);
    if (exchange.status !== expected) {
      throw new Error(`${route} ${exchange.request} answered ${exchange.status}, not ${expected}: ${exchange.answer}`);
    }
    return (exchange.answer.startsWith('{') ? JSON.parse(exchange.answer) : {}) as Body;
  }

  async exchange(route: string, asked: Asked): Promise<Exchange> {
    const [method = '', target = ''] = route.split(' ');
    const dated = this.version === null ? target : datedPath(target, this.version);
    const exchange = await exchangeWith(this.sandbox, `${method} ${dated}`, asked);
    this.exchanges.push(exchange);
    return exchange;
  }

  /** A call of the control API, which is not HubSpot's and is not kept. */
  async control(method: string, path: string, body?: unknown): Promise<Body> {
    const { status, answer } = await exchangeWith(this.sandbox, `${method} /_sandbox/${path}`, { body });
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${answer}`);
    return (answer === '' ? {} : JSON.parse(answer)) as Body;
  }

  /** Seeds one record and answers its id. */
  async seed(object: string, properties: Readonly<Record<string, string>>): Promise<string> {
    const { ids } = await this.control('POST', 'seed', { objects: { [object]: [{ properties }] } });
    return ids[object]![0]!;
  }
}

async function exchangeWith({ url, token }: HubspotSandbox, route: string, asked: Asked): Promise<Exchange> {
  const [method = '', target = ''] = route.split(' ');
  const { body, type = 'application/json' } = asked;
  const request = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const headers = new Headers(body === undefined ? {} : { 'Content-Type': type });
  const bearer = asked.token === undefined ? token : asked.token;
  if (bearer !== null) headers.set('Authorization', `Bearer ${bearer}`);
  const sent = { method, headers, redirect: 'manual' as const };
  const response = await fetch(url + target, { ...sent, ...(body === undefined ? {} : { body: request }) });
  const { pathname, searchParams } = new URL(target, url);
  return {
    method,
    path: pathname,
    query: searchParams,
    request,
    status: response.status,
    contentType: response.headers.get('content-type'),
    location: response.headers.get('location'),
    answer: await response.text(),
  };
}
