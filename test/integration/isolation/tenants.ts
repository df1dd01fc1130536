/**
 * Tenants that have something in every table, under the same ids, and a mark on every value by which it is known wherever
 * it turns up. Also what a tenant holds, byte for byte, to see that an attack on another one has changed nothing.
 */
import { randomUUID } from 'node:crypto';
import { newLink, type Link } from '../../../src/core/link';
import { migrationDefaults, newMigration } from '../../../src/core/migration';
import type { Clash } from '../../../src/core/news';
import type { CustomField } from '../../../src/core/custom-fields';
import { objectTypes } from '../../../src/core/record';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import { appendChanges, storeAnswers, takeSeqs } from '../../../src/store/changes';
import { storeClashes } from '../../../src/store/conflicts';
import { storeConnection, type Connection } from '../../../src/store/connections';
import { lockDestination, noteFailed, storeDestination } from '../../../src/store/destinations';
import { storeRefusedEmails } from '../../../src/store/email-verdicts';
import { storeEventStream } from '../../../src/store/event-streams';
import { claimIdempotencyKey, keepAnswer } from '../../../src/store/idempotency';
import { storeIntents } from '../../../src/store/intents';
import { appendCallouts, appendJournal } from '../../../src/store/journal';
import { insertMigration, saveMigration } from '../../../src/store/migrations';
import { storeLinks } from '../../../src/store/links';
import { lockQuota, storeQuota } from '../../../src/store/quota';
import { storeSecret } from '../../../src/store/secrets';
import { bindStranger } from '../../../src/store/strangers';
import { storeTombstones } from '../../../src/store/tombstones';
import { startRefreshing } from '../../../src/store/token-refresh';
import { inTenant, type DataSource, type EntityManager } from '../../../src/store/transaction';
import type { TestDatabase } from '../../support/database';
import { readTables, type Table } from './catalog';

export const now = new Date('2026-03-01T12:00:00Z');

/** As the door of a scene has them. */
const keys = openSecretKeys({ secretKey: 'a key that seals nothing of worth', previousSecretKey: null, dataDir: '' });

/** Stands in every value of a tenant that is no id. */
export const markOf = (tenantId: string): string => `property-of-${tenantId}`;

/** An id that this tenant alone has. */
export const only = (tenantId: string): string => `only-${tenantId}`;

/** The number of a change that this tenant alone has; every tenant has the changes 1 and 2. */
export const seqOf = (tenantId: string): number => Buffer.from(tenantId).reduce((sum, byte) => sum + byte, 0) * 1_000;

/**
 * Puts a row or more into every table: records 1 and `only-…`, connections crm and `only-…`, links that wait, changes and
 * conflicts, each open and closed.
 */
export async function fillTenant(app: DataSource, tenantId: string): Promise<void> {
  await inTenant(app, tenantId, async (tx) => {
    for (const id of ['crm', only(tenantId)]) await storeConnection(tx, connectionOf(tenantId, id), now);
    await fillRecords(tx, tenantId);
    for (const connectionId of ['crm', only(tenantId)]) await fillConnection(tx, tenantId, connectionId);
    await fillChanges(tx, tenantId);
    await fillDestination(tx, tenantId);
    const keyed = { key: `key-of-${tenantId}`, fingerprint: Buffer.from(tenantId) };
    await claimIdempotencyKey(tx, tenantId, keyed, now);
    await tx.query('insert into webhook_seen (tenant_id, digest, seen_at) values ($1, $2, $3)', [
      tenantId,
      Buffer.from(markOf(tenantId)),
      now,
    ]);
    await keepAnswer(tx, tenantId, keyed.key, { status: 200, answer: JSON.stringify(markOf(tenantId)) });
  });
}

async function fillConnection(tx: EntityManager, tenantId: string, connectionId: string): Promise<void> {
  const stream = { connectionId, object: 'customer' } as const;
  await storeSecret(tx, tenantId, { connectionId, name: 'access-token', sealed: Buffer.from(markOf(tenantId)) });
  await storeEventStream(tx, { tenantId, id: connectionId }, now);
  const quota = await lockQuota(tx, { tenantId, id: connectionId }, now);
  if (quota === null) throw new Error(`there is no connection ${connectionId}`);
  const lanes = { live: seqOf(tenantId), inbound: 0, retry: 0, migration: 0, audit: 0 };
  const hour = { from: now, lanes, others: seqOf(tenantId), burst: 0 };
  await storeQuota(tx, { tenantId, id: connectionId }, quota.book, [hour]);
  const life = { refreshAt: now, expiresAt: now };
  await startRefreshing(tx, { tenantId, id: connectionId }, { ...life, clientId: markOf(tenantId), now });
  const links = [
    linkOf(tenantId, '1', 'parked'),
    linkOf(tenantId, only(tenantId), 'parked'),
    linkOf(tenantId, 'in-conflict', 'conflict'),
    linkOf(tenantId, `${only(tenantId)}-3`, 'held'),
    linkOf(tenantId, `${only(tenantId)}-2`, 'conflict'),
  ];
  await storeLinks(tx, tenantId, stream, { links, now });
  const failure = { kind: 'rejected', code: 'NO', message: markOf(tenantId), since: now, at: now };
  await tx.query(`update cursor set failures = 1, failure = $3 where tenant_id = $1 and connection_id = $2`, [
    tenantId,
    connectionId,
    JSON.stringify(failure),
  ]);
  const document = { objects: { customer: { fields: [{ field: 'firstName', property: markOf(tenantId) }] } } };
  await tx.query(
    'insert into mapping_version (tenant_id, connection_id, version, document, created_at) values ($1, $2, 1000, $3, $4)',
    [tenantId, connectionId, JSON.stringify(document), now],
  );
  await fillMigration(tx, { tenantId, connectionId });
  await tx.query(
    `insert into marking (tenant_id, connection_id, object, kind, reads_remote, after_id, due_at) values ($1, $2, 'customer', 'unlinked', false, $3, $4)`,
    [tenantId, connectionId, markOf(tenantId), now],
  );
  const refused = [{ address: `ada@${markOf(tenantId)}.example`, code: markOf(tenantId) }];
  await storeRefusedEmails(tx, tenantId, connectionId, { refused, now });
  const intent = { number: 1, at: now.toISOString(), fields: { firstName: markOf(tenantId) } };
  await storeIntents(tx, { tenantId, ...stream, shard: 0, fence: 0 }, [{ sourceId: '1', intent }]);
  const changes = { firstName: { from: null, to: markOf(tenantId) } };
  const entry = {
    sourceId: '1',
    what: 'created',
    why: markOf(tenantId),
    changes,
    signals: ['live'],
    mappingVersion: '1-x',
  } as const;
  await appendJournal(tx, tenantId, stream, { entries: [entry], now });
  await bindStranger(tx, tenantId, stream, { externalId: `${markOf(tenantId)}/new`, sourceId: only(tenantId), seq: 1 });
  const found = [clashOf(tenantId, 'firstName', 'ask'), clashOf(tenantId, 'lastName', 'ours')];
  await storeClashes(tx, tenantId, stream, { links: [{ sourceId: '1', found, over: [] }], mappingVersion: '1-x', now });
  const externalId = `${markOf(tenantId)}/erased`;
  await storeTombstones(tx, keys, tenantId, { names: [{ ...stream, externalId }], now });
  await tx.query(
    `insert into erasure (tenant_id, connection_id, object, external_id, noted_at, due_at) values ($1, $2, 'customer', $3, $4, $4)`,
    [tenantId, connectionId, externalId, now],
  );
  const call = { method: 'POST', endpoint: '/x', status: 200, durationMs: 5, rows: 1, attempt: 1, failure: null };
  await appendCallouts(tx, tenantId, stream, [{ ...call, at: now, correlationId: markOf(tenantId) }]);
}

/** One that waits for a person: nothing of it goes on by itself. */
async function fillMigration(
  tx: EntityManager,
  { tenantId, connectionId }: { readonly tenantId: string; readonly connectionId: string },
): Promise<void> {
  const name = { tenantId, connectionId, id: randomUUID() };
  const reason = { code: 'PAUSED', message: markOf(tenantId) };
  const paused = { state: 'paused', pausedFrom: 'ramp', startedAt: now, reason } as const;
  const migration = { ...newMigration(name, migrationDefaults, now), ...paused };
  await insertMigration(tx, migration, null);
  await saveMigration(tx, migration, null);
}

/** Two that have the numbers of everybody, one of them refused; one with a number of its own. */
async function fillChanges(tx: EntityManager, tenantId: string): Promise<void> {
  const value = markOf(tenantId);
  const stream = { connectionId: 'crm', object: 'customer' } as const;
  const ids = new Map([
    [await takeSeqs(tx, tenantId, 2), '1'],
    [2, '1'],
    [(await takeSeqs(tx, tenantId, seqOf(tenantId) - 2)) + seqOf(tenantId) - 3, only(tenantId)],
  ]);
  const news = { kind: 'changed', fields: { firstName: { from: value, to: value } } } as const;
  const changes = [...ids].map(([seq, sourceId]) => ({ seq, sourceId, externalId: `${value}/${sourceId}`, news }));
  await appendChanges(tx, tenantId, stream, { changes, now });
  const refused = { firstName: { as: 'refused', at: now.toISOString(), reason: value } } as const;
  await storeAnswers(tx, tenantId, { seq: 2, answers: refused, closedAt: now });
}

const clashOf = (tenantId: string, field: string, outcome: 'ask' | 'ours'): Clash => {
  const value = markOf(tenantId);
  const policy = outcome === 'ask' ? 'ask' : 'order-system';
  return { field, policy, base: value, ours: value, theirs: value, oursAt: now, theirsAt: now, outcome };
};

/** Where nothing was taken yet. */
async function fillDestination(tx: EntityManager, tenantId: string): Promise<void> {
  await lockDestination(tx, tenantId, now);
  const sealed = Buffer.from(markOf(tenantId));
  const secrets = { current: sealed, previous: { sealed, until: now } };
  const url = `https://${markOf(tenantId)}.example/`;
  await storeDestination(tx, tenantId, { url, acceptance: 'explicit', secrets, deliveredSeq: 0 }, null);
  const error = { code: 'HTTP_500', message: markOf(tenantId) };
  const failed = { trouble: { attempts: 1, since: now }, error, retryAt: now, now };
  await noteFailed(tx, { tenantId, fence: 0 }, failed);
}

const linkOf = (tenantId: string, sourceId: string, state: 'parked' | 'conflict' | 'held'): Link => ({
  ...newLink(sourceId),
  state,
  externalId: `${markOf(tenantId)}/${sourceId}`,
  standings: { firstName: { offers: [{ seq: 1, value: markOf(tenantId) }] } },
  reason: { code: 'INVALID_EMAIL', message: markOf(tenantId) },
});

const connectionOf = (tenantId: string, id: string): Connection => ({
  tenantId,
  id,
  crm: 'hubspot',
  environment: 'test',
  state: 'active',
  reason: null,
  accountId: `account of ${id}`,
  baseUrl: 'http://127.0.0.1:9',
  settings: {
    customFields: [customFieldOf(tenantId)],
    fieldRules: [{ object: 'customer', field: 'custom.tier', direction: 'both' }],
    recordUrl: `https://${markOf(tenantId)}.example/{type}/{id}`,
    quota: { reserve: 0.2, dailyCalls: seqOf(tenantId) },
  },
  throttledUntil: null,
});

const customFieldOf = (tenantId: string): CustomField => ({
  ...{ object: 'customer', name: 'tier', property: 'tier', type: 'list', unique: false },
  ...{ label: markOf(tenantId), options: [markOf(tenantId)] },
});

/** Records of every type, with a mark in every connection. */
async function fillRecords(tx: EntityManager, tenantId: string): Promise<void> {
  const name = markOf(tenantId);
  const parents = { companyId: only(tenantId), customerId: only(tenantId) };
  const fields = {
    company: { name },
    customer: { firstName: name, email: 'both@example.com', companyId: only(tenantId) },
    order: parents,
  };
  const lines = [{ lineId: '1', sku: name, name, quantity: 1, unitPriceMinor: 100 }];
  await tx.query(
    `insert into record (tenant_id, object, source_id, fields, lines, field_at, updated_at, revision)
     select $1, object, id, $2::jsonb -> object, case when object = 'order' then $3::jsonb end, '{}', $4, 1
       from unnest($5::text[]) as object cross join unnest(array['1', $6]) as id`,
    [tenantId, JSON.stringify(fields), JSON.stringify(lines), now, objectTypes, only(tenantId)],
  );
  await tx.query(
    `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at)
     select r.tenant_id, c.id, r.object, r.source_id, 0, $2 from record r join connection c using (tenant_id) where tenant_id = $1`,
    [tenantId, now],
  );
}

/**
 * All that these tenants have in all tables, as text. When a key was last used is left out: it is noted aside.
 * @param tables as `readTables` answers, for who asks often
 */
export async function snapshotOf(
  database: TestDatabase,
  tenantIds: readonly string[],
  tables: readonly Table[] | null = null,
): Promise<string> {
  const walled = (tables ?? (await readTables(database))).filter(({ tenantColumn }) => tenantColumn !== null);
  const parts = walled.map(
    ({ name, tenantColumn }) =>
      `select '${name}' as name, (select jsonb_agg(to_jsonb(t) - 'last_used_at' order by to_jsonb(t)::text)
         from ${name} t where ${tenantColumn ?? ''} = any($1))::text as rows`,
  );
  const found = await database.query<{ name: string; rows: string | null }>(parts.join(' union all '), [tenantIds]);
  return found.map(({ name, rows }) => `${name}: ${rows ?? 'nothing'}`).join('\n');
}
