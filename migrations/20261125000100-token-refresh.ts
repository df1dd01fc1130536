import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Connections whose access token ends and is refreshed: when, and by whom at the moment. The tokens themselves are sealed,
 * in `secret`. New tables and functions, and a column with a constant default: locks no table for more than a moment.
 */
export class TokenRefresh20261125000100 implements MigrationInterface {
  readonly name = 'TokenRefresh20261125000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(standing);
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * generation: the number of the tokens that are stored, one more with each pair; whoever has refreshed stores its answer
 * only in the place of those it had asked with. fence: the number of the lease; whoever was refused says so only while it
 * holds the lease. No row: the token of the connection does not end.
 *
 * connection.authorised: how often a person has let us in; what was heard under an earlier authorisation says nothing.
 */
const table = `
create table token_refresh (
  tenant_id     text not null,
  connection_id text not null,
  client_id     text not null,
  generation    bigint not null,
  refreshed_at  timestamptz not null,
  refresh_at    timestamptz not null,
  expires_at    timestamptz not null,
  attempts      smallint not null default 0,
  retry_at      timestamptz,
  fence         bigint not null default 0,
  lease_until   timestamptz,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 70);
alter table token_refresh enable row level security;
create policy own_tenant on token_refresh
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));

alter table connection add column authorised integer not null default 1;
`;

/**
 * failing: the last refresh has failed. due: past its time to be refreshed, which is so whenever nobody has called for a
 * while. A row for each state of every CRM that is connected, as in connection_standing.
 */
const standing = `
create function token_standing(p_now timestamptz) returns table (crm text, state text, tokens bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.crm, states.state, count(*) filter (
           where states.state = case when t.attempts > 0 then 'failing' when t.refresh_at <= p_now then 'due'
                                     when t.refresh_at > p_now then 'fresh' end)
    from connection c
    cross join unnest(array['fresh', 'due', 'failing']) as states (state)
    left join token_refresh t on t.tenant_id = c.tenant_id and t.connection_id = c.id
   group by 1, 2
$$;
`;

const rights = `
grant select, insert, update, delete on token_refresh to tandem_app;
revoke execute on function token_standing(timestamptz) from public;
grant execute on function token_standing(timestamptz) to tandem_app;
`;
