import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a batch is about to send stands in one row instead of on each link: a link is written once in a look and not twice
 * (ADR 10). What a link says of the CRM's side is left out where it is what it says of ours. And a link no longer asks once
 * per row whether its connection is there, as a mark does not since 20261123000050. Takes a short exclusive lock on the
 * tables, whatever their size.
 */
export class IntentsOfABatch20261125000200 implements MigrationInterface {
  readonly name = 'IntentsOfABatch20261125000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(cheaperLinks);
    await runner.query('grant select, insert, delete on batch_intents to tandem_app');
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * intents: [{ source_id, intent }]. Read after a crash only, so it is neither parsed nor compressed on its way in: json and
 * not jsonb, stored as it is.
 */
const table = `
create table batch_intents (
  tenant_id     text not null,
  connection_id text not null,
  object        text not null,
  shard         smallint not null,
  seq           bigint generated always as identity,
  intents       json not null,
  primary key (tenant_id, connection_id, object, shard, seq),
  foreign key (tenant_id, connection_id) references connection on delete cascade
);
alter table batch_intents alter column intents set storage external;
alter table batch_intents enable row level security;
create policy own_tenant on batch_intents
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
`;

/** remote_base: null where it equals local_base, as it does for most. */
const cheaperLinks = `
alter table link alter column remote_base drop not null;
alter table link drop constraint link_tenant_id_connection_id_fkey;

create or replace function delete_marks() returns trigger language plpgsql as $$
begin
  delete from dirty where tenant_id = old.tenant_id and connection_id = old.id;
  delete from link where tenant_id = old.tenant_id and connection_id = old.id;
  return null;
end $$;
`;
