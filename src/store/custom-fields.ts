/** What connections have said of custom fields, over all tenants and without saying whose. */
import type { Crm } from '../core/crm';
import type { Direction } from '../core/field-rule';
import type { ObjectType } from '../core/record';
import type { RuledCustomField } from '../core/told-custom-fields';
import { rows, type DataSource } from './transaction';

interface Row {
  readonly object: ObjectType;
  readonly property: string;
  readonly direction: Direction | null;
  readonly enforce: boolean | null;
  readonly connections: number;
}

/** Of the connections whose webhooks are those of this app of ours. @param clientId null: whichever it is */
export async function readRuledCustomFields(
  database: DataSource,
  crm: Crm,
  clientId: string | null,
): Promise<readonly RuledCustomField[]> {
  const found = await rows<Row>(
    database,
    'select object, property, direction, enforce, connections from ruled_custom_fields($1, $2)',
    [crm, clientId],
  );
  return found.map(({ object, property, direction, enforce, connections }) => ({
    object,
    property,
    rule: { ...(direction !== null && { direction }), ...(enforce !== null && { enforce }) },
    connections,
  }));
}
