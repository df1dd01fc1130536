/**
 * Addresses that a CRM has refused, by hash: the next record with one is not sent for nothing. Of an address itself nothing is
 * kept here, and who has it can be told by nobody who does not know it.
 */
import { createHash } from 'node:crypto';
import type { EmailRefusal } from '../core/email-gate';
import type { ObjectType } from '../core/record';
import { normalForm } from '../core/values';
import { rows, type EntityManager } from './transaction';

interface VerdictRow {
  readonly hash: string;
  readonly code: string;
  readonly at: Date;
}

/** @param address cleaned */
const hashOf = (address: string): string => createHash('sha256').update(address).digest('hex');

/** Those of the addresses that the CRM of this connection has refused. */
export async function readRefusedEmails(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, EmailRefusal>> {
  if (addresses.length === 0) return new Map();
  const byHash = new Map(addresses.map((address) => [hashOf(address), address]));
  const found = await rows<VerdictRow>(
    tx,
    `select encode(hash, 'hex') as hash, code, refused_at as at from email_verdict
      where tenant_id = $1 and connection_id = any(array(select id from connection where tenant_id = $1 and id = coalesce($2, id)))
        and hash = any(array(select decode(h, 'hex') from unnest($3::text[]) as h))`,
    [tenantId, connectionId, [...byHash.keys()]],
  );
  return new Map(found.map(({ hash, code, at }) => [byHash.get(hash) ?? '', { code, at: at.toISOString() }]));
}

export async function storeRefusedEmails(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
  {
    refused,
    now,
  }: { readonly refused: readonly { readonly address: string; readonly code: string }[]; readonly now: Date },
): Promise<void> {
  const codes = new Map(refused.map(({ address, code }) => [hashOf(address), code]));
  if (codes.size === 0) return;
  await tx.query(
    `insert into email_verdict (tenant_id, connection_id, hash, code, refused_at)
     select $1, $2, decode(s.hash, 'hex'), s.code, $5 from unnest($3::text[], $4::text[]) as s (hash, code) order by s.hash
     on conflict (tenant_id, connection_id, hash) do update set code = excluded.code, refused_at = excluded.refused_at`,
    [tenantId, connectionId, [...codes.keys()], [...codes.values()], now],
  );
}

/**
 * The CRM is asked again about these addresses.
 * @param connectionId null: in all connections
 */
export async function forgetRefusedEmails(
  tx: EntityManager,
  tenantId: string,
  connectionId: string | null,
  addresses: readonly string[],
): Promise<void> {
  await tx.query(
    `delete from email_verdict
      where tenant_id = $1 and connection_id = any(array(select id from connection where tenant_id = $1 and id = coalesce($2, id)))
        and hash = any(array(select decode(h, 'hex') from unnest($3::text[]) as h))`,
    [tenantId, connectionId, addresses.map(hashOf)],
  );
}

/**
 * What was refused of the addresses of these records is forgotten, in all connections: of those that they have and of those that are
 * anywhere in what was done with them. Before their values are removed; whoever else has one of them has it refused once more.
 */
export async function forgetEmailsOf(
  tx: EntityManager,
  {
    tenantId,
    object,
    sourceIds,
  }: { readonly tenantId: string; readonly object: ObjectType; readonly sourceIds: readonly string[] },
): Promise<void> {
  const found = await rows<{ said: string }>(
    tx,
    `select distinct text #>> '{}' as said
       from (select fields from record where ${isOfThese}
             union all select local_base from link where ${isOfThese}
             union all select remote_base from link where ${isOfThese}
             union all select intents from link where ${isOfThese}
             union all select standings from link where ${isOfThese}
             union all select changes from journal where ${isOfThese}
             union all select fields from change where ${isOfThese}
             union all select jsonb_build_array(base, ours, theirs) from conflict where ${isOfThese}) as all_said (values)
      cross join lateral jsonb_path_query(all_said.values, '$.** ? (@ like_regex "@")') as text`,
    [tenantId, object, sourceIds],
  );
  const addresses = found.map(({ said }) => normalForm('email', said)).filter((one) => typeof one === 'string');
  if (addresses.length > 0) await forgetRefusedEmails(tx, tenantId, null, addresses);
}

const isOfThese = 'tenant_id = $1 and object = $2 and source_id = any($3)';
