import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * mapping_version: every document that a connection's mapping was said in; the live one stands in the settings as well.
 * link.mapping: the version by which the baselines of a link were made, so that what a later one says otherwise is told anew.
 * A new table, and a column whose default is kept beside the table: nothing is rewritten.
 */
export class MappingVersions20261126010300 implements MigrationInterface {
  readonly name = 'MappingVersions20261126010300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table mapping_version (
        tenant_id     text not null,
        connection_id text not null,
        version       integer not null check (version > 0),
        document      jsonb not null,
        created_at    timestamptz not null,
        primary key (tenant_id, connection_id, version),
        foreign key (tenant_id, connection_id) references connection on delete cascade
      );
      alter table mapping_version enable row level security;
      create policy own_tenant on mapping_version
        using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
      revoke all on mapping_version from tandem_app;
      grant select, insert on mapping_version to tandem_app;

      alter table link add column mapping integer not null default 0;
    `);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}
