/**
 * Which properties an object type has now. Archived ones stay here, hidden: their name is reserved and their values
 * come back when they are restored (HubSpot docs 2026-03).
 */
import type { ObjectTypeId } from './object-types';
import { objectTypeIds } from './object-types';
import type { PropertyDefinition, PropertyGroup } from './property-definition';
import { stockGroup, stockProperties } from './stock-properties';

export class PropertyCatalog {
  private readonly properties = new Map<ObjectTypeId, Map<string, PropertyDefinition>>();
  private readonly propertyGroups = new Map<ObjectTypeId, Map<string, PropertyGroup>>();

  constructor() {
    for (const type of objectTypeIds) {
      this.properties.set(type, new Map(stockProperties(type).map((property) => [property.name, property])));
      const group = stockGroup(type);
      this.propertyGroups.set(type, new Map([[group.name, group]]));
    }
  }

  /** The property when it is defined and not archived. */
  find(type: ObjectTypeId, name: string): PropertyDefinition | undefined {
    const property = this.findAny(type, name);
    return property?.archivedAt === null ? property : undefined;
  }

  findAny(type: ObjectTypeId, name: string): PropertyDefinition | undefined {
    return this.properties.get(type)?.get(name);
  }

  list(type: ObjectTypeId): PropertyDefinition[] {
    return [...(this.properties.get(type)?.values() ?? [])];
  }

  put(type: ObjectTypeId, property: PropertyDefinition): void {
    this.properties.get(type)?.set(property.name, property);
  }

  findGroup(type: ObjectTypeId, name: string): PropertyGroup | undefined {
    const group = this.propertyGroups.get(type)?.get(name);
    return group?.archived === false ? group : undefined;
  }

  groups(type: ObjectTypeId): PropertyGroup[] {
    return [...(this.propertyGroups.get(type)?.values() ?? [])].filter((group) => !group.archived);
  }

  putGroup(type: ObjectTypeId, group: PropertyGroup): void {
    this.propertyGroups.get(type)?.set(group.name, group);
  }
}
