/** The sandbox's control API, as far as the demo needs it. */
import type { Dump } from './count';

export interface Counters {
  /** By route, then by status. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A salesperson's change of a record, as `POST /_sandbox/edit` takes it. */
export interface Edit {
  readonly object: 'companies' | 'contacts' | 'deals';
  readonly id: string;
  readonly properties?: Readonly<Record<string, string>>;
  /** The id of the record that is merged into this one. */
  readonly merge?: string;
  readonly archived?: true;
}

/** Of events: how many have arrived, and how many have not yet, whatever the reason. */
export interface WebhookCounts {
  readonly delivered: number;
  readonly waiting: number;
}

export class SandboxControl {
  constructor(private readonly at: { readonly url: string; readonly token: string }) {}

  async post(path: string, body: object = {}): Promise<unknown> {
    return this.call('POST', path, body);
  }

  async edit({ properties = {}, ...change }: Edit): Promise<void> {
    await this.post('edit', { ...change, properties });
  }

  async dump(): Promise<Dump> {
    return (await this.call('GET', 'dump')) as Dump;
  }

  async now(): Promise<Date> {
    const { epochMs } = (await this.call('GET', 'clock')) as { epochMs: number };
    return new Date(epochMs);
  }

  /** Pushes time ahead, here and for the service, which follows this clock. */
  async advance(ms: number): Promise<void> {
    await this.post('clock', { advanceMs: ms });
  }

  async webhooks(): Promise<WebhookCounts> {
    return ((await this.call('GET', 'webhooks')) as { counters: WebhookCounts }).counters;
  }

  /** Calls by route, since the counters were last reset. */
  async calls(): Promise<Readonly<Record<string, number>>> {
    const { calls } = (await this.call('GET', 'counters')) as Counters;
    return Object.fromEntries(
      Object.entries(calls).map(([route, byStatus]) => [
        route,
        Object.values(byStatus).reduce((sum, count) => sum + count, 0),
      ]),
    );
  }

  /** Of those, calls that may change something. */
  async writes(): Promise<number> {
    const isRead = (route: string): boolean => /^GET |\/(batch\/read|search)$/.test(route);
    const calls = Object.entries(await this.calls()).filter(([route]) => !isRead(route));
    return calls.reduce((sum, [, count]) => sum + count, 0);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.at.url}/_sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.at.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the sandbox refused ${path}: ${text.slice(0, 300)}`);
    return text === '' ? null : JSON.parse(text);
  }
}
