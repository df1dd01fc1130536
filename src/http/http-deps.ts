import type { IntakeDeps } from '../intake/records';
import type { Logger } from '../platform/logger';

/** What controllers work with: the injection token and its type. One value, made in the composition root. */
export const httpDeps = Symbol('HttpDeps');

export interface HttpDeps extends IntakeDeps {
  readonly logger: Logger;
  /** Of each API key, unless the key has a limit of its own. */
  readonly requestsPerSecond: number;
}
