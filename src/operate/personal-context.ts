import type { CallContext } from '../connectors/connector';
import type { Clock } from '../platform/clock';

/** Of calls that a person asks for and waits for: no lease permits them, and no worker logs them. */
export const personalContext = (clock: Clock): CallContext => ({
  beforeCall: () => Promise.resolve(),
  onCallout: () => undefined,
  now: () => clock.now(),
});
