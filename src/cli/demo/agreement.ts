/**
 * Counts the fields about which somebody says something else than the policies have it: the order system, the service, or
 * the raw state of the sandbox. Records of the CRM are found by what people see, e-mail and domain, and not by our key.
 */
import type { HeldRecord, Holdings } from './crms/crm';
import { nameOf, textsOf, type Expected, type Kind, type ShopSides, type Text } from './sales-story';

export type Said = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface Witnesses {
  readonly expected: ReadonlyMap<string, Expected>;
  /** All its records. */
  readonly orderSystem: Said;
  /** Records that the service was asked for; of others the two sides alone are compared. */
  readonly service: Said;
  readonly crm: Holdings;
}

/** A field counts once, wherever it differs. */
export function countDiverged({ expected, orderSystem, service, crm }: Witnesses): number {
  const customers = liveBy(crm.customers, 'email');
  const companies = liveBy(crm.companies, 'domain');
  let diverged = 0;
  for (const [name, { fields, isInCrm }] of expected) {
    const kind: Kind = name.startsWith('companies/') ? 'companies' : 'customers';
    const found = kind === 'companies' ? companies.get(fields['domain'] ?? '') : customers.get(fields['email'] ?? '');
    const said = [orderSystem.get(name) ?? {}, ...saidOf(service, name), ...(isInCrm ? [found ?? {}] : [])];
    diverged += countFields(kind, fields, said);
  }
  return diverged;
}

const saidOf = (said: Said, name: string): readonly Readonly<Record<string, unknown>>[] => {
  const record = said.get(name);
  return record ? [record] : [];
};

function countFields(
  kind: Kind,
  fields: Expected['fields'],
  said: readonly Readonly<Record<string, unknown>>[],
): number {
  const texts = said.map((record) => textsOf(kind, record));
  return Object.entries(fields).filter(([field, value]) =>
    texts.some((text) => plain(field, text[field]) !== plain(field, value)),
  ).length;
}

/** Written in one way: a phone by its digits, as the shop is in Germany; a blank is null. */
export function plain(field: string, value: Text | undefined): Text {
  const text = value?.trim() ?? '';
  if (text === '') return null;
  return field === 'phone' ? text.replace(/\D/g, '').replace(/^0/, '49') : text;
}

const liveBy = (records: readonly HeldRecord[], field: string): Said =>
  new Map(records.flatMap(({ fields, archived }) => (archived ? [] : [[fields[field] ?? '', fields]])));

/** The CRM's ids of the shop's records, by name; of those that it holds once. */
export function idsInCrm(crm: Holdings, shop: ShopSides): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [kind, field] of [
    ['companies', 'domain'],
    ['customers', 'email'],
  ] as const) {
    for (const record of shop[kind]) {
      const [found, ...others] = crm[kind].filter(({ fields }) => fields[field] === record[field]);
      if (found && others.length === 0) ids.set(nameOf(kind, record.id), found.id);
    }
  }
  return ids;
}
