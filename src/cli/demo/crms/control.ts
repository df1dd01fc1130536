/** The control API that every sandbox has, as far as the demo needs it. */

interface Counters {
  /** By route, then by status. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export class SandboxControl {
  constructor(private readonly at: { readonly url: string; readonly token: string }) {}

  async get(path: string): Promise<unknown> {
    return this.call('GET', path);
  }

  async post(path: string, body: object = {}): Promise<unknown> {
    return this.call('POST', path, body);
  }

  async delete(path: string): Promise<void> {
    await this.call('DELETE', path);
  }

  /** Calls by route, since the counters were last reset. */
  async calls(): Promise<Readonly<Record<string, number>>> {
    const { calls } = (await this.get('counters')) as Counters;
    return Object.fromEntries(
      Object.entries(calls).map(([route, byStatus]) => [
        route,
        Object.values(byStatus).reduce((sum, count) => sum + count, 0),
      ]),
    );
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
