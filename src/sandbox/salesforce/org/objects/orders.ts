/** What was ordered (Object Reference v63; contract 8.4). */
import type { SObjectSpec } from '../sobject';
import { address, date, datetime, long, money, number, owner, pick, readOnly, ref, text } from './field-kinds';

/** `Status` to `StatusCode`: an order is made as a draft and activated later (contract 8.4). */
export const orderStatuses: Readonly<Record<string, string>> = { Draft: 'Draft', Activated: 'Activated' };

export const orderObjects: readonly SObjectSpec[] = [
  {
    name: 'Order',
    keyPrefix: '801',
    fields: [
      ref('AccountId', 'Account', { childRelationshipName: 'Orders', required: true }),
      text('Name', 80, { label: 'Order Name' }),
      { name: 'OrderNumber', type: 'string', length: 30, autoNumber: true, idLookup: true },
      date('EffectiveDate', { label: 'Order Start Date', required: true }),
      date('EndDate', { label: 'Order End Date' }),
      pick('Status', Object.keys(orderStatuses), { required: true }),
      {
        name: 'StatusCode',
        type: 'picklist',
        options: ['Draft', 'Activated'],
        calculate: (get) => orderStatuses[String(get('Status'))] ?? null,
      },
      pick('Type', []),
      ref('Pricebook2Id', 'Pricebook2'),
      ref('OpportunityId', 'Opportunity', { childRelationshipName: 'Orders' }),
      ref('BillToContactId', 'Contact', { relationshipName: 'BillToContact' }),
      ref('ShipToContactId', 'Contact', { relationshipName: 'ShipToContact' }),
      ...address('Billing'),
      ...address('Shipping'),
      text('PoNumber', 80),
      date('PoDate'),
      text('OrderReferenceNumber', 80),
      long('Description'),
      datetime('ActivatedDate', readOnly),
      ref('ActivatedById', 'User', readOnly),
      money('TotalAmount', { label: 'Order Amount', ...readOnly }),
      owner,
    ],
  },
  {
    name: 'OrderItem',
    label: 'Order Product',
    keyPrefix: '802',
    undeletable: false,
    fields: [
      ref('OrderId', 'Order', {
        required: true,
        updateable: false,
        childRelationshipName: 'OrderItems',
        cascadeDelete: true,
      }),
      ref('PricebookEntryId', 'PricebookEntry', { required: true, updateable: false }),
      ref('Product2Id', 'Product2', readOnly),
      number('Quantity', 12, 2, { required: true }),
      money('UnitPrice', { required: true }),
      money('ListPrice', readOnly),
      money('TotalPrice', readOnly),
      text('Description', 255),
    ],
  },
];
