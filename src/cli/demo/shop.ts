/**
 * The demo's shop: made from numbers, so that every run has the same one. Its people are "Customer 0001" and their
 * addresses lie under example.com, which belongs to nobody.
 */

export interface ShopRecord {
  readonly id: string;
  readonly updatedAt: string;
  readonly [field: string]: unknown;
}

export interface Shop {
  readonly companies: readonly ShopRecord[];
  readonly customers: readonly ShopRecord[];
  readonly orders: readonly ShopRecord[];
}

export const shopSize = { companies: 200, customers: 2_000, orders: 5_000 } as const;
/** What the CRM holds before us: people and companies of the shop, and companies that it holds twice. */
const heldSize = { customers: 300, companies: 40, ambiguous: 5 } as const;

const opened = Date.parse('2026-01-05T08:00:00Z');
const at = (minutes: number): string => new Date(opened + minutes * 60_000).toISOString();
const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
const statuses = ['placed', 'paid', 'shipped', 'delivered', 'cancelled'] as const;

export const domainOf = (company: number): string => `c${pad(company, 3)}.example.com`;
export const emailOf = (customer: number): string =>
  `customer.${pad(customer, 4)}@${domainOf((customer % shopSize.companies) + 1)}`;

export const companyId = (company: number): string => `co-${pad(company, 3)}`;
export const customerId = (customer: number): string => `cu-${pad(customer, 4)}`;
export const orderId = (order: number): string => `or-${pad(order, 5)}`;

export function openShop(): Shop {
  const count = (size: number, make: (index: number) => ShopRecord): ShopRecord[] =>
    Array.from({ length: size }, (_, index) => make(index + 1));
  return {
    companies: count(shopSize.companies, company),
    customers: count(shopSize.customers, customer),
    orders: count(shopSize.orders, order),
  };
}

const company = (index: number): ShopRecord => ({
  id: companyId(index),
  name: `Company ${pad(index, 3)}`,
  domain: domainOf(index),
  country: 'DE',
  phone: `+49 30 5550${pad(index, 4)}`,
  updatedAt: at(index),
});

const customer = (index: number): ShopRecord => ({
  id: customerId(index),
  email: emailOf(index),
  emailConfirmed: true,
  firstName: 'Customer',
  lastName: pad(index, 4),
  phone: `030 5551${pad(index, 4)}`,
  country: 'DE',
  companyId: `co-${pad((index % shopSize.companies) + 1, 3)}`,
  updatedAt: at(index),
});

interface Article {
  readonly sku: string;
  readonly name: string;
  readonly unitPriceMinor: number;
}

const articlesSold = 50;

const article = (number: number): Article => ({
  sku: `SKU-${number}`,
  name: `Article ${number}`,
  unitPriceMinor: 995 + 100 * number,
});

/** All that it sells. */
export const articles = (): readonly Article[] => Array.from({ length: articlesSold }, (_, index) => article(index));

function order(index: number): ShopRecord {
  const customerIndex = ((index * 7) % shopSize.customers) + 1;
  const lines = Array.from({ length: 1 + (index % 3) }, (_, line) => ({
    lineId: String(line + 1),
    ...article((index + line) % articlesSold),
    quantity: 1 + ((index + line) % 4),
  }));
  return {
    id: orderId(index),
    number: `2026-${pad(index, 5)}`,
    customerId: `cu-${pad(customerIndex, 4)}`,
    companyId: `co-${pad((customerIndex % shopSize.companies) + 1, 3)}`,
    status: statuses[index % statuses.length],
    currency: 'EUR',
    totalMinor: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0),
    placedAt: at(index * 3),
    lines,
    updatedAt: at(index * 3),
  };
}

/** 500 edits on the order side: phones of 50 companies and 300 customers, the status of 150 orders. */
export function editShop(shop: Shop): Shop {
  const later = '2026-11-01T09:00:00Z';
  return {
    companies: shop.companies.slice(0, 50).map((one, index) => ({
      ...one,
      phone: `+49 40 7770${pad(index, 4)}`,
      updatedAt: later,
    })),
    customers: shop.customers.slice(0, 300).map((one, index) => ({
      ...one,
      phone: `040 7771${pad(index, 4)}`,
      updatedAt: later,
    })),
    orders: shop.orders.slice(0, 150).map((one) => ({
      ...one,
      status: one['status'] === 'cancelled' ? 'placed' : 'cancelled',
      updatedAt: later,
    })),
  };
}

/** The same 500 once more, newer, with nothing changed but how the phones are written. */
export function repeatEdits(edits: Shop): Shop {
  const again = (records: readonly ShopRecord[]): ShopRecord[] =>
    records.map((one) => ({
      ...one,
      ...(typeof one['phone'] === 'string' && { phone: one['phone'].replace(/(\d{4})$/, '-$1') }),
      updatedAt: '2026-11-02T09:00:00Z',
    }));
  return { companies: again(edits.companies), customers: again(edits.customers), orders: again(edits.orders) };
}

/** What the CRM holds before the first sync. */
export function heldBefore(): Readonly<Record<'companies' | 'customers', readonly Readonly<Record<string, string>>[]>> {
  const companyOf = (number: number): Readonly<Record<string, string>> => ({
    name: `Company ${pad(number, 3)}`,
    domain: domainOf(number),
  });
  const single = Array.from({ length: heldSize.companies }, (_, index) => companyOf(index * 4 + 1));
  const twice = Array.from({ length: heldSize.ambiguous }, (_, index) => companyOf(index * 4 + 163));
  return {
    customers: Array.from({ length: heldSize.customers }, (_, index) => ({
      email: emailOf(index * 6 + 1),
      firstName: 'Customer',
      lastName: pad(index * 6 + 1, 4),
      jobTitle: 'Buyer',
    })),
    companies: [...single, ...twice, ...twice],
  };
}
