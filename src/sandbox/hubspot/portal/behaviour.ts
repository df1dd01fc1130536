/** Where HubSpot's behaviour is not known, the sandbox can behave in either way, so that both can be tested. */

export interface Behaviour {
  /** Whether an update that changes nothing moves the modified date (unverified). */
  readonly noOpBumps: boolean;
  /** What becomes of a lifecycle stage that is set back without being cleared first (unverified). */
  readonly lifecycleBackwards: 'ignored' | 'refused';
}

export const usualBehaviour: Behaviour = { noOpBumps: false, lifecycleBackwards: 'ignored' };
