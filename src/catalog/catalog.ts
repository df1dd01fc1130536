/** The registry: which object types there are, and how each corresponds to an object of each CRM. */
import type { Crm } from '../core/crm';
import type { EmailRules } from '../core/email';
import type { ObjectMapping, OwnProperties } from '../core/mapping';
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
  readonly mappings: Readonly<Record<ObjectType, ObjectMapping>>;
  /** Which e-mail addresses it takes. */
  readonly email: EmailRules;
}

export const catalogs: Readonly<Record<Crm, CrmCatalog>> = {
  hubspot: {
    version: 2,
    own: { key: 'tandem_id', revision: 'tandem_revision', url: 'tandem_url' },
    mappings: {
      company: hubspotCompany.companyMapping,
      customer: hubspotCustomer.customerMapping,
      order: hubspotOrder.orderMapping,
    },
    email: hubspotEmail,
  },
  salesforce: {
    version: 2,
    own: { key: 'Tandem_Id__c', revision: 'Tandem_Revision__c', url: 'Tandem_Url__c' },
    mappings: {
      company: salesforceCompany.companyMapping,
      customer: salesforceCustomer.customerMapping,
      order: salesforceOrder.orderMapping,
    },
    email: salesforceEmail,
  },
};
