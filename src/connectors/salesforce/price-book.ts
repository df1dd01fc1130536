/**
 * Order lines: whether the org has a price book, and which of its entries a line is of. Salesforce takes a line of a product
 * only, and that by the id of the product's entry in the price book, when it is made and never again (contract 8.3;
 * PricebookEntryId is not updateable).
 */
import type { Failure, Outcome } from '../../core/failure';
import { CallFailure, type Properties, type Upsert } from '../connector';
import { asJson, asText, type Json } from '../json';
import type { Send } from './call';
import type { Describes } from './describe';
import { selectAll, selectIn } from './select';

/** Of mappings' `needs`: the org has a standard price book, and products in it. */
export const priceBookFeature = 'price-book';
/** Of mappings' `needs`: records have a CurrencyIsoCode. */
export const multiCurrencyFeature = 'multi-currency';

/** Of the product of a line; for choosing the entry only. */
const codeProperty = 'ProductCode';
/** Of the order; a line has its order's. */
const currencyProperty = 'CurrencyIsoCode';
/** Properties of lines by which their entry is chosen; neither is written. */
export const chosenBy: ReadonlySet<string> = new Set([codeProperty, currencyProperty]);

export const lineObject = 'OpportunityLineItem';
const entryObject = 'PricebookEntry';

/** Entries that a line can be made of. That one of an inactive product cannot is unverified. */
const usable =
  'Pricebook2.IsStandard = true AND Pricebook2.IsActive = true AND IsActive = true AND Product2.IsActive = true';

/** What a query is refused with of an object or a field that the org does not have, or that we may not see (contract 6). */
const absentCodes: ReadonlySet<string> = new Set([
  'INVALID_TYPE',
  'INVALID_FIELD',
  'NOT_FOUND',
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
]);

/** The features of this org. Throws `CallFailure`. */
export async function readFeatures(send: Send): Promise<readonly string[]> {
  const [lines, entry, currency] = await Promise.all([
    firstOf(send, lineObject, `SELECT Id FROM ${lineObject} LIMIT 1`),
    firstOf(send, entryObject, `SELECT Id FROM ${entryObject} WHERE ${usable} LIMIT 1`),
    firstOf(send, 'Opportunity', `SELECT ${currencyProperty} FROM Opportunity LIMIT 1`),
  ]);
  return [
    ...(lines !== 'absent' && entry === 'some' ? [priceBookFeature] : []),
    ...(currency !== 'absent' ? [multiCurrencyFeature] : []),
  ];
}

async function firstOf(send: Send, object: string, soql: string): Promise<'absent' | 'none' | 'some'> {
  const answer = await selectAll(send, object, soql);
  if (answer.ok) return answer.value.length > 0 ? 'some' : 'none';
  if (absentCodes.has(answer.failure.code)) return 'absent';
  throw new CallFailure(answer.failure);
}

export class PriceBook {
  /**
   * Of the standard price book, once asked for; null: the org has none, or we may not name it. Salesforce gives an opportunity
   * without one that of its first line (unverified), so a price book that is new there is not missed.
   */
  private standardId: string | null | undefined;

  constructor(private readonly org: { readonly describes: Describes; readonly keyProperty: string }) {}

  /**
   * Rows of OpportunityLineItem whose ProductCode, which cannot be written, has become the PricebookEntryId that it stands
   * for (`onCreate`); one outcome per row, in order. A code that the price book does not have is `rejected` with property
   * ProductCode. So is another product of a line that is there: to send the rest of it would leave the old product standing,
   * and nobody would see. It is asked for anew each time: what was added to the price book a moment ago is found.
   */
  async withEntries(send: Send, rows: readonly Upsert[]): Promise<readonly Outcome<Upsert>[]> {
    const asked = rows.filter((row) => codeOf(row) !== null || row.onCreate !== undefined);
    const held = await this.productsOf(send, asked);
    const fresh = held.ok ? asked.filter(({ key }) => !held.value.has(folded(key))) : [];
    const entries = await entriesOf(send, fresh);
    const isAsked = new Set(asked);
    return rows.map((row) => {
      if (!isAsked.has(row)) return { ok: true, value: plain(row) };
      if (!held.ok) return held;
      const product = held.value.get(folded(row.key));
      return product === undefined ? withEntry(row, entries) : asHeld(row, product);
    });
  }

  /**
   * Rows of Opportunity: what is created gets the price book that its lines are of (`onCreate`), where the org has one. Throws
   * `CallFailure`.
   */
  async withPriceBook(send: Send, rows: readonly Upsert[]): Promise<readonly Upsert[]> {
    if (this.standardId === undefined) this.standardId = await readStandardId(send, this.org.describes);
    const Pricebook2Id = this.standardId;
    if (Pricebook2Id === null) return rows;
    return rows.map((row) => ({ ...row, onCreate: { ...row.onCreate, Pricebook2Id } }));
  }

  /** The code of the product that each line is of, by the key of those lines that are there; null: without a code. */
  private async productsOf(send: Send, rows: readonly Upsert[]): Promise<Outcome<ReadonlyMap<string, string | null>>> {
    const { keyProperty } = this.org;
    const keys = rows.map(({ key }) => key);
    const found = await selectIn(send, lineObject, keys, (list) => {
      return `SELECT ${keyProperty}, ${entryObject}.${codeProperty} FROM ${lineObject} WHERE ${keyProperty} IN ${list}`;
    });
    if (!found.ok) return found;
    const products = found.value.map((line) => {
      const key = asText(line[keyProperty]) ?? '';
      return [folded(key), asText(asJson(line[entryObject])?.[codeProperty])] as const;
    });
    return { ok: true, value: new Map(products) };
  }
}

/** By code and currency. */
type Entries = Outcome<ReadonlyMap<string, string>>;

async function entriesOf(send: Send, rows: readonly Upsert[]): Promise<Entries> {
  const codes = rows.map(codeOf).filter((code) => code !== null);
  const currencies = [...new Set(rows.map(currencyOf))].filter((currency) => currency !== null);
  const [selected, where] =
    currencies.length === 0
      ? ['', '']
      : [`, ${currencyProperty}`, ` AND ${currencyProperty} IN ('${currencies.join("','")}')`];
  const found = await selectIn(send, entryObject, codes, (list) => {
    return `SELECT Id, ${codeProperty}${selected} FROM ${entryObject} WHERE ${usable}${where} AND ${codeProperty} IN ${list} ORDER BY Id`;
  });
  if (!found.ok) return found;
  const entries = new Map<string, string>();
  for (const entry of found.value) {
    const { id, names } = readEntry(entry);
    // Two products may have one code: the entry that was made first stands for it, always the same.
    for (const name of names) if (!entries.has(name)) entries.set(name, id);
  }
  return { ok: true, value: entries };
}

/** Also by the code alone, for a line whose order says no currency. */
function readEntry(entry: Json): { readonly id: string; readonly names: readonly string[] } {
  const code = asText(entry[codeProperty]) ?? '';
  return { id: asText(entry['Id']) ?? '', names: [nameOf(code, asText(entry[currencyProperty])), nameOf(code, null)] };
}

/** A line that is not there yet. */
function withEntry(row: Upsert, entries: Entries): Outcome<Upsert> {
  const code = codeOf(row);
  // Salesforce says itself that PricebookEntryId is missing.
  if (code === null) return { ok: true, value: plain(row) };
  if (!entries.ok) return entries;
  const currency = currencyOf(row);
  const PricebookEntryId = entries.value.get(nameOf(code, currency));
  if (PricebookEntryId === undefined) return { ok: false, failure: noEntry(code, currency) };
  return { ok: true, value: { ...plain(row), onCreate: { ...row.onCreate, PricebookEntryId } } };
}

/** A line that is there: what is said only of a new one would be refused. */
function asHeld(row: Upsert, product: string | null): Outcome<Upsert> {
  const code = codeOf(row);
  if (code !== null && folded(code) !== folded(product ?? '')) {
    return { ok: false, failure: otherProduct(code, product) };
  }
  const { key, properties } = plain(row);
  return { ok: true, value: { key, properties } };
}

function plain(row: Upsert): Upsert {
  const properties: Properties = Object.fromEntries(
    Object.entries(row.properties).filter(([name]) => !chosenBy.has(name)),
  );
  return { ...row, properties };
}

function codeOf({ properties }: Upsert): string | null {
  const code = asText(properties[codeProperty]);
  return code === '' ? null : code;
}

/** Three letters, or none. */
function currencyOf({ properties }: Upsert): string | null {
  const currency = asText(properties[currencyProperty]);
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null;
}

const nameOf = (code: string, currency: string | null): string => `${folded(code)} ${currency ?? ''}`;

/** Salesforce compares texts without case. */
const folded = (text: string): string => text.toLowerCase();

function noEntry(code: string, currency: string | null): Failure {
  const price = currency === null ? '' : ` with a price in ${currency}`;
  return {
    kind: 'rejected',
    code: 'NO_PRICEBOOK_ENTRY',
    property: codeProperty,
    message: `The standard price book of Salesforce has no active product with the code "${code}"${price}, which this ${lineObject} is of: add it there, then retry.`,
  };
}

function otherProduct(code: string, product: string | null): Failure {
  const held = product === null ? 'a product without a code' : `the product "${product}"`;
  return {
    kind: 'rejected',
    code: 'PRODUCT_CHANGED',
    property: codeProperty,
    message: `This ${lineObject} is of ${held} in Salesforce, and is to be of "${code}": Salesforce never changes the product of a line, so delete the line there, then retry, and it is made anew.`,
  };
}

async function readStandardId(send: Send, describes: Describes): Promise<string | null> {
  const opportunity = await describes.fieldsOf(send, 'Opportunity');
  if (opportunity.get('Pricebook2Id')?.createable !== true) return null;
  const soql = 'SELECT Id FROM Pricebook2 WHERE IsStandard = true AND IsActive = true ORDER BY Id LIMIT 1';
  const answer = await selectAll(send, 'Pricebook2', soql);
  if (answer.ok) return asText(answer.value[0]?.['Id']);
  if (absentCodes.has(answer.failure.code)) return null;
  throw new CallFailure(answer.failure);
}
