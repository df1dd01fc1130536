/** The people whom measures write: all different, none real, and of the size that people have in a shop. */
let made = 0;

/** A customer nobody has seen yet, as the API takes it. */
export function newCustomer() {
  made += 1;
  return {
    id: `k-${made}`,
    email: `person-${made}@shop.example.com`,
    emailConfirmed: true,
    firstName: 'Ada',
    lastName: `Lovelace ${made}`,
    phone: `+44 20 7946 ${String(made % 10_000).padStart(4, '0')}`,
    country: 'GB',
    address: '12 St James’s Square, London',
    updatedAt: nextVersion(),
  };
}

export const newCustomers = (count) => Array.from({ length: count }, newCustomer);

const firstVersion = Date.UTC(2026, 0, 1);
let versions = 0;

/** Newer than all before it. */
export function nextVersion() {
  versions += 1;
  return new Date(firstVersion + versions).toISOString();
}
