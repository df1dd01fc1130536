import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which fields a CRM has to tell of, also where a connection's mapping is a document. Replaces a function: no table is locked. */
export class MappedFieldsThatAreTold20261126010600 implements MigrationInterface {
  readonly name = 'MappedFieldsThatAreTold20261126010600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ruledCustomFields);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * As before, and beside the custom fields of settings all fields of documents: any of them may be mapped to a property that the
 * catalogue knows nothing of. Those that it does know are counted as well, and cost nothing: they are told of anyway.
 */
const ruledCustomFields = `
create or replace function ruled_custom_fields(p_crm text, p_client text)
returns table (object text, property text, direction text, enforce boolean, connections bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.object, f.property, f.direction, f.enforce, count(*)
    from connection c
    left join token_refresh t on t.tenant_id = c.tenant_id and t.connection_id = c.id
    cross join lateral (
      select s.object, s.property, r.direction, r.enforce
        from jsonb_to_recordset(coalesce(c.settings -> 'customFields', '[]')) as s (object text, name text, property text)
        left join lateral jsonb_to_recordset(coalesce(c.settings -> 'fieldRules', '[]'))
          as r (object text, field text, direction text, enforce boolean)
          on r.object = s.object and r.field = 'custom.' || s.name
      union all
      select o.key, l.property, l.direction, l.enforce
        from jsonb_each(coalesce(c.settings #> '{mapping,document,objects}', '{}')) as o
        cross join lateral jsonb_to_recordset(coalesce(o.value -> 'fields', '[]'))
          as l (field text, property text, direction text, enforce boolean)
       where l.field is not null and o.value -> 'flows' is distinct from 'false'
    ) f
   where c.crm = p_crm
     and case when t.client_id is not null then t.client_id = coalesce(p_client, t.client_id)
              else not exists (select from secret s where s.tenant_id = c.tenant_id and s.connection_id = c.id
                                  and s.name = 'webhook-secret') end
   group by 1, 2, 3, 4
$$;
`;
