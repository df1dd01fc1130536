import type { ObjectFrame } from '../../../core/compile-mapping';
import type { ObjectDocument } from '../../../core/mapping-document';
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
const statusOf = {
  Prospecting: 'draft',
  'Proposal/Price Quote': 'quote',
  'Negotiation/Review': 'placed',
  'Closed Won': 'paid',
  'Closed Lost': 'cancelled',
};

export const frame: ObjectFrame = {
  definition: order,
  remoteObject: 'Opportunity',
  url: 'Tandem_Url__c',
  needs: { CurrencyIsoCode: 'multi-currency' },
  matchBy: [], // an opportunity has no natural key
  associations: [
    { field: 'customerId', parent: 'customer', toObject: 'Contact' },
    { field: 'companyId', parent: 'company', toObject: 'Account', property: 'AccountId' },
  ],
  lines: {
    remoteObject: 'OpportunityLineItem',
    parentProperty: 'OpportunityId',
    needs: 'price-book',
    lineNeeds: { CurrencyIsoCode: 'multi-currency' },
  },
  // Required of a new opportunity; the fields above are laid over it.
  onCreate: (sourceId, now) => ({
    Name: sourceId,
    StageName: 'Negotiation/Review',
    CloseDate: now.toISOString().slice(0, 10),
  }),
};

export const document: ObjectDocument = {
  fields: [
    { field: 'number', property: 'Name' },
    { field: 'status', property: 'StageName', converter: 'picklist', options: stageOf, inverse: statusOf },
    { field: 'currency', property: 'CurrencyIsoCode' },
    // With lines Salesforce adds them up itself, and does not read what is written here.
    { field: 'totalMinor', property: 'Amount', converter: 'money' },
    { field: 'placedAt', property: 'CloseDate', converter: 'date' },
  ],
  lines: {
    fields: [
      { field: 'name', property: 'Description' },
      // The connector makes them the product's entry in the price book, once a line is created.
      { field: 'sku', property: 'ProductCode' },
      { field: 'currency', property: 'CurrencyIsoCode' },
      { field: 'quantity', property: 'Quantity' },
      { field: 'unitPriceMinor', property: 'UnitPrice', converter: 'money' },
    ],
  },
};
