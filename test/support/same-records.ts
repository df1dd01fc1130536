/**
 * Compares what the CRM really holds with what the order system said, by what a person would call the same: a contact by
 * its e-mail, a company by its domain, an order by its number, a line by its order and SKU. Our own key in the CRM is not
 * looked at: a record that were there twice, under two keys, would be a double all the same.
 */
import type { FieldValues, HeldLine, HeldRecord, Holdings } from './crms/remote-account';
import type { OrderSystem, Said, Type } from './order-system';

export interface Exceptions {
  /** Records that must not be in the CRM (yet): `customer/7`. */
  readonly missing?: readonly string[];
  /** Records that the CRM holds and the order system says nothing of, by e-mail, domain or order number. */
  readonly foreign?: readonly string[];
  /** Parents that the CRM may hold although nobody says them any more: `company/old.example`. */
  readonly loose?: readonly string[];
  /** CRM properties of custom fields, by field. */
  readonly custom?: Readonly<Record<string, string>>;
}

/** One record as both sides can be written down. */
interface Row {
  readonly name: string;
  readonly fields: Readonly<Record<string, string | number | null>>;
  /** Names of the records it hangs on. */
  readonly parents: readonly string[];
  readonly lines: readonly string[];
}

const nameFields = { company: 'domain', customer: 'email', order: 'number' } as const;
const fieldNames: Readonly<Record<Type, readonly (keyof Said)[]>> = {
  company: ['name', 'domain', 'phone', 'country', 'address'],
  customer: ['email', 'firstName', 'lastName', 'phone', 'country', 'address'],
  order: ['number', 'status', 'currency'],
};

/** Throws with what is missing, what is double and what differs; asserts all three. */
export function expectSameRecords(shop: OrderSystem, held: Holdings, exceptions: Exceptions = {}): void {
  const view = new View(held);
  for (const type of ['company', 'customer', 'order'] as const) {
    const said = [...shop.records[type]].filter(([id]) => !exceptions.missing?.includes(`${type}/${id}`));
    const wanted = said.map(([, record]) => saidRow(shop, held, { type, said: record, exceptions }));
    const names = new Set(wanted.map(({ name }) => name));
    const records = held.records[type].map((record) => ({ record, name: nameOf(type, record) }));
    const ours = records.filter(({ name }) => names.has(name) || !exceptions.foreign?.includes(name));
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
    const seen = wanted.map((row) => view.row(type, byName.get(row.name), row));
    const isTight = (parent: string): boolean => !exceptions.loose?.includes(parent);
    expect(seen.map((row) => ({ ...row, parents: row.parents.filter(isTight) }))).toEqual(wanted);
  }
  expect(view.strayLines()).toEqual([]);
}

const nameOf = (type: Type, { fields }: HeldRecord): string => String(fields[nameFields[type]] ?? '');

function countNames(wanted: readonly string[], held: readonly string[]): Record<string, readonly string[]> {
  const counts = new Map<string, number>();
  for (const name of held) counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    double: [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name} × ${count}`),
    missing: wanted.filter((name) => !counts.has(name)),
    surplus: [...counts.keys()].filter((name) => !wanted.includes(name)),
  };
}

function saidRow(
  shop: OrderSystem,
  held: Holdings,
  { type, said, exceptions }: { readonly type: Type; readonly said: Said; readonly exceptions: Exceptions },
): Row {
  const { missing = [], custom = {} } = exceptions;
  const plain = fieldNames[type].flatMap((field) =>
    said[field] === undefined || held.without.includes(field) ? [] : [[field, said[field]]],
  );
  const customs = Object.entries(said.custom ?? {}).map(([field, value]) => [custom[field] ?? field, value]);
  const parentOf = (parent: 'company' | 'customer', id: string | undefined): string[] => {
    const record = id === undefined || missing.includes(`${parent}/${id}`) ? undefined : shop.records[parent].get(id);
    return record ? [`${parent}/${record[nameFields[parent]] ?? ''}`] : [];
  };
  const total = totalOf(said, held);
  return {
    name: said[nameFields[type]] ?? '',
    fields: {
      ...(Object.fromEntries([...plain, ...customs]) as FieldValues),
      ...(said.phone !== undefined && { phone: said.phone.replace(/[^+\d]/g, '') }),
      ...(total !== undefined && { total }),
    },
    parents: [...parentOf('company', said.companyId), ...parentOf('customer', said.customerId)].sort(),
    lines:
      held.lines === null
        ? []
        : (said.lines ?? []).map((line) => lineText({ ...line, unitPrice: inUnits(line.unitPriceMinor) })).sort(),
  };
}

const inUnits = (minor: number | undefined): number | undefined => (minor === undefined ? undefined : minor / 100);

function totalOf({ totalMinor, lines }: Said, held: Holdings): number | undefined {
  if (!held.addsUpLines || held.lines === null || !lines?.length) return inUnits(totalMinor);
  return lines.reduce((sum, { quantity = 0, unitPriceMinor = 0 }) => sum + quantity * unitPriceMinor, 0) / 100;
}

type AnyLine = Readonly<Record<'sku' | 'name' | 'quantity' | 'unitPrice', string | number | null | undefined>>;

const lineText = ({ sku, name, quantity, unitPrice }: Partial<AnyLine>): string =>
  [sku, name, quantity, unitPrice].map(String).join(' | ');

class View {
  private readonly names: ReadonlyMap<string, string>;
  private readonly linesOf = new Map<string, HeldLine[]>();

  constructor(private readonly held: Holdings) {
    const parents = (['company', 'customer'] as const).flatMap((type) =>
      held.records[type].map((record) => [`${type}/${record.id}`, nameOf(type, record)] as const),
    );
    this.names = new Map(parents);
    for (const line of held.lines ?? []) {
      for (const order of line.orders) this.linesOf.set(order, [...(this.linesOf.get(order) ?? []), line]);
    }
  }

  /** What the CRM holds of a record, in those fields that were said. */
  row(type: Type, record: HeldRecord | undefined, { name, ...said }: Row): Row {
    if (!record) throw new Error(`${type} ${name} is not in the CRM`);
    const fields = Object.keys(said.fields).map((field) => [
      field,
      record.fields[field] ?? record.properties[field] ?? null,
    ]);
    return {
      name,
      fields: Object.fromEntries(fields) as Row['fields'],
      parents: record.parents
        .map((parent) => `${parent.type}/${this.names.get(`${parent.type}/${parent.id}`) ?? ''}`)
        .sort(),
      lines: type === 'order' ? (this.linesOf.get(record.id) ?? []).map(lineText).sort() : [],
    };
  }

  /** Lines that hang on no order, or on several. */
  strayLines(): readonly string[] {
    const orders = new Set(this.held.records.order.map(({ id }) => id));
    return (this.held.lines ?? []).flatMap(({ id, sku, orders: hangsOn }) => {
      const live = hangsOn.filter((order) => orders.has(order));
      return live.length === 1 ? [] : [`${sku ?? id} hangs on ${live.length} orders`];
    });
  }
}
