/** The order system of a scenario: it speaks to the API and remembers what it said last. */

export const paths = { company: 'companies', customer: 'customers', order: 'orders' } as const;
export type Type = keyof typeof paths;

export interface Line {
  readonly lineId: string;
  readonly sku?: string;
  readonly name?: string;
  readonly quantity?: number;
  readonly unitPriceMinor?: number;
}

/** What it says of a record, whatever its type. */
export interface Said {
  readonly name?: string;
  readonly domain?: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly phone?: string;
  readonly country?: string;
  readonly address?: string;
  readonly number?: string;
  readonly customerId?: string;
  readonly companyId?: string;
  readonly status?: string;
  readonly currency?: string;
  readonly totalMinor?: number;
  readonly lines?: readonly Line[];
  readonly custom?: Readonly<Record<string, string>>;
}

export interface Stored {
  readonly id: string;
  readonly result: string;
}

export interface LinkView {
  readonly state: string;
  readonly reason: { readonly code: string; readonly field?: string; readonly candidates?: readonly string[] } | null;
  readonly externalId: string | null;
  readonly attempts: number;
}

export interface Waiting {
  readonly type: Type;
  readonly id: string;
  readonly state: string;
  readonly reason: LinkView['reason'];
}

const firstVersion = Date.UTC(2026, 0, 1);
/** The API takes 1,000; a size that is no multiple of the CRM's 100 leaves rests. */
const rowsPerBatch = 1_000;

export class OrderSystem {
  /** What it said last; a deleted record is not in it. */
  readonly records: Readonly<Record<Type, Map<string, Said>>> = {
    company: new Map(),
    customer: new Map(),
    order: new Map(),
  };
  private versions = 0;

  /** @param door where the API is at the moment, and the key to it */
  constructor(private readonly door: () => { readonly url: string; readonly key: string }) {}

  /** Its own version of a record: each is newer than the one before. */
  nextVersion(): string {
    this.versions += 1;
    return new Date(firstVersion + this.versions * 1_000).toISOString();
  }

  async put(type: Type, id: string, said: Said): Promise<Stored> {
    this.records[type].set(id, said);
    return (await this.call('PUT', `${paths[type]}/${id}`, { ...said, updatedAt: this.nextVersion() })) as Stored;
  }

  /** Says the record anew with some of its fields changed. */
  async change(type: Type, id: string, changes: Said): Promise<Stored> {
    return this.put(type, id, { ...this.records[type].get(id), ...changes });
  }

  async putAll(type: Type, records: ReadonlyMap<string, Said>): Promise<readonly Stored[]> {
    const results: Stored[] = [];
    const rows = [...records].map(([id, said]) => ({ id, ...said, updatedAt: this.nextVersion() }));
    for (const [id, said] of records) this.records[type].set(id, said);
    for (let start = 0; start < rows.length; start += rowsPerBatch) {
      const body = { records: rows.slice(start, start + rowsPerBatch) };
      const answer = (await this.call('POST', `${paths[type]}/batch`, body)) as { results: Stored[] };
      results.push(...answer.results);
    }
    return results;
  }

  async remove(type: Type, id: string): Promise<void> {
    this.records[type].delete(id);
    await this.call('DELETE', `${paths[type]}/${id}?updatedAt=${this.nextVersion()}`);
  }

  /** How a record stands in the CRM. */
  async link(type: Type, id: string): Promise<LinkView> {
    const { links } = (await this.call('GET', `${paths[type]}/${id}/links`)) as { links: LinkView[] };
    if (!links[0]) throw new Error(`${type} ${id} has no link`);
    return links[0];
  }

  async waiting(list: 'parked' | 'conflicts'): Promise<readonly Waiting[]> {
    return ((await this.call('GET', `${list}?limit=1000`)) as { items: Waiting[] }).items;
  }

  async retry(choice: { readonly type?: Type; readonly id?: string } = {}): Promise<number> {
    return ((await this.call('POST', 'parked/retry', choice)) as { retried: number }).retried;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { url, key } = this.door();
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /v1/${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as unknown;
  }
}
