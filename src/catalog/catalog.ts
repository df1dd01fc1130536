/** The registry: which object types there are, and how each corresponds to an object of each CRM. */
import type { Crm } from '../core/crm';
import type { ObjectMapping, OwnProperties } from '../core/mapping';
import type { ObjectType } from '../core/record';
import { companyMapping } from './mappings/hubspot/company';
import { customerMapping } from './mappings/hubspot/customer';
import { orderMapping } from './mappings/hubspot/order';

export interface CrmCatalog {
  /** Raised when a converter or a normal form comes to mean something else; what else a mapping says, its version shows by itself. */
  readonly version: number;
  readonly own: OwnProperties;
  readonly mappings: Readonly<Record<ObjectType, ObjectMapping>>;
}

export const catalogs: Readonly<Record<Crm, CrmCatalog>> = {
  hubspot: {
    version: 1,
    own: { key: 'tandem_id', revision: 'tandem_revision', url: 'tandem_url' },
    mappings: { company: companyMapping, customer: customerMapping, order: orderMapping },
  },
};
