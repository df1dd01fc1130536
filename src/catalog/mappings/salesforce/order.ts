import { date, integer, money, picklist, text } from '../../../core/converters';
import { urlField, type ObjectMapping } from '../../../core/mapping';
import { order } from '../../objects/order';

/**
 * Order status to stage of an opportunity, many to one, and the declared way back. The stages are those of a new org. A
 * status that is not here parks its order with the field named.
 */
const stageOf = {
  draft: 'Prospecting',
  quote: 'Proposal/Price Quote',
  open: 'Negotiation/Review',
  new: 'Negotiation/Review',
  pending: 'Negotiation/Review',
  placed: 'Negotiation/Review',
  confirmed: 'Negotiation/Review',
  processing: 'Negotiation/Review',
  paid: 'Closed Won',
  shipped: 'Closed Won',
  delivered: 'Closed Won',
  fulfilled: 'Closed Won',
  completed: 'Closed Won',
  cancelled: 'Closed Lost',
  canceled: 'Closed Lost',
  returned: 'Closed Lost',
  refunded: 'Closed Lost',
  failed: 'Closed Lost',
};
const stages = picklist(stageOf, {
  Prospecting: 'draft',
  'Proposal/Price Quote': 'quote',
  'Negotiation/Review': 'placed',
  'Closed Won': 'paid',
  'Closed Lost': 'cancelled',
});

export const orderMapping: ObjectMapping = {
  definition: order,
  remoteObject: 'Opportunity',
  fields: [
    { field: 'number', property: 'Name', convert: text },
    { field: 'status', property: 'StageName', convert: stages, options: [...new Set(Object.values(stageOf))] },
    { field: 'currency', property: 'CurrencyIsoCode', convert: text, needs: 'multi-currency' },
    // With lines Salesforce adds them up itself, and does not read what is written here.
    { field: 'totalMinor', property: 'Amount', convert: money('currency'), reads: ['currency'] },
    { field: 'placedAt', property: 'CloseDate', convert: date },
    { field: urlField, property: 'Tandem_Url__c', convert: text },
  ],
  matchBy: [], // an opportunity has no natural key
  associations: [
    { field: 'customerId', parent: 'customer', toObject: 'Contact' },
    { field: 'companyId', parent: 'company', toObject: 'Account', property: 'AccountId' },
  ],
  lines: {
    remoteObject: 'OpportunityLineItem',
    parentProperty: 'OpportunityId',
    needs: 'price-book',
    fields: [
      { field: 'name', property: 'Description', convert: text },
      // The connector makes them the product's entry in the price book, once a line is created.
      { field: 'sku', property: 'ProductCode', convert: text },
      { field: 'currency', property: 'CurrencyIsoCode', convert: text, needs: 'multi-currency' },
      { field: 'quantity', property: 'Quantity', convert: integer },
      { field: 'unitPriceMinor', property: 'UnitPrice', convert: money('currency'), reads: ['currency'] },
    ],
  },
  // Required of a new opportunity; the fields above are laid over it.
  onCreate: (sourceId, now) => ({
    Name: sourceId,
    StageName: 'Negotiation/Review',
    CloseDate: now.toISOString().slice(0, 10),
  }),
};
