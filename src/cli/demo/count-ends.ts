/** Where the links of one CRM have come to after the first act. */
import type { LinkState } from '../../core/link';
import type { ObjectType } from '../../core/record';
import { countJournal } from '../../store/journal';
import { countLinks } from '../../store/links';
import { inTenant } from '../../store/transaction';
import { firstTenantId } from '../first-tenant';
import type { Crm } from './crms/crm';
import type { CrmReport } from './report';
import { shopSize, type Shop } from './shop';
import type { Stage } from './stage';

export const objects = { companies: 'company', customers: 'customer', orders: 'order' } as const satisfies Record<
  keyof Shop,
  ObjectType
>;
export const labels = Object.keys(objects) as (keyof Shop)[];

export async function countEnds({ service }: Stage, { connectionId }: Crm): Promise<CrmReport['objects']> {
  const counts = await inTenant(service.database, firstTenantId, async (tx) => ({
    links: await countLinks(tx, firstTenantId, connectionId),
    journal: await countJournal(tx, firstTenantId, connectionId),
  }));
  const inState = (object: ObjectType, state: LinkState): number =>
    counts.links.find((row) => row.object === object && row.state === state)?.count ?? 0;
  const done = (object: ObjectType, what: string): number =>
    counts.journal.find((row) => row.object === object && row.what === what)?.count ?? 0;
  return Object.fromEntries(
    labels.map((label): [ObjectType, CrmReport['objects'][ObjectType]] => {
      const object = objects[label];
      return [
        object,
        {
          records: shopSize[label],
          synced: inState(object, 'synced'),
          created: done(object, 'created'),
          adopted: done(object, 'adopted'),
          parked: inState(object, 'parked'),
          held: inState(object, 'held'),
          asked: inState(object, 'conflict'),
        },
      ];
    }),
  ) as Record<ObjectType, CrmReport['objects'][ObjectType]>;
}
