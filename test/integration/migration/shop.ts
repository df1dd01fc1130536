/** Shops whose data is as good or as bad as is asked for, always the same of one name. */
import { shareOf } from '../../../src/core/id-filter';
import type { ObjectType } from '../../../src/core/record';
import type { Said } from '../../support/order-system';

export interface ShopTraits {
  readonly companies: number;
  readonly customers: number;
  readonly orders: number;
  /** Shares of the customers. */
  readonly known: number;
  readonly badEmail: number;
  readonly noEmail: number;
  readonly doubled: number;
  /** Shares of the orders. */
  readonly badStatus: number;
  readonly withoutCustomer: number;
  readonly strangeCustomer: number;
  readonly withLines: number;
  /** Share of the companies of whom the CRM has two. */
  readonly ambiguous: number;
  /** Share of the companies that the order system has deleted since. */
  readonly deleted: number;
}

export const goodShop: ShopTraits = {
  companies: 25,
  customers: 130,
  orders: 90,
  known: 0.15,
  badEmail: 0,
  noEmail: 0,
  doubled: 0,
  badStatus: 0,
  withoutCustomer: 0,
  strangeCustomer: 0,
  withLines: 0.6,
  ambiguous: 0,
  deleted: 0,
};

export interface Shop {
  readonly records: Readonly<Record<ObjectType, ReadonlyMap<string, Said>>>;
  readonly deletedCompanies: readonly string[];
  /** What the CRM holds already, in the order system's words. */
  readonly held: { readonly company: readonly Said[]; readonly customer: readonly Said[] };
}

const statuses = ['draft', 'placed', 'paid', 'cancelled'];

export function openShop(name: string, traits: ShopTraits): Shop {
  const chance = (what: string, n: number): number => shareOf(`${name} ${what} ${n}`);
  const pick = (what: string, n: number, of: number): number => Math.floor(chance(what, n) * of);
  const times = <T>(count: number, of: (n: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, n) => of(n));
  const companies = times(traits.companies, (n): [string, Said] => [
    `${name}-co-${n}`,
    {
      name: `${name} Company ${n}`,
      ...(chance('domain', n) < 0.9 && { domain: `${name}-${n}.example` }),
      ...(chance('country', n) < 0.7 && { country: 'DE' }),
    },
  ]);
  const emailOf = (n: number): string | null => {
    const at = chance('email', n);
    if (at < traits.badEmail) return `${name}.c${n}@@example`;
    if (at < traits.badEmail + traits.noEmail) return null;
    const twin = n > 0 && chance('twin', n) < traits.doubled ? pick('whose', n, n) : n;
    return `${name}.c${twin}@example.com`;
  };
  const customers = times(traits.customers, (n): [string, Said] => {
    const email = emailOf(n);
    return [
      `${name}-cu-${n}`,
      {
        ...(email !== null && { email }),
        firstName: `First ${n}`,
        ...(chance('last', n) < 0.8 && { lastName: `Last ${n}` }),
        ...(chance('phone', n) < 0.5 && { phone: `+4930${1_000_000 + n}` }),
        ...(chance('works', n) < 0.4 && { companyId: `${name}-co-${pick('company', n, traits.companies)}` }),
      },
    ];
  });
  const orders = times(traits.orders, (n): [string, Said] => {
    const at = chance('buyer', n);
    const customerId =
      at < traits.withoutCustomer
        ? null
        : at < traits.withoutCustomer + traits.strangeCustomer
          ? `${name}-nobody-${n}`
          : `${name}-cu-${pick('customer', n, traits.customers)}`;
    const lines = chance('lines', n) < traits.withLines ? 1 + pick('how many', n, 4) : 0;
    return [
      `${name}-or-${n}`,
      {
        number: `No ${n}`,
        status: chance('status', n) < traits.badStatus ? 'unheard-of' : (statuses[n % statuses.length] ?? 'paid'),
        ...(customerId !== null && { customerId }),
        currency: 'EUR',
        totalMinor: 100 * n,
        lines: times(lines, (line) => ({
          lineId: `${line}`,
          sku: `sku-${line}`,
          name: `Thing ${line}`,
          quantity: 1 + line,
          unitPriceMinor: 500,
        })),
      },
    ];
  });
  return {
    records: { company: new Map(companies), customer: new Map(customers), order: new Map(orders) },
    deletedCompanies: companies.flatMap(([id], n) => (chance('deleted', n) < traits.deleted ? [id] : [])),
    held: {
      company: companies.flatMap(([, { domain }], n) =>
        domain !== undefined && chance('two', n) < traits.ambiguous
          ? [
              { name: 'One of two', domain },
              { name: 'The other', domain },
            ]
          : [],
      ),
      customer: customers.flatMap(([, { email }], n) =>
        email === `${name}.c${n}@example.com` && chance('known', n) < traits.known
          ? [{ email, firstName: 'Known' }]
          : [],
      ),
    },
  };
}
