/** Associations v4. */
import type { Stage } from '../stage';

const labelled = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];

export async function driveAssociations(stage: Stage): Promise<void> {
  const contact = await stage.seed('contacts', { email: 'joined@example.com' });
  const lonely = await stage.seed('contacts', { email: 'lonely@example.com' });
  const companies = [await stage.seed('companies', { name: 'J1' }), await stage.seed('companies', { name: 'J2' })];
  await drivePairs(stage, contact, companies);
  await driveBatches(stage, { contact, lonely, company: companies[0]! });
}

async function drivePairs(stage: Stage, contact: string, companies: readonly string[]): Promise<void> {
  const path = `/crm/v4/objects/contacts/${contact}/associations`;
  const [first, second] = [companies[0]!, companies[1]!];
  await stage.call(201, `PUT ${path}/companies/${first}`, labelled);
  await stage.call(200, `PUT ${path}/default/companies/${second}`);
  await stage.call(200, `GET ${path}/companies?limit=1`);
  await stage.call(200, `GET ${path}/companies`);
  await stage.call(200, `GET ${path}/deals`);
  await stage.call(200, 'GET /crm/v4/associations/contacts/companies/labels');
  await stage.call(204, `DELETE ${path}/companies/${second}`);
  await stage.call(400, `PUT ${path}/companies/1`, labelled);
  await stage.call(400, `PUT ${path}/default/companies/1`);
  await stage.call(400, `PUT ${path}/companies/${first}`, [{ ...labelled[0], associationTypeId: 999 }]);
  await stage.call(400, `GET ${path}/companies?limit=501`);
  await stage.call(404, 'GET /crm/v4/objects/contacts/1/associations/companies');
  await stage.call(400, `DELETE ${path}/butterflies/1`);
  await stage.call(400, 'GET /crm/v4/associations/contacts/butterflies/labels');
}

interface Three {
  readonly contact: string;
  readonly lonely: string;
  readonly company: string;
}

async function driveBatches(stage: Stage, { contact, lonely, company }: Three): Promise<void> {
  const path = '/crm/v4/associations/contacts/companies/batch';
  const pair = { from: { id: contact }, to: { id: company } };
  const nobody = { from: { id: '1' }, to: { id: company } };
  await stage.call(201, `POST ${path}/create`, { inputs: [{ ...pair, types: labelled }] });
  await stage.call(207, `POST ${path}/create`, {
    inputs: [pair, nobody].map((each) => ({ ...each, types: labelled })),
  });
  await stage.call(200, `POST ${path}/associate/default`, { inputs: [pair] });
  await stage.call(200, `POST ${path}/associate/default`, { inputs: [pair, nobody] });
  await stage.call(200, `POST ${path}/read`, { inputs: [{ id: contact }] });
  await stage.call(207, `POST ${path}/read`, { inputs: [{ id: contact }, { id: lonely }] });
  await stage.call(204, `POST ${path}/labels/archive`, { inputs: [{ ...pair, types: labelled }] });
  await stage.call(204, `POST ${path}/archive`, { inputs: [{ from: pair.from, to: [pair.to] }] });
  for (const route of ['create', 'associate/default', 'read', 'labels/archive', 'archive']) {
    await stage.call(400, `POST ${path}/${route}`, { inputs: 'none' });
  }
}
