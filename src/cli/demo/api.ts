/** The service's API, as the demo's order system and its operator call it. */

export class Api {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Throws on what is no 2xx: the demo asks for nothing that could be refused. */
  async call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { detail?: string };
    if (!response.ok) throw new Error(`the API refused ${method} ${path}: ${answer.detail ?? response.status}`);
    return answer;
  }

  /** Sends records one per line, all in one request; each must be taken. */
  async import(type: string, records: readonly object[]): Promise<void> {
    const response = await fetch(`${this.url}/v1/${type}/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/x-ndjson' },
      body: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the API refused to import ${type}: ${text.slice(0, 300)}`);
    const lines = text.split('\n').filter((line) => line !== '');
    const { stored, unchanged } = JSON.parse(lines.at(-1) ?? '{}') as Partial<Record<'stored' | 'unchanged', number>>;
    if ((stored ?? 0) + (unchanged ?? 0) === records.length) return;
    const refused = lines.find((line) => /"result":"(refused|stale)"/.test(line));
    throw new Error(`the API did not import all ${type}: ${refused ?? lines.at(-1) ?? ''}`);
  }

  /** Sends records by the thousand; each must be taken. */
  async send(type: string, records: readonly object[]): Promise<void> {
    for (let from = 0; from < records.length; from += 1_000) {
      const answer = await this.call('POST', `${type}/batch`, { records: records.slice(from, from + 1_000) });
      const { results } = answer as { results: readonly { id: string; result: string }[] };
      const refused = results.find(({ result }) => result !== 'stored' && result !== 'unchanged');
      if (refused) throw new Error(`the API did not store ${type}: ${JSON.stringify(refused)}`);
    }
  }
}
