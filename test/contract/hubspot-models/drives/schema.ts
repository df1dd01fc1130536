/** Properties, their groups, and pipelines. */
import type { Stage } from '../stage';

export async function driveProperties(stage: Stage): Promise<void> {
  const path = '/crm/v3/properties/contacts';
  await stage.call(200, `GET ${path}`);
  await stage.call(200, 'GET /crm/v3/properties/deals?archived=false');
  await driveOneProperty(stage, path);
  await drivePropertyBatches(stage, path);
  await driveGroups(stage, path);
  await stage.call(200, `GET ${path}?archived=true`);
  await stage.call(400, 'GET /crm/v3/properties/butterflies');
}

const property = (name: string): Record<string, unknown> => ({
  name,
  label: name,
  type: 'string',
  fieldType: 'text',
  groupName: 'contactinformation',
});

async function driveOneProperty(stage: Stage, path: string): Promise<void> {
  const options = ['a', 'b'].map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false }));
  const color = { ...property('color'), type: 'enumeration', fieldType: 'select', description: 'Of hair', options };
  await stage.call(201, `POST ${path}`, color);
  await stage.call(201, `POST ${path}`, { ...property('passport'), hasUniqueValue: true });
  await stage.call(200, `GET ${path}/color`);
  await stage.call(200, `PATCH ${path}/color`, { label: 'Colour', options: options.slice(0, 1) });
  await stage.call(409, `POST ${path}`, color);
  await stage.call(400, `POST ${path}`, { ...property('odd'), fieldType: 'date' });
  await stage.call(404, `GET ${path}/nothing`);
  await stage.call(404, `PATCH ${path}/nothing`, { label: 'N' });
  await stage.call(204, `DELETE ${path}/color`);
  await stage.call(200, `GET ${path}/color?archived=true`);
  await stage.call(404, `DELETE ${path}/color`);
}

async function drivePropertyBatches(stage: Stage, path: string): Promise<void> {
  await stage.call(201, `POST ${path}/batch/create`, { inputs: [property('many1'), property('many2')] });
  await stage.call(207, `POST ${path}/batch/create`, { inputs: [property('many2'), property('many3')] });
  await stage.call(400, `POST ${path}/batch/create`, { inputs: [{ ...property('odd'), type: 'text' }] });
  const named = (...names: string[]): object => ({ archived: false, inputs: names.map((name) => ({ name })) });
  await stage.call(200, `POST ${path}/batch/read`, named('many1', 'many2'));
  await stage.call(207, `POST ${path}/batch/read`, named('many1', 'nothing'));
  await stage.call(400, `POST ${path}/batch/read`, { inputs: 'none' });
  await stage.call(204, `POST ${path}/batch/archive`, named('many1', 'nothing'));
  await stage.call(400, `POST ${path}/batch/archive`, { inputs: 'none' });
}

async function driveGroups(stage: Stage, path: string): Promise<void> {
  const group = { name: 'driven', label: 'Driven', displayOrder: 3 };
  await stage.call(201, `POST ${path}/groups`, group);
  await stage.call(409, `POST ${path}/groups`, group);
  await stage.call(200, `GET ${path}/groups`);
  await stage.call(200, `GET ${path}/groups/driven`);
  await stage.call(200, `PATCH ${path}/groups/driven`, { label: 'Driven still' });
  await stage.call(400, `DELETE ${path}/groups/contactinformation`);
  await stage.call(204, `DELETE ${path}/groups/driven`);
  await stage.call(404, `GET ${path}/groups/nothing`);
  await stage.call(404, `PATCH ${path}/groups/nothing`, { label: 'N' });
  await stage.call(400, 'GET /crm/v3/properties/butterflies/groups');
}

export async function drivePipelines(stage: Stage): Promise<void> {
  const path = '/crm/v3/pipelines/deals';
  const stages = ['0.2', '1.0'].map((probability, displayOrder) => ({
    label: `At ${probability}`,
    displayOrder,
    metadata: { probability },
  }));
  await stage.call(200, `GET ${path}`);
  const { id } = await stage.call(201, `POST ${path}`, { label: 'Wholesale', displayOrder: 1, stages });
  await stage.call(200, `GET ${path}/${id}`);
  await stage.call(200, `GET ${path}/${id}/stages`);
  await stage.call(200, `PATCH ${path}/${id}`, { label: 'Wholesale, new' });
  await stage.call(400, `POST ${path}`, { label: 'W', displayOrder: 1, stages: [{ ...stages[0], metadata: {} }] });
  await stage.call(404, `GET ${path}/1`);
  await stage.call(404, `PATCH ${path}/1`, { label: 'W' });
  await stage.call(404, `GET ${path}/1/stages`);
  await stage.call(400, 'GET /crm/v3/pipelines/butterflies');
  await driveStages(stage, `${path}/${id}/stages`);
  await stage.call(200, `PUT ${path}/${id}`, { label: 'Wholesale, newest', displayOrder: 2, stages });
  await driveUsedPipeline(stage, path, id);
}

async function driveStages(stage: Stage, path: string): Promise<void> {
  const input = { label: 'Talks', displayOrder: 2, metadata: { probability: '0.5' } };
  const { id } = await stage.call(201, `POST ${path}`, input);
  await stage.call(200, `GET ${path}/${id}`);
  await stage.call(200, `PATCH ${path}/${id}`, { label: 'Talks, new' });
  await stage.call(200, `PUT ${path}/${id}`, { ...input, metadata: { probability: '0.6' } });
  await stage.call(400, `POST ${path}`, { label: 'Talks', displayOrder: 2, metadata: {} });
  await stage.call(204, `DELETE ${path}/${id}`);
  await stage.call(404, `GET ${path}/${id}`);
  await stage.call(404, `DELETE ${path}/1`);
}

async function driveUsedPipeline(stage: Stage, path: string, id: string): Promise<void> {
  const { results } = await stage.call(200, `GET ${path}/${id}/stages`);
  await stage.seed('deals', { dealname: 'U', pipeline: id, dealstage: results[0]!.id });
  await stage.call(400, `DELETE ${path}/${id}?validateReferencesBeforeDelete=true`);
  await stage.call(204, `DELETE ${path}/${id}`);
  await stage.call(404, `DELETE ${path}/${id}`);
}

/** What an object type is made of. */
export async function driveObjectSchemas(stage: Stage): Promise<void> {
  const path = '/crm-object-schemas/v3/schemas';
  await stage.call(200, `GET ${path}?archived=false`);
  await stage.call(200, `GET ${path}/contacts`);
  await stage.call(400, `GET ${path}/butterflies`);
}
