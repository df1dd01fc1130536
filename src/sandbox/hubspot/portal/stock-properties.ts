/**
 * The properties every HubSpot portal is born with: those that an order system would map, those that the API answers
 * by itself, and enough of the rest that "not defined here" means what it means there. Not the full list of about 300.
 */
import type { ObjectTypeId } from './object-types';
import type { PropertyDefinition, PropertyGroup, PropertyType } from './property-definition';

interface Stock {
  readonly type: PropertyType;
  readonly fieldType: string;
  readonly options?: string;
  readonly readOnly?: boolean;
  readonly externalOptions?: boolean;
}

const text: Stock = { type: 'string', fieldType: 'text' };
const longText: Stock = { type: 'string', fieldType: 'textarea' };
const phone: Stock = { type: 'string', fieldType: 'phonenumber' };
const amount: Stock = { type: 'number', fieldType: 'number' };
const date: Stock = { type: 'date', fieldType: 'date' };
const datetime: Stock = { type: 'datetime', fieldType: 'date' };
/** The options live elsewhere: owners, pipelines, stages. */
const external: Stock = { type: 'enumeration', fieldType: 'select', externalOptions: true };
const yesOrNo: Stock = { type: 'bool', fieldType: 'booleancheckbox' };
const choice = (options: string): Stock => ({ type: 'enumeration', fieldType: 'select', options });
const several = (options: string): Stock => ({ type: 'enumeration', fieldType: 'checkbox', options });
const computed = (stock: Stock): Stock => ({ ...stock, readOnly: true });

const lifecycle = choice(
  'subscriber lead marketingqualifiedlead salesqualifiedlead opportunity customer evangelist other',
);
const leadStatus = choice('NEW OPEN IN_PROGRESS OPEN_DEAL UNQUALIFIED ATTEMPTED_TO_CONTACT CONNECTED BAD_TIMING');

/** On every object. */
const common: Readonly<Record<string, Stock>> = {
  hs_object_id: computed(amount),
  hs_createdate: computed(datetime),
  // Defined on contacts too, and never filled there: a filter on it finds nothing and raises no error.
  hs_lastmodifieddate: computed(datetime),
  hs_object_source: computed(text),
  hs_object_source_id: computed(text),
  hs_object_source_label: computed(text),
  hs_object_source_user_id: computed(amount),
  hs_updated_by_user_id: computed(amount),
  hs_merged_object_ids: computed(several('')),
  hs_was_imported: computed(yesOrNo),
  hubspot_owner_id: external,
};

const contacts: Readonly<Record<string, Stock>> = {
  email: text,
  firstname: text,
  lastname: text,
  phone,
  mobilephone: phone,
  fax: phone,
  company: text,
  jobtitle: text,
  website: text,
  address: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  salutation: text,
  date_of_birth: text,
  hs_language: choice('de en es fr it ja nl pl pt sv'),
  message: longText,
  lifecyclestage: lifecycle,
  hs_lead_status: leadStatus,
  hs_additional_emails: several(''),
  createdate: computed(datetime),
  lastmodifieddate: computed(datetime),
  hs_all_contact_vids: computed(several('')),
  hs_email_domain: computed(text),
  hs_full_name_or_email: computed(text),
  hs_is_contact: computed(yesOrNo),
  hs_is_unworked: computed(yesOrNo),
  hs_lifecyclestage_lead_date: computed(datetime),
  hs_pipeline: choice('contacts-lifecycle-pipeline'),
  num_notes: computed(amount),
  num_associated_deals: computed(amount),
  hs_searchable_calculated_phone_number: computed(text),
  hs_calculated_merged_vids: computed(several('')),
};

const companies: Readonly<Record<string, Stock>> = {
  name: text,
  domain: text,
  hs_additional_domains: several(''),
  website: text,
  phone,
  address: text,
  address2: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  industry: choice('ACCOUNTING APPAREL_FASHION COMPUTER_SOFTWARE CONSTRUCTION EDUCATION_MANAGEMENT RETAIL WHOLESALE'),
  description: longText,
  numberofemployees: amount,
  annualrevenue: amount,
  founded_year: text,
  type: choice('PROSPECT PARTNER RESELLER VENDOR OTHER'),
  lifecyclestage: lifecycle,
  hs_lead_status: leadStatus,
  createdate: datetime,
  hs_pipeline: choice('companies-lifecycle-pipeline'),
  num_associated_contacts: computed(amount),
  num_associated_deals: computed(amount),
};

const deals: Readonly<Record<string, Stock>> = {
  dealname: text,
  amount,
  dealstage: external,
  pipeline: external,
  closedate: datetime,
  createdate: datetime,
  dealtype: choice('newbusiness existingbusiness'),
  description: longText,
  deal_currency_code: choice('AUD CAD CHF DKK EUR GBP JPY NOK PLN SEK USD'),
  hs_priority: choice('low medium high'),
  hs_next_step: text,
  closed_lost_reason: longText,
  closed_won_reason: longText,
  hs_is_closed: computed(yesOrNo),
  hs_is_closed_won: computed(yesOrNo),
  hs_deal_stage_probability: computed(amount),
  num_associated_contacts: computed(amount),
};

const lineItems: Readonly<Record<string, Stock>> = {
  name: text,
  description: longText,
  hs_sku: text,
  hs_product_id: amount,
  quantity: amount,
  price: amount,
  discount: amount,
  hs_discount_percentage: amount,
  amount,
  tax: amount,
  hs_cost_of_goods_sold: amount,
  hs_line_item_currency_code: choice('AUD CAD CHF DKK EUR GBP JPY NOK PLN SEK USD'),
  hs_recurring_billing_start_date: date,
  hs_url: text,
  createdate: datetime,
};

const stock: Readonly<Record<ObjectTypeId, readonly [group: string, Readonly<Record<string, Stock>>]>> = {
  '0-1': ['contactinformation', contacts],
  '0-2': ['companyinformation', companies],
  '0-3': ['dealinformation', deals],
  '0-8': ['lineiteminformation', lineItems],
};

export function stockGroup(type: ObjectTypeId): PropertyGroup {
  const [name] = stock[type];
  return { name, label: words(name.replace('information', '_information')), displayOrder: 0, archived: false };
}

export function stockProperties(type: ObjectTypeId): PropertyDefinition[] {
  const [groupName, own] = stock[type];
  return Object.entries({ ...common, ...own }).map(([name, property]) => definition(name, groupName, property));
}

function definition(name: string, groupName: string, property: Stock): PropertyDefinition {
  const values = (property.options ?? '').split(' ').filter((value) => value !== '');
  return {
    name,
    label: words(name),
    type: property.type,
    fieldType: property.fieldType,
    groupName,
    description: '',
    options: values.map((value, displayOrder) => ({ label: words(value), value, displayOrder, hidden: false })),
    displayOrder: -1,
    hasUniqueValue: false,
    hidden: false,
    formField: property.readOnly !== true,
    readOnly: property.readOnly === true,
    hubspotDefined: true,
    externalOptions: property.externalOptions === true,
    createdAt: 0,
    updatedAt: 0,
    archivedAt: null,
  };
}

function words(name: string): string {
  const spaced = name.replace(/^hs_/, '').replaceAll('_', ' ').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
