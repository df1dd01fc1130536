/** The limit on the database's side: the same values into a copy of the table, and nothing else. */

/** A copy of the table that the service stores records in, with its keys and indexes. */
export const makeBareTable = (owner) => owner.query('create table bare (like record including all)');

const columns = 'tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision';

/** As the service stores it. */
const toRow = ({ id, updatedAt, ...fields }) => ({ source_id: id, fields, field_at: {}, updated_at: updatedAt });

export function insertOne(client, customer) {
  const { source_id, fields, field_at, updated_at } = toRow(customer);
  return client.query({
    name: 'insert-one',
    text: `insert into bare (${columns}) values ('default', 'customer', $1, $2, null, $3, $4, null, 1)`,
    values: [source_id, JSON.stringify(fields), JSON.stringify(field_at), updated_at],
  });
}

export function insertMany(client, customers) {
  return client.query(
    `insert into bare (${columns})
     select 'default', 'customer', v.source_id, v.fields, null, v.field_at, v.updated_at, null, 1
       from jsonb_to_recordset($1::jsonb) as v (source_id text, fields jsonb, field_at jsonb, updated_at timestamptz)`,
    [JSON.stringify(customers.map(toRow))],
  );
}
