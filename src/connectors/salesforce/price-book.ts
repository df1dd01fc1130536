/** Order lines: whether the org has a price book, and which of its entries a line is of. */
import type { Outcome } from '../../core/failure';
import type { Upsert } from '../connector';
import type { Send } from './call';

/** Of mappings' `needs`: the org has a standard price book, and products in it. */
export const priceBookFeature = 'price-book';
/** Of mappings' `needs`: records have a CurrencyIsoCode. */
export const multiCurrencyFeature = 'multi-currency';

/** The features of this org. Throws `CallFailure`. */
export function readFeatures(_send: Send): Promise<readonly string[]> {
  throw new Error('not yet');
}

export class PriceBook {
  /**
   * Rows of OpportunityLineItem whose ProductCode, which cannot be written, has become the PricebookEntryId that it stands for;
   * one outcome per row, in order. A code that the price book does not have is `rejected` with property ProductCode.
   */
  withEntries(_send: Send, _rows: readonly Upsert[]): Promise<readonly Outcome<Upsert>[]> {
    throw new Error('not yet');
  }

  /** Rows of Opportunity: what is created gets the price book that its lines are of (`onCreate`), where the org has one. */
  withPriceBook(_send: Send, _rows: readonly Upsert[]): Promise<readonly Upsert[]> {
    throw new Error('not yet');
  }
}
