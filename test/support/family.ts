/** Records for stories: companies with customers with orders, all different and all named after one word. */
import type { OrderSystem, Said } from './order-system';

export const companyOf = (name: string): Said => ({
  name: `${name} Ltd`,
  domain: `${name}.example`,
  phone: '+493012345678',
  country: 'DE',
});

export const customerOf = (name: string, companyId?: string): Said => ({
  email: `${name}@example.com`,
  firstName: name,
  lastName: 'Lovelace',
  ...(companyId !== undefined && { companyId }),
});

export const orderOf = (name: string, customerId: string, companyId?: string): Said => ({
  number: `No-${name}`,
  customerId,
  ...(companyId !== undefined && { companyId }),
  status: 'placed',
  currency: 'EUR',
  totalMinor: 12_50,
  lines: [
    { lineId: '1', sku: `${name}-tea`, name: 'Tea', quantity: 2, unitPriceMinor: 4_00 },
    { lineId: '2', sku: `${name}-cup`, name: 'Cup', quantity: 1, unitPriceMinor: 4_50 },
  ],
});

/** A company, its customer and the customer's order, all with the id `name`. */
export async function putFamily(shop: OrderSystem, name: string): Promise<void> {
  await shop.put('company', name, companyOf(name));
  await shop.put('customer', name, customerOf(name, name));
  await shop.put('order', name, orderOf(name, name, name));
}
