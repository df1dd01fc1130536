/** What an object type is made of. The list has custom objects only (HubSpot docs 2026-03), of which there are none. */
import type { ObjectType } from '../portal/object-types';
import { objectType, objectTypeIds } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { propertyView } from './property-routes';
import type { Route } from './route';
import { objectTypeOf } from './route';

export function objectSchemaRoutes(portal: Portal): Route[] {
  const path = '/crm-object-schemas/v3/schemas';
  return [
    { method: 'GET', path, handle: () => ({ status: 200, body: { results: [] } }) },
    {
      method: 'GET',
      path: `${path}/:objectType`,
      handle: (call) => ({ status: 200, body: schemaView(portal, objectTypeOf(call)) }),
    },
  ];
}

/** Which properties are required, searched and shown first differs from portal to portal (unverified). */
function schemaView(portal: Portal, type: ObjectType): object {
  const properties = portal.catalog.list(type.id).filter((property) => property.archivedAt === null);
  return {
    id: type.id,
    objectTypeId: type.id,
    name: type.constant,
    fullyQualifiedName: type.constant,
    labels: { singular: words(type.singular), plural: words(type.plural) },
    requiredProperties: [],
    searchableProperties: type.queryProperties,
    primaryDisplayProperty: type.queryProperties[0],
    secondaryDisplayProperties: [],
    properties: properties.map(propertyView),
    associations: objectTypeIds.flatMap((to) =>
      portal.associationTypes.between(type.id, to).map((each) => linkView(type, to, each)),
    ),
    archived: false,
  };
}

function linkView(from: ObjectType, to: ObjectType['id'], { typeId }: { readonly typeId: number }): object {
  const name = `${from.singular}_to_${objectType(to).singular}`.toUpperCase();
  return { id: String(typeId), fromObjectTypeId: from.id, toObjectTypeId: to, name };
}

function words(name: string): string {
  const spaced = name.replace('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
