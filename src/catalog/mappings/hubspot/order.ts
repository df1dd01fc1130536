import type { ObjectFrame } from '../../../core/compile-mapping';
import type { ObjectDocument } from '../../../core/mapping-document';
import { order } from '../../objects/order';

/**
 * Order status to deal stage, many to one, and the declared way back. The stages are those of HubSpot's stock pipeline
 * `default` (recorded 2025-11). A status that is not here parks its order with the field named.
 */
const stageOf = {
  draft: 'appointmentscheduled',
  quote: 'presentationscheduled',
  open: 'contractsent',
  new: 'contractsent',
  pending: 'contractsent',
  placed: 'contractsent',
  confirmed: 'contractsent',
  processing: 'contractsent',
  paid: 'closedwon',
  shipped: 'closedwon',
  delivered: 'closedwon',
  fulfilled: 'closedwon',
  completed: 'closedwon',
  cancelled: 'closedlost',
  canceled: 'closedlost',
  returned: 'closedlost',
  refunded: 'closedlost',
  failed: 'closedlost',
};
const statusOf = {
  appointmentscheduled: 'draft',
  presentationscheduled: 'quote',
  contractsent: 'placed',
  closedwon: 'paid',
  closedlost: 'cancelled',
};

export const frame: ObjectFrame = {
  definition: order,
  remoteObject: 'deals',
  url: 'tandem_url',
  matchBy: [], // a deal has no natural key
  associations: [
    { field: 'customerId', parent: 'customer', toObject: 'contacts' },
    { field: 'companyId', parent: 'company', toObject: 'companies' },
  ],
  lines: {
    remoteObject: 'line_items',
  },
  // What HubSpot requires of a new deal; the fields above are laid over it.
  onCreate: (sourceId) => ({ dealname: sourceId, dealstage: 'contractsent', pipeline: 'default' }),
};

export const document: ObjectDocument = {
  fields: [
    { field: 'number', property: 'dealname' },
    { field: 'status', property: 'dealstage', converter: 'picklist', options: stageOf, inverse: statusOf },
    { field: 'currency', property: 'deal_currency_code' },
    { field: 'totalMinor', property: 'amount', converter: 'money' },
    { field: 'placedAt', property: 'closedate' },
  ],
  lines: {
    fields: [
      { field: 'name', property: 'name' },
      { field: 'sku', property: 'hs_sku' },
      { field: 'quantity', property: 'quantity' },
      { field: 'unitPriceMinor', property: 'price', converter: 'money' },
    ],
  },
};
