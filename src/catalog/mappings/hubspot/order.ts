import { datetime, integer, money, picklist, text } from '../../../core/converters';
import { urlField, type ObjectMapping } from '../../../core/mapping';
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
const stages = picklist(stageOf, {
  appointmentscheduled: 'draft',
  presentationscheduled: 'quote',
  contractsent: 'placed',
  closedwon: 'paid',
  closedlost: 'cancelled',
});

export const orderMapping: ObjectMapping = {
  definition: order,
  remoteObject: 'deals',
  fields: [
    { field: 'number', property: 'dealname', convert: text },
    { field: 'status', property: 'dealstage', convert: stages, options: [...new Set(Object.values(stageOf))] },
    { field: 'currency', property: 'deal_currency_code', convert: text },
    { field: 'totalMinor', property: 'amount', convert: money('currency'), reads: ['currency'] },
    { field: 'placedAt', property: 'closedate', convert: datetime },
    { field: urlField, property: 'tandem_url', convert: text },
  ],
  matchBy: [], // a deal has no natural key
  associations: [
    { field: 'customerId', parent: 'customer', toObject: 'contacts' },
    { field: 'companyId', parent: 'company', toObject: 'companies' },
  ],
  lines: {
    remoteObject: 'line_items',
    fields: [
      { field: 'name', property: 'name', convert: text },
      { field: 'sku', property: 'hs_sku', convert: text },
      { field: 'quantity', property: 'quantity', convert: integer },
      { field: 'unitPriceMinor', property: 'price', convert: money('currency'), reads: ['currency'] },
    ],
  },
  // What HubSpot requires of a new deal; the fields above are laid over it.
  onCreate: (sourceId) => ({ dealname: sourceId, dealstage: 'contractsent', pipeline: 'default' }),
};
