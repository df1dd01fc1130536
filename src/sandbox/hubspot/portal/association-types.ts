/** Association types, and HubSpot's own ones (HubSpot docs 2026-03). An id holds for one direction only; `reverse` is its mirror. */
import type { ObjectTypeId } from './object-types';

export type AssociationCategory = 'HUBSPOT_DEFINED' | 'USER_DEFINED';

export interface AssociationType {
  /**
   * How the portal tells types apart. HubSpot's own have the id that its documents give them; a label of the portal has
   * the negative of its `typeId`, because the same number may be one of HubSpot's (an answer with a label of type 1 has
   * been seen).
   */
  readonly id: number;
  readonly category: AssociationCategory;
  /** The number on the wire; only together with the category does it name a type. */
  readonly typeId: number;
  readonly from: ObjectTypeId;
  readonly to: ObjectTypeId;
  readonly label: string | null;
  readonly reverse: number;
  /** At most one per contact or deal, and it brings the unlabelled type with it. */
  readonly primary: boolean;
  /** Only of a label that the portal made. */
  readonly name?: string;
}

type Row = readonly [id: number, from: ObjectTypeId, to: ObjectTypeId, label: string | null, reverse: number];

const rows: readonly Row[] = [
  [1, '0-1', '0-2', 'Primary', 2],
  [2, '0-2', '0-1', 'Primary', 1],
  [279, '0-1', '0-2', null, 280],
  [280, '0-2', '0-1', null, 279],
  [5, '0-3', '0-2', 'Primary', 6],
  [6, '0-2', '0-3', 'Primary', 5],
  [341, '0-3', '0-2', null, 342],
  [342, '0-2', '0-3', null, 341],
  [3, '0-3', '0-1', null, 4],
  [4, '0-1', '0-3', null, 3],
  [19, '0-3', '0-8', null, 20],
  [20, '0-8', '0-3', null, 19],
  [13, '0-2', '0-2', 'Child Company', 14],
  [14, '0-2', '0-2', 'Parent Company', 13],
  [450, '0-2', '0-2', null, 450],
  [449, '0-1', '0-1', null, 449],
  [451, '0-3', '0-3', null, 451],
];

const types = rows.map(([id, from, to, label, reverse]): AssociationType => ({
  id,
  category: 'HUBSPOT_DEFINED',
  typeId: id,
  from,
  to,
  label,
  reverse,
  primary: label === 'Primary',
}));

export function hubspotType(id: number): AssociationType | undefined {
  return types.find((type) => type.id === id);
}

/** All types of one direction; empty when HubSpot has none for the pair. */
export function hubspotTypes(from: ObjectTypeId, to: ObjectTypeId): readonly AssociationType[] {
  return types.filter((type) => type.from === from && type.to === to);
}

/** The unlabelled type of a direction, which every associated pair has. */
export function defaultType(from: ObjectTypeId, to: ObjectTypeId): AssociationType | undefined {
  return types.find((type) => type.from === from && type.to === to && type.label === null);
}
