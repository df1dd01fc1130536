/**
 * What a tenant can try at the door to come at another one's things, for every operation of the document. Each attempt is
 * made twice: with names that the other tenant has, and with names that nobody has. What is told apart is a breach, as is
 * a value of the other tenant in an answer, and any change to what the other tenant holds.
 */
import type { Operation } from '../../../src/http/openapi/operation';
import type { Reply } from '../http/openapi/send';
import type { Ask, Attacker, Scene } from './scene';
import { markOf, only, seqOf } from './tenants';
import { migrationOperations } from '../../../src/http/openapi/migration-operations';

/** What the attacker names: of tenant two, or of nobody and just as long. */
interface Names {
  readonly id: string;
  readonly tenant: string;
  readonly etag: string;
  /** Of a change. */
  readonly seq: number;
  /** Its number. */
  readonly conflict: number;
}

export interface Attempt {
  readonly name: string;
  readonly ask: (names: Names, scene: Scene) => Ask;
  /** What tenant two does before, with its own names. */
  readonly before?: (scene: Scene, operation: Operation, theirs: Names) => Promise<unknown>;
}

/** By method and path, with one name for the types of record. Null: nobody has thought about the operation. */
export function attemptsOn(operation: Operation): readonly Attempt[] | null {
  const path = operation.path.replace(/^(\/v1|.*\/schedule)\/(companies|customers|orders)\b/, '$1/{type}');
  const own = byOperation[`${operation.method} ${path}`];
  if (!own) return null;
  const reads = operation.method === 'get' && operation.scope !== null;
  return [
    ...own,
    ...naming(own[0]),
    ...(reads ? own.filter(({ name }) => !name.includes('cursor')).map(knowingEtag) : []),
    ...(operation.idempotent ? own.slice(0, 1).flatMap(withKey) : []),
  ];
}

const later = '2026-11-22T09:30:00Z';
const byId: Attempt = { name: 'their id', ask: ({ id }) => ({ id }) };
const shared: Attempt = { name: 'an id that both have', ask: () => ({ id: '1' }) };
const sharedConnection: Attempt = { name: 'an id that both have', ask: () => ({ id: 'crm' }) };

/** The same with a body. */
const saying =
  (body: object) =>
  (attempt: Attempt): Attempt => ({
    ...attempt,
    ask: (names, scene) => ({ ...attempt.ask(names, scene), body }),
  });

/** All references that a record may have; those that its type lacks are refused, in the same words. */
const fields = (id: string): object => ({ custom: { mine: 'yes', ref: id }, updatedAt: later });
const writes: readonly Attempt[] = [
  { name: 'their id', ask: ({ id }) => ({ id, body: fields('none') }) },
  { name: 'an id that both have', ask: () => ({ id: '1', body: fields('none') }) },
  { name: 'their id in the body', ask: ({ id }) => ({ id: 'mine', body: { id, ...fields('none') } }) },
  {
    name: 'their change',
    ask: ({ id, seq }) => ({ id: 'mine', body: { ...fields(id), appliedChange: seq } }),
  },
  { name: 'their company', ask: ({ id }) => ({ id: 'mine', body: { companyId: id, ...fields(id) } }) },
  { name: 'their customer', ask: ({ id }) => ({ id: 'mine', body: { customerId: id, companyId: id, ...fields(id) } }) },
];

const rows = ({ id }: Names): readonly object[] => [
  { id, ...fields('none') },
  { id: '1', ...fields('none') },
  { id: 'mine-1', companyId: id, ...fields(id) },
  { id: 'mine-2', customerId: id, companyId: id, ...fields(id) },
];

const cursorOf = (parts: readonly string[]): string =>
  `?limit=2&cursor=${Buffer.from(JSON.stringify(parts)).toString('base64url')}`;
const lists: readonly Attempt[] = [
  { name: 'all', ask: () => ({}) },
  { name: 'their cursor', ask: ({ id }) => ({ query: cursorOf([id, 'customer', id]) }) },
  { name: 'a cursor of an id that both have', ask: ({ id }) => ({ query: cursorOf(['crm', 'customer', id]) }) },
];

/** Conflicts are listed by their numbers. */
const conflictLists: readonly Attempt[] = [
  { name: 'all', ask: () => ({}) },
  { name: 'their cursor', ask: ({ conflict }) => ({ query: cursorOf([String(conflict)]) }) },
];

/** Both have the changes 1 and 2. */
const answers = (body: object): readonly Attempt[] => [
  { name: 'a number that both have', ask: () => ({ id: '1', body }) },
  { name: 'a number that both have, of a change that was answered', ask: () => ({ id: '2', body }) },
  { name: 'their number', ask: ({ seq }) => ({ id: String(seq), body }) },
];

const connection =
  (change: object): ((names: Names, scene: Scene) => Ask) =>
  ({ id }, { crm }) => ({ id, body: { crm: 'hubspot', token: crm.token, url: crm.url, ...change } });
/** Tenant two has the account that the token opens. */
const twoConnects: Attempt['before'] = (scene, operation) =>
  scene.ask('two', operation, connection({})({ ...known, id: 'portal', conflict: 0 }, scene));

const everything: Attempt = { name: 'all', ask: () => ({}) };

/** Of what waits. */
const filters: readonly Attempt[] = [
  { name: 'their connection', ask: ({ id }) => ({ query: `?connectionId=${id}` }) },
  { name: 'a code that both have', ask: () => ({ query: '?code=INVALID_EMAIL' }) },
];

const retries: readonly Attempt[] = [
  { name: 'their record', ask: ({ id }) => ({ body: { id } }) },
  { name: 'their connection', ask: ({ id }) => ({ body: { connectionId: id } }) },
  {
    name: 'their record of a connection that both have',
    ask: ({ id }) => ({ body: { connectionId: 'crm', type: 'customer', id } }),
  },
  { name: 'all', ask: () => ({ body: {} }) },
  { name: 'a family that both have', ask: () => ({ body: { code: 'INVALID_EMAIL' } }) },
];

const byOperation: Readonly<Record<string, readonly Attempt[]>> = {
  'get /v1/{type}/{id}': [byId, shared],
  'get /v1/{type}/{id}/links': [byId, shared],
  'get /v1/{type}/{id}/explain': ['firstName', 'name'].flatMap((field) => [
    { name: `${field} of their id`, ask: ({ id }) => ({ id, query: `?field=${field}` }) },
    { name: `${field} of an id that both have`, ask: () => ({ id: '1', query: `?field=${field}` }) },
  ]),
  'put /v1/{type}/{id}': writes,
  'patch /v1/{type}/{id}': writes,
  'delete /v1/{type}/{id}': [byId, shared],
  'post /v1/{type}/{id}/erase': [shared, byId],
  'post /v1/{type}/{id}/email-confirmation': [shared, byId].map(saying({})),
  'post /v1/{type}/batch': [{ name: 'their ids', ask: (names) => ({ body: { records: rows(names) } }) }],
  'post /v1/{type}/import': [{ name: 'their ids', ask: (names) => ({ body: rows(names) }) }],
  'get /v1/parked': [...lists, ...filters],
  'get /v1/held': [...lists, ...filters],
  'get /v1/conflicts': [...lists, ...filters],
  'get /v1/parked/families': [everything, ...filters],
  'get /v1/held/families': [everything, ...filters],
  'get /v1/conflicts/families': [everything, ...filters],
  'get /v1/conflicts/fields': conflictLists,
  'get /v1/conflicts/decided': conflictLists,
  'post /v1/conflicts/{id}/resolve': [
    { name: 'their number', ask: ({ conflict }) => ({ id: String(conflict), body: { side: 'theirs' } }) },
  ],
  'get /v1/changes': [
    { name: 'all', ask: () => ({}) },
    { name: 'their number as a cursor', ask: ({ seq }) => ({ query: `?after=${seq}` }) },
    { name: 'the number before theirs as a cursor', ask: ({ seq }) => ({ query: `?after=${seq - 1}&limit=1` }) },
  ],
  'post /v1/changes/{id}/accept': answers({ updatedAt: later }),
  'post /v1/changes/{id}/refuse': answers({ reason: 'mine', fields: ['firstName'] }),
  'post /v1/parked/retry': retries,
  'post /v1/held/retry': retries,
  'get /v1/connections': [
    { name: 'all', ask: () => ({}) },
    { name: 'their cursor', ask: ({ id }) => ({ query: cursorOf([id]) }) },
  ],
  'get /v1/connections/{id}': [byId, sharedConnection],
  'put /v1/connections/{id}': [
    { name: 'their id, for the account that they have', ask: connection({}), before: twoConnects },
    { name: 'their id, with a token of nobody', ask: connection({ token: 'pat-na1-of-nobody' }) },
  ],
  'post /v1/connections/{id}/pause': [
    { name: 'their id', ask: ({ id }) => ({ id, body: { reason: 'mine' } }) },
    { name: 'an id that both have', ask: () => ({ id: 'crm', body: { reason: 'mine' } }) },
  ],
  'post /v1/connections/{id}/resume': [byId, sharedConnection],
  'post /v1/connections/{id}/message-url': [byId, { name: 'an id that both have', ask: () => ({ id: 'telling' }) }],
  'get /v1/connections/{id}/quota': [byId, sharedConnection],
  'put /v1/connections/{id}/quota': [byId, sharedConnection].map(saying({ reserve: 0.3, dailyCalls: 100 })),
  'get /v1/connections/{id}/mapping': [byId, sharedConnection],
  'get /v1/connections/{id}/mapping/versions': [
    byId,
    sharedConnection,
    { name: 'an id that both have, with a cursor', ask: () => ({ id: 'crm', query: cursorOf(['1000']) }) },
  ],
  'put /v1/connections/{id}/mapping': [byId, sharedConnection].map(saying({ objects: {} })),
  'post /v1/connections/{id}/mapping/check': [byId, sharedConnection].map(saying({ objects: {} })),
  'post /v1/connections/{id}/mapping/preview': [byId, sharedConnection].map(saying({ document: { objects: {} } })),
  'get /v1/connections/{id}/schedule': [byId, sharedConnection],
  'put /v1/connections/{id}/schedule/{type}': [byId, sharedConnection].map(saying({ seconds: 300, enabled: true })),
  'post /v1/connections/{id}/provision': [saying({ plan: true })(byId)],
  'post /v1/connections/{id}/promote': [
    { name: 'their id', ask: ({ id }) => ({ id, body: { from: 'crm', plan: true } }) },
    { name: 'from theirs', ask: ({ id }) => ({ id: 'crm', body: { from: id, plan: true } }) },
  ],
  'get /v1/connections/{id}/migration': [byId, sharedConnection],
  'get /v1/connections/{id}/migration/report': [
    byId,
    sharedConnection,
    { name: 'their id, record by record', ask: ({ id }) => ({ id, headers: { accept: 'text/csv' } }) },
    { name: 'an id that both have, record by record', ask: () => ({ id: 'crm', headers: { accept: 'text/csv' } }) },
  ],
  'post /v1/connections/{id}/migration': [byId, sharedConnection].map(saying({ pilot: 5 })),
  'post /v1/connections/{id}/migration/approve': [byId, sharedConnection].map(saying({ hash: '6f1c2a9e0b7d' })),
  'post /v1/connections/{id}/migration/start': [byId, sharedConnection],
  'post /v1/connections/{id}/migration/pause': [byId, sharedConnection].map(saying({ reason: 'mine' })),
  'post /v1/connections/{id}/migration/resume': [byId, sharedConnection],
  'post /v1/connections/{id}/migration/cancel': [byId, sharedConnection].map(saying({ reason: 'mine' })),
  'get /v1/destination': [{ name: 'all', ask: () => ({}) }],
  'put /v1/destination': [
    {
      name: 'a place of theirs',
      ask: ({ id }) => ({
        body: { url: `https://${id}.example`, acceptance: 'on-delivery', rotateSecret: true, after: 0 },
      }),
    },
  ],
  'post /v1/destination/resume': [{ name: 'all', ask: () => ({}) }],
  'delete /v1/destination': [{ name: 'all', ask: () => ({}) }],
  'get /health/live': [{ name: 'all', ask: () => ({}) }],
  'get /health/ready': [{ name: 'all', ask: () => ({}) }],
  'get /metrics': [{ name: 'all', ask: () => ({}) }],
};

/** Says whose it wants to be, wherever another service might listen. */
function naming(attempt: Attempt | undefined): readonly Attempt[] {
  if (!attempt) return [];
  const more = (name: string, change: (names: Names) => Ask): Attempt => ({
    ...attempt,
    name,
    ask: (names, scene) => ({ ...attempt.ask(names, scene), ...change(names) }),
  });
  return [
    more('their tenant in the header', ({ tenant }) => ({
      headers: { 'x-tenant-id': tenant, tenant, 'x-tandem-tenant': tenant, cookie: `tenant_id=${tenant}` },
    })),
    more('their tenant in the query', ({ tenant }) => ({ query: `?tenant_id=${tenant}&tenantId=${tenant}` })),
  ];
}

/** With the ETag that tenant two was given. */
const knowingEtag = (attempt: Attempt): Attempt => ({
  name: `${attempt.name}, with their ETag`,
  ask: (names, scene) => ({ ...attempt.ask(names, scene), headers: { 'if-none-match': names.etag } }),
});

const openOfTwo = `tenant_id = 'two' and state not in ('done', 'cancelled')`;
/** How a migration has to stand for what is said of it to be taken. */
const whereTaken: Readonly<Record<string, string>> = {
  planMigration: `state = 'planned'`,
  approveMigration: `state = 'approved'`,
  startMigration: `state = 'ramp'`,
};

/** With an idempotency key that tenant two has used: for the same request, for another one, and for one that is under way. */
function withKey(attempt: Attempt): readonly Attempt[] {
  const ask: Attempt['ask'] = (names, scene) => ({
    ...attempt.ask({ ...names, id: 'crm' }, scene),
    headers: { 'idempotency-key': names.id },
  });
  const used =
    (query: string): NonNullable<Attempt['before']> =>
    async (scene, operation, names) => {
      await scene.api.database.query(`delete from idempotency where tenant_id = 'two'`);
      const standing = whereTaken[operation.id];
      if (standing) {
        const shown = JSON.stringify(migrationOperations[0]?.answer.example);
        await scene.api.database.query(
          `update migration set ${standing}, plan = $1::jsonb -> 'plan' where ${openOfTwo}`,
          [shown],
        );
      }
      const { status } = await scene.ask('two', operation, { ...ask(names, scene), query });
      if (status >= 300) throw new Error(`tenant two could not use its key: ${status}`);
    };
  const lock = `update idempotency set status = null, answer = null, locked_until = now() + interval '1 minute' where tenant_id = 'two'`;
  return [
    { name: 'their idempotency key', ask, before: used('') },
    {
      name: 'their idempotency key of another request',
      ask,
      before: used('?other'),
    },
    {
      name: 'their idempotency key of a request under way',
      ask,
      before: async (scene, operation, names) => {
        await used('')(scene, operation, names);
        await scene.api.database.query(lock);
      },
    },
  ];
}

const known = { id: only('two'), tenant: 'two', etag: '"unknown"', seq: seqOf('two') };
/** As long, and at the same place in every order: a cursor is a place. */
const unknown = { id: 'only-twp', tenant: 'owt', etag: '"nothing"', seq: seqOf('two') + 2 };

/** What came through, by the name of the attempt; nothing, when tenants are apart. */
export async function breachesAt(scene: Scene, operation: Operation, attacker: Attacker): Promise<readonly string[]> {
  const found: string[] = [];
  for (const attempt of attemptsOn(operation) ?? []) {
    const breaches = await breachesOf(scene, operation, { attacker, attempt });
    found.push(...breaches.map((breach) => `${attempt.name}, as ${attacker}: ${breach}`));
  }
  return found;
}

interface Made {
  readonly attacker: Attacker;
  readonly attempt: Attempt;
}

async function breachesOf(scene: Scene, operation: Operation, { attacker, attempt }: Made): Promise<readonly string[]> {
  const conflicts = await scene.conflictsOf('two');
  const theirs = { ...known, conflict: conflicts.theirs };
  const nobodys = { ...unknown, conflict: conflicts.nobodys };
  await attempt.before?.(scene, operation, theirs);
  const names = { ...theirs, etag: await etagOf(scene, { operation, attempt, theirs }) };
  // What tenant two did for the attempt is nobody's breach.
  await scene.takeChanges();
  const asTheirs = await made(scene, operation, { attacker, ask: attempt.ask(names, scene) });
  const asNobodys = await made(scene, operation, { attacker, ask: attempt.ask(nobodys, scene) });
  // It may have been to erase what the next one is about.
  if (attempt.before) await scene.restore('two');
  const withTheirs = seen(asTheirs.reply, names);
  const withNobodys = seen(asNobodys.reply, nobodys);
  const changed = [...asTheirs.changed, ...asNobodys.changed];
  const breaches = {
    [`it changes what another tenant holds: ${changed.join()}`]: changed.length > 0,
    [`it is told apart: ${withTheirs} not ${withNobodys}`]: operation.scope !== null && withTheirs !== withNobodys,
    'a value is told': withTheirs.includes(markOf('two')),
    'an id is told that was not sent': withTheirs.includes(theirs.id),
  };
  return Object.entries(breaches).flatMap(([breach, isThere]) => (isThere ? [breach] : []));
}

interface Done {
  readonly reply: Reply;
  /** What of others was changed by it: `two.record`. */
  readonly changed: readonly string[];
}

/** What was asked for is done, and undone where it was the attacker's own. */
async function made(
  scene: Scene,
  operation: Operation,
  { attacker, ask }: { readonly attacker: Attacker; readonly ask: Ask },
): Promise<Done> {
  const reply = await scene.ask(attacker, operation, ask);
  const changes = await scene.takeChanges();
  const own = changes.get(attacker);
  if (own) await scene.restore(attacker, own);
  const others = [...changes].filter(([tenant]) => tenant !== attacker);
  return { reply, changed: others.flatMap(([tenant, names]) => names.map((name) => `${tenant}.${name}`)) };
}

/** That tenant two is given for the same request. */
async function etagOf(
  scene: Scene,
  asked: { readonly operation: Operation; readonly attempt: Attempt; readonly theirs: Names },
): Promise<string> {
  const { operation, attempt, theirs } = asked;
  if (operation.method !== 'get') return theirs.etag;
  const { headers } = await scene.ask('two', operation, attempt.ask(theirs, scene));
  return headers['etag'] ?? theirs.etag;
}

/** An answer without what was sent, and without the moment at which it was given. */
function seen({ status, headers, text }: Reply, names: Names): string {
  const fields = Object.entries(headers).filter(([name]) => !['date', 'etag'].includes(name));
  const answer = JSON.stringify([status, fields, text]);
  return answer
    .replaceAll(names.id, 'ID')
    .replaceAll(String(names.seq), 'NUMBER')
    .replaceAll(String(names.seq - 1), 'NUMBER-1')
    .replaceAll(String(names.conflict), 'NUMBER')
    .replaceAll(/whsec_[\w+/=]+/g, 'SECRET')
    .replaceAll(/(?<=\/)[\w-]{43}(?=\\?")/g, 'SECRET')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/"keep-alive","timeout=\d+"/g, '');
}
