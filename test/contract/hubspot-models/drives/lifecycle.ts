/** Merges, deletion for good, and labels of the account's own. */
import type { Stage } from '../stage';

export async function driveMerges(stage: Stage): Promise<void> {
  const two: Readonly<Record<string, (n: string) => Record<string, string>>> = {
    contacts: (n) => ({ email: `${n}@example.com` }),
    companies: (n) => ({ name: n }),
    deals: (n) => ({ dealname: n, dealstage: 'closedwon' }),
  };
  for (const [object, properties] of Object.entries(two)) {
    const path = `/crm/v3/objects/${object}`;
    const primaryObjectId = await stage.seed(object, properties(`stays-${object}`));
    const objectIdToMerge = await stage.seed(object, properties(`goes-${object}`));
    await stage.call(200, `POST ${path}/merge`, { primaryObjectId, objectIdToMerge });
    await stage.call(200, `GET ${path}/${objectIdToMerge}?properties=hs_merged_object_ids`);
    await stage.call(200, `PATCH ${path}/${objectIdToMerge}`, { properties: properties(`still-${object}`) });
    await stage.call(200, `POST ${path}/batch/read`, { properties: [], inputs: [{ id: objectIdToMerge }] });
    const row = { id: objectIdToMerge, properties: properties(`lost-${object}`) };
    await stage.call(200, `POST ${path}/batch/update`, { inputs: [row] });
    await stage.call(400, `POST ${path}/merge`, { primaryObjectId, objectIdToMerge: primaryObjectId });
    await stage.call(404, `POST ${path}/merge`, { primaryObjectId, objectIdToMerge: '1' });
  }
}

export async function drivePrivacy(stage: Stage): Promise<void> {
  const path = '/crm/v3/objects/contacts';
  const objectId = await stage.seed('contacts', { email: 'forgotten@example.com' });
  await stage.call(204, `POST ${path}/gdpr-delete`, { objectId });
  await stage.call(204, `POST ${path}/gdpr-delete`, { objectId: 'blocked@example.com', idProperty: 'email' });
  await stage.call(400, `POST ${path}`, { properties: { email: 'blocked@example.com' } });
  await stage.call(400, `POST ${path}/gdpr-delete`, {});
}

export async function driveLabels(stage: Stage): Promise<void> {
  const path = '/crm/v4/associations/contacts/companies/labels';
  const label = { name: 'buyer', label: 'Buyer', inverseLabel: 'Buys from' };
  const { results } = await stage.call(200, `POST ${path}`, label);
  const { typeId } = results[0] as unknown as { typeId: number };
  await stage.call(409, `POST ${path}`, label);
  await stage.call(200, `GET ${path}`);
  await driveLabelled(stage, typeId);
  await stage.call(204, `PUT ${path}`, { associationTypeId: typeId, label: 'Buyer, new' });
  await stage.call(404, `PUT ${path}`, { associationTypeId: 999, label: 'Nobody' });
  await stage.call(204, `DELETE ${path}/${typeId}`);
  await stage.call(404, `DELETE ${path}/${typeId}`);
}

async function driveLabelled(stage: Stage, associationTypeId: number): Promise<void> {
  const contact = await stage.seed('contacts', { email: 'labelled@example.com' });
  const company = await stage.seed('companies', { name: 'L' });
  const path = `/crm/v4/objects/contacts/${contact}/associations/companies`;
  await stage.call(201, `PUT ${path}/${company}`, [{ associationCategory: 'USER_DEFINED', associationTypeId }]);
  await stage.call(200, `GET ${path}`);
}
