import type { Reach } from '../reach';

/** As `Connector.resume`. */
export function resumeJobs(_reach: Reach, _object: string): Promise<void> {
  throw new Error('not yet');
}
