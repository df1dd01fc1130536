import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to be marked of a connection as a whole, and how far that has come (ADR 21). A new table. */
export class Markings20261128010000 implements MigrationInterface {
  readonly name = 'Markings20261128010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * kind: which records of the type. after_id: behind which record of ours to go on. due_at: until then it is in the hands of whoever
 * works at it. A marking is asked for before its connection is stored, as marks are locked before it, so that its key is checked last.
 */
const table = `
create table marking (
  tenant_id     text not null,
  connection_id text not null,
  object        text not null,
  kind          text not null check (kind in ('unlinked', 'remapped')),
  reads_remote  boolean not null,
  after_id      text not null default '',
  due_at        timestamptz not null,
  primary key (tenant_id, connection_id, object, kind),
  foreign key (tenant_id, connection_id) references connection on delete cascade deferrable initially deferred
);
alter table marking enable row level security;
create policy own_tenant on marking
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
revoke all on marking from tandem_app;
grant select, insert, delete, update (reads_remote, after_id, due_at) on marking to tandem_app;
`;

/**
 * One that nobody works at any more: who works at one of a connection has those of its other types still before him. There are hardly
 * ever any.
 */
const claim = `
create function claim_marking(p_now timestamptz, p_lease interval)
returns table (tenant_id text, connection_id text, object text, kind text)
language sql volatile security definer set search_path = public, pg_temp as $$
  update marking m set due_at = p_now + p_lease
   where (m.tenant_id, m.connection_id, m.object, m.kind) = (
     select d.tenant_id, d.connection_id, d.object, d.kind from marking d
      where not exists (
        select from marking o
         where o.tenant_id = d.tenant_id and o.connection_id = d.connection_id and o.kind = d.kind and o.due_at > p_now)
      order by d.due_at, d.tenant_id, d.connection_id, d.object, d.kind limit 1
        for no key update skip locked
   )
  returning m.tenant_id, m.connection_id, m.object, m.kind
$$;
revoke execute on function claim_marking(timestamptz, interval) from public;
grant execute on function claim_marking(timestamptz, interval) to tandem_app;
`;
