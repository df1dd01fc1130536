/** Which association types there are in this portal: HubSpot's own and the labels that were made here. */
import type { AssociationType } from './association-types';
import { hubspotType, hubspotTypes } from './association-types';
import type { ObjectTypeId } from './object-types';

export class AssociationCatalog {
  private readonly labels = new Map<number, AssociationType>();
  private nextTypeId = 1;

  find(id: number): AssociationType | undefined {
    return this.labels.get(id) ?? hubspotType(id);
  }

  /** The type that a caller names by category and number. */
  named(category: unknown, typeId: number): AssociationType | undefined {
    if (category === 'USER_DEFINED') return this.labels.get(-typeId);
    return category === 'HUBSPOT_DEFINED' ? hubspotType(typeId) : undefined;
  }

  /** All types of one direction; empty when there is none for the pair. */
  between(from: ObjectTypeId, to: ObjectTypeId): readonly AssociationType[] {
    return [...hubspotTypes(from, to), ...[...this.labels.values()].filter((type) => isOf(type, from, to))];
  }

  /** Both directions of all labels that were made here. */
  ownLabels(): readonly AssociationType[] {
    return [...this.labels.values()];
  }

  /** The number of the next label, and one more for its other direction. */
  get upcomingTypeId(): number {
    return this.nextTypeId;
  }

  put(label: AssociationType): void {
    this.labels.set(label.id, label);
    this.nextTypeId = Math.max(this.nextTypeId, label.typeId + 1);
  }

  remove(id: number): void {
    this.labels.delete(id);
  }
}

function isOf(type: AssociationType, from: ObjectTypeId, to: ObjectTypeId): boolean {
  return type.from === from && type.to === to;
}
