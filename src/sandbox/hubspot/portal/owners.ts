/** The users that records can belong to. A portal is born with one. */
import type { Source } from './source';

export interface Owner {
  readonly id: string;
  readonly userId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** The user was deactivated. */
  readonly archived: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const BORN_MS = Date.UTC(2025, 0, 1);

/** The one owner of a fresh portal. */
export const portalOwner = {
  id: '81234567',
  userId: 9_876_543,
  email: 'sales@example.com',
  firstName: 'Sandbox',
  lastName: 'Sales',
  archived: false,
  createdAt: BORN_MS,
  updatedAt: BORN_MS,
} as const satisfies Owner;

/** Of what a person does in HubSpot's own pages. */
export const ownerSource: Source = { type: 'CRM_UI', id: `userId:${portalOwner.userId}` };

export class Owners {
  private readonly byId = new Map<string, Owner>([[portalOwner.id, portalOwner]]);

  /** In the order in which they came. */
  list(): Owner[] {
    return [...this.byId.values()];
  }

  find(id: string): Owner | undefined {
    return this.byId.get(id);
  }

  put(owner: Owner): void {
    this.byId.set(owner.id, owner);
  }
}
