import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses that CRMs have refused, by hash. One small table; takes milliseconds. */
export class EmailVerdicts20261126010100 implements MigrationInterface {
  readonly name = 'EmailVerdicts20261126010100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** hash: SHA-256 of the address as it is sent. code: the CRM's. */
const table = `
create table email_verdict (
  tenant_id     text not null,
  connection_id text not null,
  hash          bytea not null,
  code          text not null,
  refused_at    timestamptz not null,
  primary key (tenant_id, connection_id, hash),
  foreign key (tenant_id, connection_id) references connection on delete cascade
);
alter table email_verdict enable row level security;
create policy own_tenant on email_verdict
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on email_verdict to tandem_app;
`;
