/** How each documented answer is brought about: by its kind for all operations alike, and by itself where it is special. */
import type { Operation } from '../../../../src/http/openapi/operation';
import { appendChanges, takeSeqs } from '../../../../src/store/changes';
import { storeClashes } from '../../../../src/store/conflicts';
import { inTenant } from '../../../../src/store/transaction';
import { answersOf, codeOf, type AnswerName } from './judge';
import { send, type Reply } from './send';
import { migrationDrivers, prepareMigration } from './migration-drivers';
import { nowhere, type Ask, type World } from './world';

export type Drive = (world: World, operation: Operation) => Promise<Reply>;

/** Null: nobody knows how. */
export function driverOf(operation: Operation, answer: AnswerName): Drive | null {
  return special[`${operation.id} ${answer}`] ?? general(operation, answer);
}

function general(operation: Operation, answer: AnswerName): Drive | null {
  if (answer === String(operation.answer.status)) return succeed;
  if (answer === 'invalid-request') return invalidRequestOf(operation);
  return byAnswer[answer] ?? null;
}

const updatedBefore = '2026-11-01T00:00:00Z';

/** The change and the conflict that the document shows, and one that is over. */
async function storeQuestions({ api: { app, database } }: World): Promise<void> {
  await database.query(
    'delete from change; delete from change_feed; delete from conflict; alter table conflict alter column seq restart with 3',
  );
  const now = new Date('2026-11-22T09:30:00Z');
  const stream = { connectionId: 'hubspot', object: 'customer' } as const;
  const news = { kind: 'changed', fields: { phone: { from: null, orFrom: ['1'], to: '+442079460123' } } } as const;
  const base = { policy: 'ask', base: null, ours: '1', theirs: '2', oursAt: now, theirsAt: null } as const;
  const found = [
    { ...base, field: 'phone', outcome: 'ask' },
    { ...base, field: 'country', outcome: 'theirs' },
  ] as const;
  await inTenant(app, 'one', async (tx) => {
    const seq = (await takeSeqs(tx, 'one', 17)) + 16;
    await appendChanges(tx, 'one', stream, { changes: [{ seq, sourceId: '1042', externalId: '151', news }], now });
    await storeClashes(tx, 'one', stream, {
      links: [{ sourceId: '1042', found, over: [] }],
      mappingVersion: '1-x',
      now,
    });
  });
}

/** What the operation asks for is there, and older than what it says. */
export async function prepare(world: World, { id }: Operation, key?: string): Promise<void> {
  const asTenant: Ask = key === undefined ? {} : { key };
  const [, verb, type] = /^(get|patch|delete|erase)(Company|Customer|Order)/.exec(id) ?? [];
  if (type !== undefined) {
    await world.api.database.query('delete from record');
    const body = verb === 'get' ? {} : { body: { updatedAt: updatedBefore } };
    await world.askFor(`put${type}`, { ...asTenant, ...body });
  }
  if (id === 'confirmCustomerEmail') {
    await world.api.database.query('delete from record');
    await world.askFor('putCustomer', {
      ...asTenant,
      body: { email: 'ada@engines.example', updatedAt: updatedBefore },
    });
  }
  if (/Changes?$|Conflicts?$/.test(id)) await storeQuestions(world);
  if (/^(get|resume|delete)Destination$/.test(id)) await world.askFor('putDestination', asTenant);
  if (/^(get|pause|resume)Connection$|Schedule$|Quota$/.test(id)) await world.api.connect('one', 'hubspot');
  if (/^(get|put|check|preview)Mapping$|^listMappingVersions$/.test(id)) await connectTwo(world);
  await prepareMigration(world, id);
  if (id === 'makeMessageUrl') await connectMessages(world);
  if (/^(provision|promote)Connection$/.test(id)) await connectTwo(world);
}

/** Connections to two accounts that answer. */
async function connectTwo(world: World): Promise<void> {
  await world.api.database.query('delete from connection');
  await world.askFor('putConnection');
  const { token, url } = world.crm.other;
  await world.askFor('putConnection', { id: 'hubspot-test', body: { crm: 'hubspot', token, url } });
}

const inNowhere: Drive = async (world, operation) => {
  await prepare(world, operation);
  await world.api.database.query(`update connection set base_url = $1 where id = 'hubspot'`, [nowhere]);
  return world.ask(operation);
};

const shutOut: Drive = async (world, operation) => {
  await prepare(world, operation);
  const { url, token } = world.crm;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const fault = JSON.stringify({ path: '/crm/v3/properties/**', kind: 'status', status: 401, times: 1 });
  await fetch(`${url}/_sandbox/faults`, { method: 'POST', headers, body: fault });
  const reply = await world.ask(operation);
  await fetch(`${url}/_sandbox/faults`, { method: 'DELETE', headers });
  return reply;
};

/** A connection to a CRM that sends messages. */
async function connectMessages({ api }: World): Promise<void> {
  await api.connect('one', 'hubspot');
  await api.database.query(`update connection set crm = 'salesforce' where id = 'hubspot'`);
}

const succeed: Drive = async (world, operation) => {
  await prepare(world, operation);
  if (!operation.idempotent) return world.ask(operation);
  // The header field of a repetition is documented too.
  const headers = { 'idempotency-key': keyFor(operation) };
  const first = await world.ask(operation, { headers });
  const again = await world.ask(operation, { headers });
  if (again.text !== first.text || again.status !== first.status || again.headers['idempotency-replayed'] !== 'true')
    throw new Error(`${operation.id} was repeated, and answered ${again.text}`);
  return again;
};

let keys = 0;
const keyFor = ({ id }: Operation): string => `${id}-${(keys += 1)}`;

const unchanged: Drive = async (world, operation) => {
  await prepare(world, operation);
  const { headers } = await world.ask(operation);
  return world.ask(operation, { headers: { 'if-none-match': headers['etag'] ?? 'none' } });
};

const notAllowed: Drive = async (world, operation) => {
  const key = await world.keyWithout(operation.scope ?? 'records:read');
  return world.ask(operation, { key });
};

/** A key that may ask once a second; a second ends now and then between two requests. */
const tooOften: Drive = async (world, operation) => {
  const { key } = await world.api.database.createKey('one', { requestsPerSecond: 1 });
  for (;;) {
    const reply = await world.ask(operation, { key });
    if (codeOf(reply) === 'too-many-requests') return reply;
  }
};

/** As long as a claimed key has no answer, its request is being worked on. */
const keyInUse: Drive = async (world, operation) => {
  const key = keyFor(operation);
  await prepare(world, operation);
  await world.ask(operation, { headers: { 'idempotency-key': key } });
  await world.api.database.query(
    `update idempotency set status = null, answer = null, locked_until = now() + interval '1 minute' where key = $1`,
    [key],
  );
  return world.ask(operation, { headers: { 'idempotency-key': key } });
};

const keyReused: Drive = async (world, operation) => {
  const headers = { 'idempotency-key': keyFor(operation) };
  await prepare(world, operation);
  await world.ask(operation, { headers });
  return world.ask(operation, { headers, raw: ' {} ' });
};

const withRaw =
  (raw: string): Drive =>
  (world, operation) =>
    world.ask(operation, { raw });

/** In trouble of its own the service can say nothing of an operation. */
const inTrouble: Drive = (world, operation) => world.ask(operation, { of: world.broken });

const isNumbered = ({ parameters = [] }: Operation): boolean =>
  parameters.some((name) => name === 'changeId' || name === 'conflictId');

const byAnswer: Partial<Record<AnswerName, Drive>> = {
  304: unchanged,
  default: inTrouble,
  unauthorized: (world, operation) => world.ask(operation, { key: null }),
  forbidden: notAllowed,
  'too-many-requests': tooOften,
  'invalid-json': withRaw('{"id":'),
  'invalid-record': withRaw('{"nickname":"Ada"}'),
  'too-large': withRaw(`{"name":"${'x'.repeat(8 * 1024 * 1024)}"}`),
  'unsupported-media-type': (world, operation) =>
    world.ask(operation, { headers: { 'content-type': 'text/plain' }, raw: 'x' }),
  'not-found': (world, operation) => world.ask(operation, { id: isNumbered(operation) ? '404' : 'nobody' }),
  'idempotency-key-in-use': keyInUse,
  'idempotency-key-reused': keyReused,
};

function invalidRequestOf({ path, parameters, idempotent }: Operation): Drive | null {
  if (path.includes('{id}')) return (world, operation) => world.ask(operation, { id: 'No%20Name' });
  if (parameters?.includes('ofOwner')) return (world, operation) => world.ask(operation, { query: '?owner=nobody' });
  if (parameters?.includes('limit')) return (world, operation) => world.ask(operation, { query: '?limit=0' });
  if (idempotent) return (world, operation) => world.ask(operation, { headers: { 'idempotency-key': 'a b' } });
  return null;
}

const deleted: Drive = async (world, operation) => {
  await prepare(world, operation);
  const type = operation.id.replace(/^(get|confirm)|Email$/g, '');
  await world.askFor(`delete${type}`, { query: '?updatedAt=2026-11-23T00:00:00Z' });
  return world.ask(operation);
};

/** What a person's erasure leaves of a record. */
const erased: Drive = async (world, operation) => {
  const type = operation.id.replace(/^(get|put|patch|delete|confirm)|Email$/g, '');
  await world.api.database.query('delete from record');
  await world.askFor(`put${type}`, { body: { updatedAt: updatedBefore } });
  await world.api.database.query(
    `update record set fields = '{}', field_at = '{}', deleted_at = now(), erased_at = now()`,
  );
  return world.ask(operation);
};

/** Of a change that had values. */
const emptied: Drive = async (world, operation) => {
  await world.api.database.query(
    `insert into change (tenant_id, seq, at, kind, connection_id, object, source_id, external_id, fields, answers, closed_at)
     values ('one', 4243, now(), 'erased', 'hubspot', 'customer', '1042', '151', '{}', $1, now()) on conflict do nothing`,
    [JSON.stringify({ erased: { as: 'superseded', at: '2026-11-22T09:30:00Z', by: 4244 } })],
  );
  return world.ask(operation, { id: '4243' });
};

/** More than a header may have: no route is looked for. */
const tooMuchHeader: Drive = (world, operation) => world.ask(operation, { headers: { 'x-long': 'x'.repeat(20_000) } });

const toCrm = (world: World, change: object): object => ({
  crm: 'hubspot',
  token: world.crm.token,
  url: world.crm.url,
  ...change,
});

const special: Readonly<Record<string, Drive>> = {
  ...migrationDrivers,
  'getCompany deleted': deleted,
  'getCustomer deleted': deleted,
  'getOrder deleted': deleted,
  ...Object.fromEntries(
    ['get', 'put', 'patch', 'delete'].flatMap((verb) =>
      ['Company', 'Customer', 'Order'].map((type) => [`${verb}${type} erased`, erased] as const),
    ),
  ),
  'confirmCustomerEmail deleted': deleted,
  'confirmCustomerEmail erased': erased,
  'confirmCustomerEmail conflict': async (world, operation) => {
    await prepare(world, operation);
    return world.ask(operation, { body: { email: 'eva@engines.example' } });
  },
  'acceptChange erased': emptied,
  'refuseChange erased': emptied,
  'putConnection connection-refused': (world, operation) =>
    world.ask(operation, { body: toCrm(world, { token: 'pat-na1-of-nobody' }) }),
  'putConnection crm-unavailable': (world, operation) => world.ask(operation, { body: toCrm(world, { url: nowhere }) }),
  'putConnection conflict': async (world, operation) => {
    await world.ask(operation, { id: 'first' });
    return world.ask(operation, { id: 'second' });
  },
  'acceptChange conflict': async (world, operation) => {
    await world.api.database.query(
      `insert into change (tenant_id, seq, at, kind, connection_id, object, source_id, external_id, fields, closed_at)
       values ('one', 4242, now(), 'created', 'hubspot', 'customer', 'another', '151', '{}', now())`,
    );
    return world.ask(operation, { id: '4242', body: { id: '1043' } });
  },
  'provisionConnection connection-refused': shutOut,
  'promoteConnection connection-refused': shutOut,
  'putMapping connection-refused': shutOut,
  'checkMapping connection-refused': shutOut,
  'putMapping crm-unavailable': inNowhere,
  'checkMapping crm-unavailable': inNowhere,
  'putMapping precondition-failed': async (world, operation) => {
    await prepare(world, operation);
    return world.ask(operation, { headers: { 'if-match': '"of-another-time"' } });
  },
  'provisionConnection crm-unavailable': inNowhere,
  'promoteConnection crm-unavailable': inNowhere,
  'promoteConnection conflict': async (world, operation) => {
    await prepare(world, operation);
    return world.ask(operation, { body: { from: 'hubspot' } });
  },
  'makeMessageUrl conflict': async (world, operation) => {
    await world.api.connect('one', 'signing');
    return world.ask(operation, { id: 'signing' });
  },
  'putDestination invalid-request': (world, operation) => world.ask(operation, { body: { url: 'https://10.0.0.1/' } }),
  'resumeDestination not-found': async (world, operation) => {
    await world.askFor('deleteDestination');
    return world.ask(operation);
  },
  'getReady unavailable': inTrouble,
  'getReady default': tooMuchHeader,
  'getLive default': tooMuchHeader,
  'getMetrics default': tooMuchHeader,
  'getMetrics unauthorized': (world, operation) => world.ask(operation, { of: world.guarded, key: null }),
  'getMetrics forbidden': (world, operation) =>
    send(world.api.url, { method: 'GET', path: operation.path, headers: { 'x-forwarded-for': '192.0.2.1' } }),
};

/** Special drivers that no operation documents an answer for. */
export const idleDrivers = (operations: readonly Operation[]): readonly string[] => {
  const documented = new Set(operations.flatMap((one) => answersOf(one).map((answer) => `${one.id} ${answer}`)));
  return Object.keys(special).filter((name) => !documented.has(name));
};
