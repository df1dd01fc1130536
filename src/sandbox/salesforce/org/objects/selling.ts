/** What is sold: opportunities, products and their prices (Object Reference v63; contract 8.3). Required fields of line items, price book
 * entries and products are unverified. */
import type { Value } from '../row';
import type { PicklistValue } from '../schema';
import type { FieldSpec, SObjectSpec } from '../sobject';
import {
  lastActivity,
  bool,
  date,
  leadSources,
  long,
  money,
  number,
  owner,
  pick,
  readOnly,
  ref,
  text,
  url,
} from './field-kinds';

export interface OpportunityStage {
  readonly apiName: string;
  readonly isClosed: boolean;
  readonly isWon: boolean;
  readonly probability: number;
  readonly forecastCategory: string;
}

/** Of a new org, in their order (Salesforce's usual set; percentages unverified). */
export const opportunityStages: readonly OpportunityStage[] = [
  ['Prospecting', 10, 'Pipeline'],
  ['Qualification', 10, 'Pipeline'],
  ['Needs Analysis', 20, 'Pipeline'],
  ['Value Proposition', 50, 'Pipeline'],
  ['Id. Decision Makers', 60, 'Pipeline'],
  ['Perception Analysis', 70, 'Pipeline'],
  ['Proposal/Price Quote', 75, 'Best Case'],
  ['Negotiation/Review', 90, 'Commit'],
  ['Closed Won', 100, 'Closed'],
  ['Closed Lost', 0, 'Omitted'],
].map(([apiName, probability, forecastCategory]) => ({
  apiName: String(apiName),
  isClosed: String(apiName).startsWith('Closed'),
  isWon: apiName === 'Closed Won',
  probability: Number(probability),
  forecastCategory: String(forecastCategory),
}));

type FindStage = (apiName: Value) => OpportunityStage | undefined;

const stockStage: FindStage = (name) => opportunityStages.find(({ apiName }) => apiName === name);

/** What an opportunity has of its stage, of the stages that there are. */
export const stageFields = (
  options: readonly (string | PicklistValue)[],
  find: FindStage,
): readonly [stage: FieldSpec, closed: FieldSpec, won: FieldSpec] => [
  // Not restricted in the Object Reference: a stage that nobody knows is stored (contract 8.3).
  { name: 'StageName', type: 'picklist', options, label: 'Stage', required: true },
  {
    name: 'IsClosed',
    label: 'Closed',
    type: 'boolean',
    calculate: (get) => find(get('StageName'))?.isClosed ?? false,
  },
  { name: 'IsWon', label: 'Won', type: 'boolean', calculate: (get) => find(get('StageName'))?.isWon ?? false },
];

const [stageName, isClosed, isWon] = stageFields(
  opportunityStages.map(({ apiName }) => apiName),
  stockStage,
);

export const sellingObjects: readonly SObjectSpec[] = [
  {
    name: 'Opportunity',
    labelPlural: 'Opportunities',
    keyPrefix: '006',
    fields: [
      ref('AccountId', 'Account', { childRelationshipName: 'Opportunities', cascadeDelete: true }),
      text('Name', 120, { required: true }),
      long('Description'),
      stageName,
      money('Amount'),
      { name: 'Probability', label: 'Probability (%)', type: 'percent', precision: 3 },
      date('CloseDate', { required: true }),
      pick('Type', ['Existing Business', 'New Business']),
      text('NextStep', 255),
      pick('LeadSource', leadSources),
      pick('ForecastCategoryName', ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed']),
      isClosed,
      isWon,
      bool('HasOpportunityLineItem', readOnly),
      ref('Pricebook2Id', 'Pricebook2'),
      // The primary contact; only on create, and no field that a query knows afterwards.
      ref('ContactId', 'Contact', { updateable: false }),
      lastActivity,
      owner,
    ],
  },
  {
    name: 'OpportunityLineItem',
    label: 'Opportunity Product',
    keyPrefix: '00k',
    undeletable: false,
    fields: [
      ref('OpportunityId', 'Opportunity', {
        required: true,
        updateable: false,
        childRelationshipName: 'OpportunityLineItems',
        cascadeDelete: true,
      }),
      ref('PricebookEntryId', 'PricebookEntry', { required: true, updateable: false }),
      ref('Product2Id', 'Product2', readOnly),
      { name: 'ProductCode', type: 'string', length: 255, createable: false, updateable: false },
      number('Quantity', 12, 2, { required: true }),
      money('UnitPrice', { label: 'Sales Price' }),
      money('TotalPrice'),
      money('ListPrice', readOnly),
      date('ServiceDate'),
      text('Description', 255),
    ],
  },
  {
    name: 'OpportunityContactRole',
    keyPrefix: '00K',
    undeletable: false,
    fields: [
      ref('OpportunityId', 'Opportunity', {
        required: true,
        updateable: false,
        childRelationshipName: 'OpportunityContactRoles',
        cascadeDelete: true,
      }),
      ref('ContactId', 'Contact', {
        required: true,
        childRelationshipName: 'OpportunityContactRoles',
        cascadeDelete: true,
      }),
      pick('Role', ['Business User', 'Decision Maker', 'Economic Buyer', 'Executive Sponsor', 'Influencer', 'Other']),
      bool('IsPrimary'),
    ],
  },
  {
    name: 'Product2',
    label: 'Product',
    keyPrefix: '01t',
    fields: [
      text('Name', 255, { label: 'Product Name', required: true }),
      text('ProductCode', 255),
      long('Description', 4_000),
      bool('IsActive', { label: 'Active' }),
      pick('Family', []),
      text('StockKeepingUnit', 180),
      url('DisplayUrl'),
    ],
  },
  {
    name: 'Pricebook2',
    label: 'Price Book',
    keyPrefix: '01s',
    fields: [
      text('Name', 255, { label: 'Price Book Name', required: true }),
      bool('IsActive', { label: 'Active' }),
      bool('IsStandard', readOnly),
      text('Description', 255),
    ],
  },
  {
    name: 'PricebookEntry',
    label: 'Price Book Entry',
    labelPlural: 'Price Book Entries',
    keyPrefix: '01u',
    undeletable: false,
    fields: [
      ref('Pricebook2Id', 'Pricebook2', {
        required: true,
        updateable: false,
        childRelationshipName: 'PricebookEntries',
        cascadeDelete: true,
      }),
      ref('Product2Id', 'Product2', {
        required: true,
        updateable: false,
        childRelationshipName: 'PricebookEntries',
        cascadeDelete: true,
      }),
      money('UnitPrice', { label: 'List Price', required: true }),
      bool('IsActive', { label: 'Active' }),
      bool('UseStandardPrice'),
      { name: 'Name', type: 'string', length: 255, createable: false, updateable: false },
      { name: 'ProductCode', type: 'string', length: 255, createable: false, updateable: false },
    ],
  },
];
