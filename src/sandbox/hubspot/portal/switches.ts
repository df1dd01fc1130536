/**
 * What HubSpot does one way or the other and nobody outside knows which, or used to do otherwise: each can be chosen,
 * so that a client is tried against both.
 */

export interface Switches {
  /** As before 2025: the primary record keeps its id. Off: a merge makes a record with a new id (changelog 2025-01). */
  readonly mergeKeepsPrimaryId: boolean;
  /** An archived record keeps its e-mail addresses and unique values from others (unverified). */
  readonly archivedHoldUniqueValues: boolean;
  /** A contact is associated with the company of its e-mail domain, which is created when there is none. */
  readonly companyByEmailDomain: boolean;
  /** An update that changes nothing moves the modified date (unverified). */
  readonly noOpMovesModifiedDate: boolean;
  /** A lifecycle stage that is set back without being cleared first is an error; off: it is passed over (unverified). */
  readonly lifecycleBackwardsRefused: boolean;
}

export const switchesAtFirst: Switches = {
  mergeKeepsPrimaryId: false,
  archivedHoldUniqueValues: false,
  companyByEmailDomain: false,
  noOpMovesModifiedDate: false,
  lifecycleBackwardsRefused: false,
};

export const switchNames = Object.keys(switchesAtFirst) as (keyof Switches)[];
