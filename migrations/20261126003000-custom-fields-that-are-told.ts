import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which custom fields there are, over all tenants, and how they flow: an app at a CRM has one list of subscriptions for all
 * accounts that have installed it. A function, so the migration takes milliseconds at any size and locks no table. It is called
 * once an hour, and reads all settings: 220,000 fields of 2,000 connections take half a second (2026-11, Postgres 18.4).
 */
export class CustomFieldsThatAreTold20261126003000 implements MigrationInterface {
  readonly name = 'CustomFieldsThatAreTold20261126003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ruledCustomFields);
    await runner.query(`
      revoke execute on function ruled_custom_fields(text, text) from public;
      grant execute on function ruled_custom_fields(text, text) to tandem_app;
    `);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * Of the connections whose webhooks are those of the app p_client (null: of any app), how many have a custom field on this
 * property with this rule; what nobody has said of it is null. Names of properties and numbers, and not whose they are.
 *
 * A connection with a token that does not end counts as well, since the app may be installed beside it; unless it has named
 * a secret of its own, as its webhooks are then those of another app.
 */
const ruledCustomFields = `
create function ruled_custom_fields(p_crm text, p_client text)
returns table (object text, property text, direction text, enforce boolean, connections bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.object, f.property, r.direction, r.enforce, count(*)
    from connection c
    left join token_refresh t on t.tenant_id = c.tenant_id and t.connection_id = c.id
    cross join lateral jsonb_to_recordset(coalesce(c.settings -> 'customFields', '[]'))
      as f (object text, name text, property text)
    left join lateral jsonb_to_recordset(coalesce(c.settings -> 'fieldRules', '[]'))
      as r (object text, field text, direction text, enforce boolean)
      on r.object = f.object and r.field = 'custom.' || f.name
   where c.crm = p_crm
     and case when t.client_id is not null then t.client_id = coalesce(p_client, t.client_id)
              else not exists (select from secret s where s.tenant_id = c.tenant_id and s.connection_id = c.id
                                  and s.name = 'webhook-secret') end
   group by 1, 2, 3, 4
$$;
`;
