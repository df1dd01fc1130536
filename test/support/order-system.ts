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
  readonly emailConfirmed?: boolean;
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
  readonly custom?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Stored {
  readonly id: string;
  readonly result: string;
}

export interface LinkView {
  readonly connectionId: string;
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

export interface FamilyView {
  readonly code: string;
  readonly field: string | null;
  readonly owner: string;
  readonly remedy: string;
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

export interface ChangeView {
  readonly seq: number;
  readonly connectionId: string;
  readonly kind: string;
  readonly type: Type;
  readonly id: string | null;
  readonly externalId: string | null;
  readonly fields: Readonly<Record<string, { from: unknown; orFrom?: readonly unknown[]; to: unknown }>>;
  readonly into: string | null;
  readonly status: string;
  readonly answers: Readonly<Record<string, { as: string; reason?: string; by?: number }>>;
}

export interface ConflictView {
  readonly conflict: number;
  readonly id: string;
  readonly field: string;
  readonly policy: string;
  readonly ours: unknown;
  readonly theirs: unknown;
  readonly outcome: string | null;
}

export interface ExplanationView {
  readonly said: { readonly value: unknown; readonly since: string; readonly requestId: string | null } | null;
  readonly connections: readonly { readonly rule: object | null; readonly mappingVersion: string }[];
  readonly chain: readonly {
    readonly what: string;
    readonly requestId?: string;
    readonly crmRequestId?: string;
    readonly signals?: readonly string[];
    readonly mappingVersion?: string;
  }[];
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
  private readUpTo = 0;
  /** Its own id of what it asks next, until it has another; without one the service makes one up. */
  requestId: string | null = null;

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

  /** The same, under a version that it has given to it. */
  async changeAt(type: Type, id: string, changes: Said, updatedAt: string): Promise<void> {
    const said = { ...this.records[type].get(id), ...changes };
    this.records[type].set(id, said);
    await this.call('PUT', `${paths[type]}/${id}`, { ...said, updatedAt });
  }

  /** Takes changes over and says the record with them, which accepts them without another word. */
  async apply(change: ChangeView): Promise<void> {
    const { type, id, fields, seq } = change;
    if (id === null) throw new Error('nothing is known of this record');
    const taken = Object.fromEntries(Object.entries(fields).map(([field, { to }]) => [field, to])) as Said;
    const said = { ...this.records[type].get(id), ...taken };
    this.records[type].set(id, said);
    await this.call('PUT', `${paths[type]}/${id}`, { ...said, updatedAt: this.nextVersion(), appliedChange: seq });
  }

  /** Says that a customer has confirmed the address. */
  async confirmEmail(id: string, body?: object): Promise<void> {
    await this.call('POST', `customers/${id}/email-confirmation`, body);
  }

  /** Says that a field is blank. */
  async clear(type: Type, id: string, field: keyof Said): Promise<void> {
    await this.call('PATCH', `${paths[type]}/${id}`, { [field]: null, updatedAt: this.nextVersion() });
  }

  /** A record as the service has it. */
  async record(type: Type, id: string): Promise<Said> {
    return (await this.call('GET', `${paths[type]}/${id}`)) as Said;
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

  /**
   * How a record stands in the CRM.
   * @param connection of two CRMs
   */
  async link(type: Type, id: string, connection?: string): Promise<LinkView> {
    const { links } = (await this.call('GET', `${paths[type]}/${id}/links`)) as { links: LinkView[] };
    const link = links.find(({ connectionId }) => connection === undefined || connectionId === connection);
    if (!link) throw new Error(`${type} ${id} has no link`);
    return link;
  }

  async waiting(list: 'parked' | 'conflicts'): Promise<readonly Waiting[]> {
    return ((await this.call('GET', `${list}?limit=1000`)) as { items: Waiting[] }).items;
  }

  async families(list: 'parked' | 'held'): Promise<readonly FamilyView[]> {
    return ((await this.call('GET', `${list}/families`)) as { families: FamilyView[] }).families;
  }

  async retry(
    choice: Partial<Pick<FamilyView, 'code' | 'field' | 'owner'>> & { readonly type?: Type; readonly id?: string } = {},
    state: 'parked' | 'held' = 'parked',
  ): Promise<number> {
    return ((await this.call('POST', `${state}/retry`, choice)) as { retried: number }).retried;
  }

  /** All changes of the CRM after the last one that was read by this. */
  async readChanges({ wait = 0 } = {}): Promise<readonly ChangeView[]> {
    const path = `changes?after=${this.readUpTo}&limit=1000&wait=${wait}`;
    const { changes, after } = (await this.call('GET', path)) as { changes: ChangeView[]; after: number };
    this.readUpTo = after;
    return changes;
  }

  /** Takes a change over, as a careful one does: it becomes its own word, under a version of its own. */
  async accept(change: ChangeView): Promise<ChangeView> {
    const { type, id, fields } = change;
    const known = id === null ? undefined : this.records[type].get(id);
    const taken = Object.fromEntries(Object.entries(fields).map(([field, { to }]) => [field, to])) as Said;
    if (id !== null && known) this.records[type].set(id, { ...known, ...taken });
    return this.acknowledge(change, this.nextVersion());
  }

  /** Says that it has taken a change over. */
  async acknowledge({ seq }: ChangeView, updatedAt?: string): Promise<ChangeView> {
    return (await this.call('POST', `changes/${seq}/accept`, { ...(updatedAt && { updatedAt }) })) as ChangeView;
  }

  /** Takes over a record that is new to it, under an id of its own. */
  async acceptAs(id: string, { seq, type, fields }: ChangeView): Promise<ChangeView> {
    const taken = Object.fromEntries(Object.entries(fields).map(([field, { to }]) => [field, to])) as Said;
    const body = { id, updatedAt: this.nextVersion() };
    const accepted = (await this.call('POST', `changes/${seq}/accept`, body)) as ChangeView;
    if (!this.records[type].has(id)) this.records[type].set(id, taken);
    return accepted;
  }

  async refuse({ seq }: ChangeView, reason: string, fields?: readonly string[]): Promise<ChangeView> {
    return (await this.call('POST', `changes/${seq}/refuse`, { reason, ...(fields && { fields }) })) as ChangeView;
  }

  async fieldConflicts(list: 'fields' | 'decided'): Promise<readonly ConflictView[]> {
    return ((await this.call('GET', `conflicts/${list}?limit=1000`)) as { items: ConflictView[] }).items;
  }

  async resolve(conflict: number, side: 'ours' | 'theirs'): Promise<ConflictView> {
    return (await this.call('POST', `conflicts/${conflict}/resolve`, { side })) as ConflictView;
  }

  /** Why a field is as it is. */
  async explain(type: Type, id: string, field: string): Promise<ExplanationView> {
    return (await this.call('GET', `${paths[type]}/${id}/explain?field=${field}`)) as ExplanationView;
  }

  async mapping<T>(connection: string): Promise<T> {
    return (await this.call('GET', `connections/${connection}/mapping`)) as T;
  }

  async applyMapping(connection: string, document: object): Promise<unknown> {
    return this.call('PUT', `connections/${connection}/mapping`, document);
  }

  /** Connects a CRM, or renews its connection. @param said the body */
  async connect(connectionId: string, said: object): Promise<void> {
    await this.call('PUT', `connections/${connectionId}`, said);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { url, key } = this.door();
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(this.requestId !== null && { 'x-request-id': this.requestId }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /v1/${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as unknown;
  }
}
