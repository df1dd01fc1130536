import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the order system is told of the CRM's changes, what it has answered, and where the two sides differed. Adds a column
 * and three small tables; takes milliseconds.
 */
export class Changes20261126000100 implements MigrationInterface {
  readonly name = 'Changes20261126000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table link add column standings jsonb');
    await runner.query(tables);
    for (const table of ['change_feed', 'change', 'conflict']) await runner.query(wall(table));
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * change_feed holds the number given out last. Whoever takes numbers keeps its row until the commit, so that changes become
 * visible in the order of their numbers: a reader who has seen 7 never misses a 6.
 */
const tables = `
create table change_feed (
  tenant_id text primary key references tenant,
  last_seq  bigint not null
) with (fillfactor = 50);

create table change (
  tenant_id     text not null,
  seq           bigint not null,
  at            timestamptz not null,
  kind          text not null check (kind in ('changed', 'created', 'deleted', 'restored', 'merged', 'erased')),
  connection_id text not null,
  object        text not null,
  source_id     text,
  external_id   text,
  -- kind changed: by field, {from, orFrom?, to}. kind merged: {into}.
  fields        jsonb not null,
  -- by field: {as, at, reason?, by?}
  answers       jsonb not null default '{}',
  -- since when nothing of it waits for an answer
  closed_at     timestamptz,
  primary key (tenant_id, seq)
);
create index change_by_record on change (tenant_id, object, source_id, seq);
create index change_open on change (tenant_id, seq) where closed_at is null;

create table conflict (
  tenant_id     text not null,
  seq           bigint generated always as identity,
  at            timestamptz not null,
  connection_id text not null,
  object        text not null,
  source_id     text not null,
  field         text not null,
  policy        text not null,
  base          jsonb,
  ours          jsonb,
  theirs        jsonb,
  ours_at       timestamptz,
  theirs_at     timestamptz,
  -- what a person has said, until the next look carries it out: {side, note?, at}
  resolution    jsonb,
  outcome       text check (outcome in ('ours', 'theirs', 'equal')),
  closed_at     timestamptz,
  primary key (tenant_id, seq),
  check ((outcome is null) = (closed_at is null))
);
create unique index conflict_open on conflict (tenant_id, connection_id, object, source_id, field) where closed_at is null;
create index conflict_by_record on conflict (tenant_id, object, source_id, seq);
`;

const wall = (table: string): string => `
  alter table ${table} enable row level security;
  create policy own_tenant on ${table}
    using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
`;

const rights = `
grant select, insert, update on change_feed to tandem_app;
grant select, insert, update (answers, closed_at) on change to tandem_app;
grant select, insert, update (at, policy, base, ours, theirs, ours_at, theirs_at, resolution, outcome, closed_at)
  on conflict to tandem_app;
`;
