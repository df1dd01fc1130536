/**
 * Compares what the CRM really holds with what the order system said, by what a person would call the same: a contact by
 * its e-mail, a company by its domain, a deal by its order number, a line item by its deal and SKU. Our own key in the
 * CRM is not looked at: a record that were there twice, under two keys, would be a double all the same.
 */
import type { CrmObject, Dump, DumpRecord } from './crm';
import type { Line, OrderSystem, Said, Type } from './order-system';

export interface Exceptions {
  /** Records that must not be in the CRM (yet): `customer/7`. */
  readonly missing?: readonly string[];
  /** Records that the CRM holds and the order system says nothing of, by e-mail, domain or order number. */
  readonly foreign?: readonly string[];
  /** Parents to which the CRM may hold associations that nobody says any more: `companies/old.example`. */
  readonly loose?: readonly string[];
  /** CRM properties of custom fields, by field. */
  readonly custom?: Readonly<Record<string, string>>;
}

/** One record as both sides can be written down. */
interface Row {
  readonly name: string;
  readonly properties: Readonly<Record<string, string | number | null>>;
  /** Names of the records it hangs on. */
  readonly parents: readonly string[];
  readonly lines: readonly string[];
}

const objects = { company: 'companies', customer: 'contacts', order: 'deals' } as const;
const nameProperties = { company: 'domain', customer: 'email', order: 'dealname' } as const;

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
  order: { number: 'dealname', currency: 'deal_currency_code' },
};
const stages: Readonly<Record<string, string>> = { placed: 'contractsent', paid: 'closedwon', cancelled: 'closedlost' };

/** Throws with what is missing, what is double and what differs; asserts all three. */
export function expectSameRecords(shop: OrderSystem, dump: Dump, exceptions: Exceptions = {}): void {
  const crm = new CrmView(dump);
  for (const type of ['company', 'customer', 'order'] as const) {
    const said = [...shop.records[type]].filter(([id]) => !exceptions.missing?.includes(`${type}/${id}`));
    const wanted = said.map(([, record]) => saidRow(shop, type, record, exceptions));
    const names = new Set(wanted.map(({ name }) => name));
    const held = crm
      .live(objects[type])
      .map((record) => ({ record, name: record.properties[nameProperties[type]] ?? '' }));
    const ours = held.filter(({ name }) => names.has(name) || !exceptions.foreign?.includes(name));
    expect({
      type,
      ...countNames(
        wanted.map(({ name }) => name),
        ours.map(({ name }) => name),
      ),
    }).toEqual({
      type,
      double: [],
      missing: [],
      surplus: [],
    });
    const byName = new Map(ours.map(({ record, name }) => [name, record]));
    const seen = wanted.map(({ name, ...row }) => crm.row(type, name, byName.get(name), row));
    const isTight = (parent: string): boolean => !exceptions.loose?.includes(parent);
    expect(seen.map((row) => ({ ...row, parents: row.parents.filter(isTight) }))).toEqual(wanted);
  }
  expect(crm.strayLines()).toEqual([]);
}

function countNames(wanted: readonly string[], held: readonly string[]): Record<string, readonly string[]> {
  const counts = new Map<string, number>();
  for (const name of held) counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    double: [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name} × ${count}`),
    missing: wanted.filter((name) => !counts.has(name)),
    surplus: [...counts.keys()].filter((name) => !wanted.includes(name)),
  };
}

function saidRow(shop: OrderSystem, type: Type, said: Said, { missing = [], custom = {} }: Exceptions): Row {
  const fields = said as Readonly<Record<string, string | undefined>>;
  const plain = Object.entries(properties[type]).flatMap(([field, property]) =>
    fields[field] === undefined ? [] : [[property, fields[field]]],
  );
  const customs = Object.entries(said.custom ?? {}).map(([field, value]) => [custom[field] ?? field, value]);
  const parentOf = (parent: 'company' | 'customer', id: string | undefined): string[] => {
    const record = id === undefined || missing.includes(`${parent}/${id}`) ? undefined : shop.records[parent].get(id);
    return record ? [`${objects[parent]}/${(parent === 'company' ? record.domain : record.email) ?? ''}`] : [];
  };
  return {
    name: fields[{ company: 'domain', customer: 'email', order: 'number' }[type]] ?? '',
    properties: {
      ...(Object.fromEntries([...plain, ...customs]) as Record<string, string>),
      ...(said.phone !== undefined && { phone: said.phone.replace(/[^+\d]/g, '') }),
      ...(said.status !== undefined && { dealstage: stages[said.status] ?? said.status }),
      ...(said.totalMinor !== undefined && { amount: said.totalMinor / 100 }),
    },
    parents: [...parentOf('company', said.companyId), ...parentOf('customer', said.customerId)].sort(),
    lines: (said.lines ?? []).map(saidLine).sort(),
  };
}

const saidLine = ({ sku, name, quantity, unitPriceMinor }: Line): string =>
  [sku, name, quantity, unitPriceMinor === undefined ? undefined : unitPriceMinor / 100].map(String).join(' | ');

/** The dump with its associations, both ways and between live records only. */
class CrmView {
  private readonly alive: ReadonlyMap<string, DumpRecord>;
  private readonly neighbours = new Map<string, Set<string>>();

  constructor(private readonly dump: Dump) {
    const kinds: readonly CrmObject[] = ['companies', 'contacts', 'deals', 'line_items'];
    this.alive = new Map(kinds.flatMap((kind) => this.live(kind).map((record) => [`${kind}/${record.id}`, record])));
    for (const { from, to } of dump.associations) {
      const ends = [`${from.object}/${from.id}`, `${to.object}/${to.id}`] as const;
      this.join(ends[0], ends[1]);
      this.join(ends[1], ends[0]);
    }
  }

  live(object: CrmObject): readonly DumpRecord[] {
    return this.dump.objects[object].filter(({ archived }) => !archived);
  }

  /** What the CRM holds of a record, in those properties that were said. */
  row(type: Type, name: string, record: DumpRecord | undefined, said: Omit<Row, 'name'>): Row {
    if (!record) throw new Error(`${type} ${name} is not in the CRM`);
    const held = Object.keys(said.properties).map((property) => {
      const value = record.properties[property] ?? null;
      return [property, property === 'amount' ? Number(value) : value];
    });
    const around = this.around(`${objects[type]}/${record.id}`);
    const parents = around.flatMap(([kind, other]) =>
      (kind === 'companies' && type !== 'company') || (kind === 'contacts' && type === 'order')
        ? [`${kind}/${other.properties[kind === 'companies' ? 'domain' : 'email'] ?? ''}`]
        : [],
    );
    const lines = around.flatMap(([kind, { properties: line }]) =>
      kind === 'line_items'
        ? [[line['hs_sku'], line['name'], line['quantity'], Number(line['price'])].join(' | ')]
        : [],
    );
    return {
      name,
      properties: Object.fromEntries(held) as Row['properties'],
      parents: parents.sort(),
      lines: lines.sort(),
    };
  }

  /** Line items that hang on no deal, or on several. */
  strayLines(): readonly string[] {
    return this.live('line_items').flatMap(({ id, properties: line }) => {
      const deals = this.around(`line_items/${id}`).filter(([kind]) => kind === 'deals');
      return deals.length === 1 ? [] : [`${line['hs_sku'] ?? id} hangs on ${deals.length} deals`];
    });
  }

  private around(name: string): readonly (readonly [string, DumpRecord])[] {
    return [...(this.neighbours.get(name) ?? [])].flatMap((other) => {
      const record = this.alive.get(other);
      return record ? [[other.split('/')[0] ?? '', record] as const] : [];
    });
  }

  private join(from: string, to: string): void {
    const known = this.neighbours.get(from) ?? new Set();
    this.neighbours.set(from, known.add(to));
  }
}
