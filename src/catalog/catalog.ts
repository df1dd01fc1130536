/** The registry: which object types there are, and how each corresponds to an object of each CRM. */
import { compileMapping, type ObjectFrame } from '../core/compile-mapping';
import type { Crm } from '../core/crm';
import type { EmailRules } from '../core/email';
import type { ObjectMapping, OwnProperties } from '../core/mapping';
import type { MappingDocument, ObjectDocument } from '../core/mapping-document';
import type { ObjectType } from '../core/record';
import { hubspotEmail } from './email/hubspot';
import { salesforceEmail } from './email/salesforce';
import * as hubspotCompany from './mappings/hubspot/company';
import * as hubspotCustomer from './mappings/hubspot/customer';
import * as hubspotOrder from './mappings/hubspot/order';
import * as salesforceCompany from './mappings/salesforce/company';
import * as salesforceCustomer from './mappings/salesforce/customer';
import * as salesforceOrder from './mappings/salesforce/order';

export interface CrmCatalog {
  /** Raised when a converter or a normal form comes to mean something else; what else a mapping says, its version shows by itself. */
  readonly version: number;
  readonly own: OwnProperties;
  /** What a property may be called that we make. */
  readonly newProperty: { readonly pattern: RegExp; readonly rule: string };
  readonly mappings: Readonly<Record<ObjectType, ObjectMapping>>;
  /** What the mappings are made of, but for their frames: how a connection's own document would say the same. */
  readonly document: MappingDocument & { readonly objects: Readonly<Record<ObjectType, ObjectDocument>> };
  /** Which e-mail addresses it takes. */
  readonly email: EmailRules;
}

type Parts = Readonly<Record<ObjectType, { readonly frame: ObjectFrame; readonly document: ObjectDocument }>>;

const made = ({ company, customer, order }: Parts): Pick<CrmCatalog, 'mappings' | 'document'> => ({
  mappings: {
    company: compileMapping(company.frame, company.document),
    customer: compileMapping(customer.frame, customer.document),
    order: compileMapping(order.frame, order.document),
  },
  document: { objects: { company: company.document, customer: customer.document, order: order.document } },
});

export const catalogs: Readonly<Record<Crm, CrmCatalog>> = {
  hubspot: {
    version: 2,
    own: { key: 'tandem_id', revision: 'tandem_revision', url: 'tandem_url' },
    newProperty: {
      pattern: /^[a-z][a-z0-9_]{0,99}$/,
      rule: 'must be a small letter followed by up to 99 small letters, digits or _',
    },
    ...made({ company: hubspotCompany, customer: hubspotCustomer, order: hubspotOrder }),
    email: hubspotEmail,
  },
  salesforce: {
    version: 2,
    own: { key: 'Tandem_Id__c', revision: 'Tandem_Revision__c', url: 'Tandem_Url__c' },
    newProperty: {
      pattern: /^[A-Za-z](?:_?[A-Za-z0-9]){0,39}__c$/,
      rule: 'must be a letter followed by up to 39 letters, digits or single _, and end with __c',
    },
    ...made({ company: salesforceCompany, customer: salesforceCustomer, order: salesforceOrder }),
    email: salesforceEmail,
  },
};
