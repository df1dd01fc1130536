import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Messages of CRMs that sign nothing: the URL that they are sent to holds a secret, and by its digest the connection is found.
 * A column without a default and an index of nothing: no table is rewritten, and locks last a moment.
 */
export class Messages20261126005000 implements MigrationInterface {
  readonly name = 'Messages20261126005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(column);
    await runner.query(routing);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** SHA-256 of 32 random bytes: the secret itself is kept nowhere, as with API keys. Null: no message is taken. */
const column = `
alter table connection add column message_digest bytea check (octet_length(message_digest) = 32);
create index connection_by_message_digest on connection (message_digest) where message_digest is not null;
`;

/** Whose messages come with this secret: known before the tenant is. */
const routing = `
create function find_message_connection(p_digest bytea)
returns table (tenant_id text, connection_id text, crm text, account_id text)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.tenant_id, c.id, c.crm, c.account_id from connection c where c.message_digest = p_digest
$$;
revoke execute on function find_message_connection(bytea) from public;
grant execute on function find_message_connection(bytea) to tandem_app;
`;
