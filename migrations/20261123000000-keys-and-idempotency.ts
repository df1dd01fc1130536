import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * API keys keep their last use and may have a request limit of their own; answers to posts are kept for a day under the
 * caller's idempotency key. Adds columns without a default, so no table is rewritten; takes milliseconds at any size.
 */
export class KeysAndIdempotency20261123000000 implements MigrationInterface {
  readonly name = 'KeysAndIdempotency20261123000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keys);
    await runner.query(idempotency);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** The service may note that a key was used, and nothing else about it. */
const keys = `
alter table api_key
  add column last_used_at        timestamptz,
  add column requests_per_second integer check (requests_per_second > 0);
grant update (last_used_at) on api_key to tandem_app;

drop function find_api_key(bytea);
create function find_api_key(p_hash bytea)
returns table (tenant_id text, key_id text, scopes text[], requests_per_second integer, last_used_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.tenant_id, k.id, k.scopes, k.requests_per_second, k.last_used_at
    from api_key k where k.hash = p_hash and k.revoked_at is null
$$;
revoke execute on function find_api_key(bytea) from public;
grant execute on function find_api_key(bytea) to tandem_app;
`;

/**
 * answer is null while the request is being worked on. fingerprint: SHA-256 of method, path and body, so that one key is
 * not used for two requests.
 */
const idempotency = `
create table idempotency (
  tenant_id    text not null references tenant,
  key          text not null,
  fingerprint  bytea not null,
  locked_until timestamptz not null,
  status       smallint,
  answer       text,
  created_at   timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_by_age on idempotency (tenant_id, created_at);
alter table idempotency enable row level security;
create policy own_tenant on idempotency
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on idempotency to tandem_app;
`;
