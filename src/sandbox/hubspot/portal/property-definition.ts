/** What a property is. Stored as it is, so a definition is also a line of the state file. */

export const propertyTypes = ['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string'] as const;
export type PropertyType = (typeof propertyTypes)[number];

/** HubSpot docs 2026-03: the widgets that each type may be shown with. */
export const fieldTypesOf: Readonly<Record<PropertyType, readonly string[]>> = {
  bool: ['booleancheckbox', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  phone_number: ['phonenumber'],
  string: ['text', 'textarea', 'phonenumber', 'html', 'file', 'calculation_equation'],
};

export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly description?: string;
}

export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: PropertyType;
  readonly fieldType: string;
  readonly groupName: string;
  readonly description: string;
  readonly options: readonly PropertyOption[];
  readonly displayOrder: number;
  readonly hasUniqueValue: boolean;
  readonly hidden: boolean;
  readonly formField: boolean;
  /** The portal sets it; a write from outside is refused. */
  readonly readOnly: boolean;
  /** Comes with HubSpot: cannot be archived. */
  readonly hubspotDefined: boolean;
  /** Options live elsewhere (pipelines, owners). */
  readonly externalOptions: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
  /** A workflow, list or form of the account needs it: it cannot be archived. Told by the control API. */
  readonly inUse?: boolean;
  /** An administrator's rule, which binds calls of the 2026-09 paths alone. Told by the control API. */
  readonly required?: boolean;
}

export interface PropertyGroup {
  readonly name: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly archived: boolean;
}
