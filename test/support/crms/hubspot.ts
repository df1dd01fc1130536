/** HubSpot in the order system's words, over the sandbox's own levers (`crm.ts`). */
import type { Settings } from '../child-process';
import { writesAmong, type Crm, type CrmObject, type Dump, type DumpRecord } from '../crm';
import type { Type } from '../order-system';
import type { Action, Aim, Calls, FieldValues, HeldLine, HeldRecord, Holdings } from './remote-account';
import type { RemoteAccount, Trouble } from './remote-account';

const objects = { company: 'companies', customer: 'contacts', order: 'deals', line: 'line_items' } as const;
const parentTypes: Readonly<Record<string, 'company' | 'customer'>> = { companies: 'company', contacts: 'customer' };

const properties: Readonly<Record<Type, Readonly<Record<string, string>>>> = {
  company: { name: 'name', domain: 'domain', phone: 'phone', country: 'country', address: 'address' },
  customer: {
    email: 'email',
    firstName: 'firstname',
    lastName: 'lastname',
    phone: 'phone',
    country: 'country',
    address: 'address',
  },
  order: { number: 'dealname', status: 'dealstage', currency: 'deal_currency_code', total: 'amount' },
};
const statusOf: Readonly<Record<string, string>> = {
  contractsent: 'placed',
  closedwon: 'paid',
  closedlost: 'cancelled',
};
const stageOf = Object.fromEntries(Object.entries(statusOf).map(([stage, status]) => [status, stage]));

/** What HubSpot requires of a deal that is made by hand. */
const required: Readonly<Record<Type, Readonly<Record<string, string>>>> = {
  company: {},
  customer: {},
  order: { dealstage: 'contractsent', pipeline: 'default' },
};

export class HubspotAccount implements RemoteAccount {
  readonly crm = 'hubspot';

  constructor(readonly sandbox: Crm) {}

  get url(): string {
    return this.sandbox.url;
  }

  get token(): string {
    return this.sandbox.token;
  }

  get appSettings(): Settings {
    const { clientId, clientSecret } = this.sandbox.app;
    return { HUBSPOT_CLIENT_ID: clientId, HUBSPOT_CLIENT_SECRET: clientSecret };
  }

  install(): Promise<string> {
    return this.sandbox.install();
  }

  now(): Promise<Date> {
    return this.sandbox.now();
  }

  advance(ms: number): Promise<void> {
    return this.sandbox.advance(ms);
  }

  seed(type: Type, rows: readonly FieldValues[]): Promise<readonly string[]> {
    return this.sandbox.seed(
      objects[type],
      rows.map((row) => ({ ...required[type], ...written(type, row) })),
    );
  }

  edit(type: Type, id: string, fields: FieldValues): Promise<void> {
    return this.sandbox.edit(objects[type], id, { properties: written(type, fields) });
  }

  async merge(type: 'company' | 'customer', id: string, other: string): Promise<string> {
    return this.sandbox.merge(objects[type], id, other);
  }

  remove(type: Type, id: string): Promise<void> {
    return this.sandbox.edit(objects[type], id, { archived: true });
  }

  restore(type: Type, id: string): Promise<void> {
    return this.sandbox.edit(objects[type], id, { restore: true });
  }

  async strike(aim: Aim, trouble: Trouble, times?: number): Promise<void> {
    await this.sandbox.addFault({ path: pathOf(aim), ...faultOf(trouble), ...(times !== undefined && { times }) });
  }

  faultsLeft(): Promise<readonly string[]> {
    return this.sandbox.faultsLeft();
  }

  clearFaults(): Promise<void> {
    return this.sandbox.clearFaults();
  }

  async holdings(): Promise<Holdings> {
    return holdingsOf(await this.sandbox.dump());
  }

  calls(): Promise<Calls> {
    return this.sandbox.calls();
  }

  async writes(): Promise<Calls> {
    return writesAmong(await this.sandbox.calls());
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}

function written(type: Type, fields: FieldValues): Record<string, string> {
  const entries = Object.entries(fields).map(([field, value]) => {
    const text = value === null ? '' : String(value);
    return [properties[type][field] ?? field, field === 'status' ? (stageOf[text] ?? text) : text];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

const paths: Readonly<Record<Exclude<Action, 'associate' | 'dissociate'>, string>> = {
  create: 'batch/upsert',
  update: 'batch/update',
  read: 'batch/read',
  find: 'batch/read',
  archive: 'batch/archive',
  changes: 'search',
};

function pathOf({ action, of }: Aim): string {
  if (action === 'associate') return `/crm/v4/associations/${objects[of]}/*/batch/create`;
  if (action === 'dissociate') return `/crm/v4/associations/${objects[of]}/*/batch/archive`;
  // A company is found by the search, a contact by its e-mail address.
  return `/crm/v3/objects/${objects[of]}/${action === 'find' && of === 'company' ? 'search' : paths[action]}`;
}

function faultOf(trouble: Trouble): object {
  if (trouble.kind === 'status') return { status: trouble.status, when: trouble.when };
  if (trouble.kind === 'close') return { kind: 'reset', when: 'after' };
  if (trouble.kind === 'limit') return { kind: 'limit', policy: trouble.window === 'day' ? 'daily' : 'ten-secondly' };
  if (trouble.kind === 'late') return { delayMs: trouble.delayMs, when: trouble.when };
  if (trouble.kind === 'partial') return { kind: 'partial', share: trouble.share, ...refusals[trouble.rows] };
  return trouble;
}

const refusals = {
  again: { category: 'INTERNAL_ERROR' },
  refused: { category: 'VALIDATION_ERROR', code: 'INVALID_OPTION' },
} as const;

/** The dump with its associations, both ways and between live records only. */
export function holdingsOf(dump: Dump): Holdings {
  const live = (object: CrmObject): readonly DumpRecord[] => dump.objects[object].filter(({ archived }) => !archived);
  const around = neighbours(
    dump,
    new Set(Object.values(objects).flatMap((object) => live(object).map(({ id }) => `${object}/${id}`))),
  );
  const records = (type: Type): HeldRecord[] => live(objects[type]).map((record) => heldRecord(type, record, around));
  return {
    records: { company: records('company'), customer: records('customer'), order: records('order') },
    lines: live('line_items').map((record) => heldLine(record, around)),
    addsUpLines: false,
    without: [],
  };
}

type Around = (name: string) => readonly { readonly object: string; readonly id: string }[];

function neighbours(dump: Dump, alive: ReadonlySet<string>): Around {
  const known = new Map<string, Set<string>>();
  const join = (from: string, to: string): void => {
    if (alive.has(from) && alive.has(to)) known.set(from, (known.get(from) ?? new Set()).add(to));
  };
  for (const { from, to } of dump.associations) {
    join(`${from.object}/${from.id}`, `${to.object}/${to.id}`);
    join(`${to.object}/${to.id}`, `${from.object}/${from.id}`);
  }
  return (name) =>
    [...(known.get(name) ?? [])].map((other) => {
      const [object = '', id = ''] = other.split('/');
      return { object, id };
    });
}

function heldRecord(type: Type, record: DumpRecord, around: Around): HeldRecord {
  const fields = Object.entries(properties[type]).map(([field, property]) => {
    const value = record.properties[property] ?? null;
    if (field === 'total') return [field, value === null ? null : Number(value)];
    return [field, field === 'status' && value !== null ? (statusOf[value] ?? value) : value];
  });
  const isParent = (object: string): boolean => (type === 'order' ? object in parentTypes : object === 'companies');
  const parents = around(`${objects[type]}/${record.id}`).flatMap(({ object, id }) => {
    const parent = parentTypes[object];
    return parent !== undefined && isParent(object) && type !== 'company' ? [{ type: parent, id }] : [];
  });
  return { id: record.id, fields: Object.fromEntries(fields) as FieldValues, properties: record.properties, parents };
}

function heldLine({ id, properties: line }: DumpRecord, around: Around): HeldLine {
  const numberOf = (property: string): number | null => (line[property] == null ? null : Number(line[property]));
  return {
    id,
    orders: around(`line_items/${id}`).flatMap((end) => (end.object === 'deals' ? [end.id] : [])),
    sku: line['hs_sku'] ?? null,
    name: line['name'] ?? null,
    quantity: numberOf('quantity'),
    unitPrice: numberOf('price'),
  };
}
