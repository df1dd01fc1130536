/**
 * Order lines: whether the org has a price book, and which of its entries a line is of. Salesforce takes a line of a product
 * only, and that by the id of the product's entry in the price book, when it is made and never again (contract 8.3;
 * PricebookEntryId is not updateable).
 */
import type { Failure, Outcome } from '../../core/failure';
import { together } from '../batches';
import { CallFailure, type Properties, type Upsert } from '../connector';
import { asJson, asText, type Json } from '../json';
import type { Send } from './call';
import type { Describes } from './describe';
import { folded } from './rows';
import { isIn, listsOf, query } from './soql';

/** Of mappings' `needs`: the org has a standard price book, and products in it. */
export const priceBookFeature = 'price-book';
/** Of mappings' `needs`: records have a CurrencyIsoCode. */
export const multiCurrencyFeature = 'multi-currency';

/** What a line is of; for Salesforce it is required. */
export const entryProperty = 'PricebookEntryId';
/** Of the product of a line; for choosing the entry only. */
export const codeProperty = 'ProductCode';
/** Of the order; a line has its order's. */
const currencyProperty = 'CurrencyIsoCode';
/** Properties of lines by which their entry is chosen; neither is written. */
export const chosenBy: ReadonlySet<string> = new Set([codeProperty, currencyProperty]);

export const lineObject = 'OpportunityLineItem';
const entryObject = 'PricebookEntry';

/** Entries that a line can be made of. That one of an inactive product cannot is unverified. */
const usable =
  'Pricebook2.IsStandard = true AND Pricebook2.IsActive = true AND IsActive = true AND Product2.IsActive = true';

/** The features of this org. Throws `CallFailure`. */
export async function readFeatures(send: Send, describes: Describes): Promise<readonly string[]> {
  const opportunity = await describes.findFields(send, 'Opportunity');
  return [
    ...((await hasPriceBook(send, describes)) ? [priceBookFeature] : []),
    ...(opportunity?.has(currencyProperty) ? [multiCurrencyFeature] : []),
  ];
}

/**
 * Whether we may see all that it takes is asked of describes: what a query is answered of an object out of reach ends the calls
 * of this method.
 */
async function hasPriceBook(send: Send, describes: Describes): Promise<boolean> {
  for (const object of [lineObject, entryObject, 'Pricebook2', 'Product2'])
    if ((await describes.findFields(send, object)) === null) return false;
  const soql = `SELECT Id FROM ${entryObject} WHERE ${usable} LIMIT 1`;
  const found = await query(send, { object: entryObject, soql, rows: 1 });
  if (found.ok) return found.records.length > 0;
  // A field that the standard price book is known by is not shown to us.
  if (found.failure.code === 'INVALID_FIELD') return false;
  throw new CallFailure(found.failure);
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
    const asked = rows.filter(isAskedFor);
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

  /** How many queries `withEntries` takes for lines of which none is there. */
  queriesFor(rows: readonly Upsert[]): number {
    const asked = rows.filter(isAskedFor);
    const entries = entrySelection(asked);
    return (
      listsFor(
        asked.map(({ key }) => key),
        this.productSelection(),
      ).length + listsFor(codesOf(asked), entries).length
    );
  }

  private productSelection(): Selection {
    const { keyProperty } = this.org;
    return { object: lineObject, select: `${keyProperty}, ${entryObject}.${codeProperty}`, field: keyProperty };
  }

  /** The code of the product that each line is of, by the key of those lines that are there; null: without a code. */
  private async productsOf(send: Send, rows: readonly Upsert[]): Promise<Outcome<ReadonlyMap<string, string | null>>> {
    const { keyProperty } = this.org;
    const found = await selectIn(
      send,
      rows.map(({ key }) => key),
      this.productSelection(),
    );
    if (!found.ok) return found;
    const products = found.value.map((line) => {
      const key = asText(line[keyProperty]) ?? '';
      return [folded(key), asText(asJson(line[entryObject])?.[codeProperty])] as const;
    });
    return { ok: true, value: new Map(products) };
  }
}

interface Selection {
  readonly object: string;
  readonly select: string;
  readonly where?: string;
  /** That is one of the values. */
  readonly field: string;
}

const soqlOf = ({ object, select, where, field }: Selection, list: readonly string[]): string =>
  `SELECT ${select} FROM ${object} WHERE ${where === undefined ? '' : `${where} AND `}${isIn(field, list)} ORDER BY Id`;

const listsFor = (values: readonly string[], selection: Selection): readonly (readonly string[])[] =>
  listsOf([...new Set(values)], soqlOf(selection, []));

/** In the order of ids, list by list; the values may repeat. */
async function selectIn(
  send: Send,
  values: readonly string[],
  selection: Selection,
): Promise<Outcome<readonly Json[]>> {
  const answers = await together(
    listsFor(values, selection).map((list) =>
      query(send, { object: selection.object, soql: soqlOf(selection, list), rows: list.length }),
    ),
  );
  const records: Json[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    records.push(...answer.records);
  }
  return { ok: true, value: records };
}

/** By code and currency. */
type Entries = Outcome<ReadonlyMap<string, string>>;

const codesOf = (rows: readonly Upsert[]): readonly string[] => rows.map(codeOf).filter((code) => code !== null);

function entrySelection(rows: readonly Upsert[]): Selection {
  const currencies = [...new Set(rows.map(currencyOf))].filter((currency) => currency !== null);
  const isMulti = currencies.length > 0;
  return {
    object: entryObject,
    select: isMulti ? `Id, ${codeProperty}, ${currencyProperty}` : `Id, ${codeProperty}`,
    where: isMulti ? `${usable} AND ${isIn(currencyProperty, currencies)}` : usable,
    field: codeProperty,
  };
}

async function entriesOf(send: Send, rows: readonly Upsert[]): Promise<Entries> {
  const found = await selectIn(send, codesOf(rows), entrySelection(rows));
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

/** It names its product, or is new. */
const isAskedFor = (row: Upsert): boolean => codeOf(row) !== null || row.onCreate !== undefined;

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

function noEntry(code: string, currency: string | null): Failure {
  const price = currency === null ? '' : ` with a price in ${currency}`;
  return {
    kind: 'rejected',
    code: 'NO_PRICEBOOK_ENTRY',
    owner: 'crm-administrator',
    property: codeProperty,
    message: `The standard price book of Salesforce has no active product with the code "${code}"${price}, which this ${lineObject} is of: add it there, then retry.`,
  };
}

function otherProduct(code: string, product: string | null): Failure {
  const held = product === null ? 'a product without a code' : `the product "${product}"`;
  return {
    kind: 'rejected',
    code: 'PRODUCT_CHANGED',
    owner: 'crm-administrator',
    property: codeProperty,
    message: `This ${lineObject} is of ${held} in Salesforce, and is to be of "${code}": Salesforce never changes the product of a line, so delete the line there, then retry, and it is made anew.`,
  };
}

async function readStandardId(send: Send, describes: Describes): Promise<string | null> {
  const opportunity = await describes.fieldsOf(send, 'Opportunity');
  if (opportunity.get('Pricebook2Id')?.createable !== true) return null;
  const book = await describes.findFields(send, 'Pricebook2');
  if (!book?.has('IsStandard')) return null;
  const soql = 'SELECT Id FROM Pricebook2 WHERE IsStandard = true AND IsActive = true ORDER BY Id LIMIT 1';
  const found = await query(send, { object: 'Pricebook2', soql, rows: 1 });
  if (!found.ok) throw new CallFailure(found.failure);
  return asText(found.records[0]?.['Id']);
}
