/** Records, one at a time, in batches and by search, under every name that the client has an API for. */
import type { Stage } from '../stage';

interface Kind {
  readonly name: string;
  readonly properties: (n: string) => Readonly<Record<string, string>>;
  readonly partner: string;
  readonly partnerType: number;
}

const contact: Omit<Kind, 'name'> = {
  properties: (n) => ({ email: `${n}@example.com`, firstname: n }),
  partner: 'companies',
  partnerType: 279,
};
const kinds: readonly Kind[] = [
  { name: 'contacts', ...contact },
  { name: '0-1', ...contact }, // the API for any object
  {
    name: 'companies',
    properties: (n) => ({ name: n, domain: `${n}.example.com` }),
    partner: 'contacts',
    partnerType: 280,
  },
  {
    name: 'deals',
    properties: (n) => ({ dealname: n, dealstage: 'qualifiedtobuy' }),
    partner: 'contacts',
    partnerType: 3,
  },
  { name: 'line_items', properties: (n) => ({ name: n, quantity: '2' }), partner: 'deals', partnerType: 20 },
];
/** A unique property of ours on every object. */
const KEY = 'drive_key';
const GROUPS: Readonly<Record<string, string>> = {
  contacts: 'contactinformation',
  companies: 'companyinformation',
  deals: 'dealinformation',
  line_items: 'lineiteminformation',
};
const tooMany = (input: object): object => ({ inputs: Array.from({ length: 101 }, () => input) });

export async function driveRecords(stage: Stage): Promise<void> {
  for (const [object, groupName] of Object.entries(GROUPS)) {
    const key = { name: KEY, label: 'Key', type: 'string', fieldType: 'text', groupName, hasUniqueValue: true };
    await stage.call(201, `POST /crm/v3/properties/${object}`, key);
  }
  for (const kind of kinds) {
    await driveSingle(stage, kind);
    await driveList(stage, kind);
    await driveBatchCreate(stage, kind);
    await driveBatchRead(stage, kind);
    await driveBatchUpdate(stage, kind);
    await driveBatchUpsert(stage, kind);
    await driveArchive(stage, kind);
    await driveSearch(stage, kind);
  }
  await driveRefusals(stage);
}

async function create(stage: Stage, kind: Kind, n: string): Promise<string> {
  return (
    await stage.call(201, `POST /crm/v3/objects/${kind.name}`, { properties: kind.properties(`${n}-${kind.name}`) })
  ).id;
}

async function driveSingle(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}`;
  const partner = await stage.seed(kind.partner, kindNamed(kind.partner).properties(`partner-of-${kind.name}`));
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: kind.partnerType }];
  const properties = kind.properties(`single-${kind.name}`);
  const { id } = await stage.call(201, `POST ${path}`, { properties, associations: [{ to: { id: partner }, types }] });
  const names = Object.keys(properties);
  await stage.call(200, `GET ${path}/${id}`);
  await stage.call(200, `GET ${path}/${id}?properties=${names.join('&properties=')}&properties=nonsense`);
  await stage.call(200, `GET ${path}/${id}?propertiesWithHistory=${names[0]!}&associations=${kind.partner}`);
  await stage.call(200, `PATCH ${path}/${id}`, { properties: { [KEY]: `single-${kind.name}` } });
  await stage.call(200, `PATCH ${path}/${id}`, { properties: { [names[1]!]: '' } });
  await stage.call(200, `PATCH ${path}/single-${kind.name}?idProperty=${KEY}`, { properties });
  await stage.call(200, `GET ${path}/single-${kind.name}?idProperty=${KEY}`);
  await stage.call(404, `GET ${path}/1`);
  await stage.call(404, `PATCH ${path}/1`, { properties });
  await stage.call(400, `GET ${path}/x?idProperty=${names[1]!}`);
  await stage.call(400, `POST ${path}`, { properties: { nonsense: '1' } });
  const other = { ...kind.properties(`other-${kind.name}`), [KEY]: `single-${kind.name}` };
  await stage.call(400, `POST ${path}`, { properties: other });
  await stage.call(400, `POST ${path}`, '{"properties":');
  await stage.call(400, `PATCH ${path}/${id}`, { properties: { hs_object_id: '1' } });
}

function kindNamed(name: string): Kind {
  return kinds.find((kind) => kind.name === name)!;
}

async function driveList(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}`;
  await create(stage, kind, 'listed');
  await stage.call(200, `GET ${path}?limit=1&associations=${kind.partner}`);
  await stage.call(200, `GET ${path}?limit=100&properties=hs_object_source`);
  await stage.call(200, `GET ${path}?propertiesWithHistory=hs_object_source`);
  await stage.call(400, `GET ${path}?limit=101`);
}

async function driveBatchCreate(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}/batch/create`;
  const good = (n: string): object => ({ properties: kind.properties(`${n}-${kind.name}`) });
  const bad = { properties: { ...kind.properties(`bad-${kind.name}`), nonsense: '1' } };
  await stage.call(201, `POST ${path}`, { inputs: [good('made1'), good('made2')] });
  const traced = [good('made3'), bad].map((input, index) => ({ ...input, objectWriteTraceId: `row-${index}` }));
  await stage.call(207, `POST ${path}`, { inputs: traced });
  await stage.call(400, `POST ${path}`, { inputs: [good('made4'), bad] });
  await stage.call(400, `POST ${path}`, tooMany(bad));
}

async function driveBatchRead(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}/batch/read`;
  const [a, b] = [await create(stage, kind, 'read1'), await create(stage, kind, 'read2')];
  await stage.call(200, `POST ${path}`, { properties: ['hs_object_source'], inputs: [{ id: a }, { id: b }] });
  const history = { properties: [], propertiesWithHistory: ['hs_object_source'] };
  await stage.call(200, `POST ${path}`, { ...history, inputs: [{ id: a }] });
  await stage.call(207, `POST ${path}?archived=false`, { properties: [], inputs: [{ id: a }, { id: '1' }] });
  await stage.call(207, `POST ${path}`, { idProperty: KEY, inputs: [{ id: 'nobody' }] });
  await stage.call(400, `POST ${path}`, { inputs: [{ id: a }, { id: a }] });
}

async function driveBatchUpdate(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}/batch/update`;
  const id = await create(stage, kind, 'updated');
  const properties = { [KEY]: `updated-${kind.name}` };
  await stage.call(200, `POST ${path}`, { inputs: [{ id, properties, objectWriteTraceId: 'one' }] });
  await stage.call(200, `POST ${path}`, { inputs: [{ id: `updated-${kind.name}`, idProperty: KEY, properties }] });
  await stage.call(207, `POST ${path}`, {
    inputs: [
      { id, properties },
      { id: '1', properties },
    ],
  });
  await stage.call(400, `POST ${path}`, { inputs: [{ id, properties: { nonsense: '1' } }] });
}

async function driveBatchUpsert(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}/batch/upsert`;
  const row = (n: string, more = {}): object => ({
    id: `${n}-${kind.name}`,
    idProperty: KEY,
    objectWriteTraceId: n,
    properties: { ...kind.properties(`${n}-${kind.name}`), ...more },
  });
  await stage.call(200, `POST ${path}`, { inputs: [row('up1'), row('up2')] });
  await stage.call(200, `POST ${path}`, { inputs: [row('up2'), row('up3')] });
  await stage.call(207, `POST ${path}`, { inputs: [row('up4'), row('up5', { hs_object_source: 'x' })] });
  await stage.call(400, `POST ${path}`, { inputs: [{ id: 'x', idProperty: 'hs_object_source', properties: {} }] });
}

async function driveArchive(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}`;
  const [a, b] = [await create(stage, kind, 'gone1'), await create(stage, kind, 'gone2')];
  await stage.call(204, `DELETE ${path}/${a}`);
  await stage.call(404, `GET ${path}/${a}`);
  await stage.call(200, `GET ${path}/${a}?archived=true`);
  await stage.call(200, `GET ${path}?archived=true`);
  await stage.call(200, `POST ${path}/batch/read?archived=true`, { properties: [], inputs: [{ id: a }] });
  await stage.call(204, `POST ${path}/batch/archive`, { inputs: [{ id: b }, { id: '1' }] });
  await stage.call(400, `POST ${path}/batch/archive`, tooMany({ id: '1' }));
}

async function driveSearch(stage: Stage, kind: Kind): Promise<void> {
  const path = `/crm/v3/objects/${kind.name}/search`;
  await stage.control('POST', 'clock', { advanceMs: 3_600_000 }); // the index has caught up
  const filters = [{ propertyName: 'hs_object_id', operator: 'GT', value: '0' }];
  const sorts = [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }];
  await stage.call(200, `POST ${path}`, { filterGroups: [{ filters }], sorts, properties: ['createdate'], limit: 1 });
  await stage.call(200, `POST ${path}`, { filterGroups: [{ filters }], limit: 200 });
  await stage.call(200, `POST ${path}`, {});
  await stage.call(400, `POST ${path}`, { limit: 201 });
  await stage.call(400, `POST ${path}`, { filterGroups: [{ filters: [{ propertyName: 'x', operator: 'LIKE' }] }] });
}

/** What has to be refused once, whatever the object. */
async function driveRefusals(stage: Stage): Promise<void> {
  const path = '/crm/v3/objects/contacts';
  const taken = { properties: { email: 'single-contacts@example.com' } };
  await stage.call(409, `POST ${path}`, taken);
  await stage.call(409, `POST ${path}/batch/create`, { inputs: [taken, { properties: { firstname: 'A' } }] });
  const traced = { inputs: [{ ...taken, objectWriteTraceId: '0' }] };
  await stage.call(207, `POST ${path}/batch/create`, traced);
  for (const object of ['contacts', 'companies', 'deals']) {
    await stage.call(400, `POST /crm/v3/objects/${object}`, { properties: {} });
  }
  await stage.call(400, 'GET /crm/v3/objects/butterflies/1');
  await stage.ask(401, `GET ${path}`, { token: null });
  await stage.ask(401, `GET ${path}`, { token: 'pat-na1-other' });
}
