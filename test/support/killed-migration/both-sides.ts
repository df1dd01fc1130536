/** What both sides of a migration hold before it: records of mixed quality, and a CRM that has some of them already. */
import type { Crm } from '../crm';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

export interface Sides {
  readonly companies: readonly Row[];
  readonly customers: readonly Row[];
  readonly orders: readonly Row[];
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);
const emailOf = (n: number): string => `c${n}@people.example.com`;

/** Of `size` customers; a twentieth as many companies, and a tenth as many orders. */
export function sidesOf(size: number): Sides {
  return {
    companies: range(Math.ceil(size / 20)).map((n) => ({
      id: `b${n}`,
      name: `Firm ${n}`,
      domain: `firm-${n}.example`,
    })),
    customers: range(size).map((n) => customerOf(n, size)),
    orders: range(Math.ceil(size / 10)).map((n) => ({
      ...{ id: `o${n}`, number: `No-${n}`, customerId: `c${n * 10}`, companyId: `b${n % Math.ceil(size / 20)}` },
      ...{ status: 'placed', currency: 'EUR', totalMinor: 1_000 + n },
      lines: [{ lineId: '1', sku: `sku-${n}`, name: 'Tea', quantity: 1, unitPriceMinor: 1_000 + n }],
    })),
  };
}

/** One in ten cannot be written to by e-mail, one in twenty-five has a name that HubSpot refuses, one in ten has no address. */
function customerOf(n: number, size: number): Row {
  const usual = { id: `c${n}`, email: emailOf(n), firstName: `First ${n}`, lastName: 'Lovelace' };
  const ofCompany = n % 3 === 0 ? { companyId: `b${n % Math.ceil(size / 20)}` } : {};
  if (n % 10 === 3) return { ...usual, ...ofCompany, email: `c${n} at nowhere` };
  if (n % 25 === 7) return { ...usual, ...ofCompany, firstName: 'x'.repeat(65_537) };
  if (n % 10 === 8) return { id: `c${n}`, lastName: `Nameless ${n}`, ...ofCompany };
  return { ...usual, ...ofCompany };
}

/** One customer in seven is a contact already, half of them by another name; one in eleven of the companies is there. */
export async function seedPortal(crm: Crm, { companies, customers }: Sides): Promise<void> {
  const known = customers.flatMap((_, n) =>
    n % 7 === 0 ? [{ email: emailOf(n), firstname: n % 2 ? `Else ${n}` : `First ${n}`, lastname: 'Lovelace' }] : [],
  );
  await crm.seed('contacts', known);
  const there = companies.flatMap((_, n) => (n % 11 === 0 ? [{ name: `Firm ${n}`, domain: `firm-${n}.example` }] : []));
  await crm.seed('companies', there);
}
