import type { MessageDeps } from '../intake/messages';
import type { WebhookDeps } from '../intake/webhooks';
import type { OpenCrm } from '../operate/connect';
import type { FindApp } from '../operate/token-keeper';
import type { Logger } from '../platform/logger';
import type { Metrics } from '../platform/metrics';
import type { SecretKeys } from '../platform/seal';
import type { Drain } from './drain';

/** What controllers work with: the injection token and its type. One value, made in the composition root. */
export const httpDeps = Symbol('HttpDeps');

export interface HttpDeps extends WebhookDeps, MessageDeps {
  readonly logger: Logger;
  /** False in a process without the role `api`: it answers for its health and its metrics, and nothing else. */
  readonly api: boolean;
  readonly metrics: Metrics;
  /** Lets in who reads the metrics; null lets in who is on this machine. */
  readonly metricsToken: string | null;
  /** Whether the service is stopping, and the signal that ends what takes long. */
  readonly drain: Drain;
  /** Of each API key, unless the key has a limit of its own. */
  readonly requestsPerSecond: number;
  readonly keys: SecretKeys;
  readonly openCrm: OpenCrm;
  readonly findApp: FindApp;
  /** Origins that a connection made through the API may lead to, besides the CRM's own. */
  readonly crmUrls: readonly string[];
  /** Origins that a destination may have besides public ones with TLS. */
  readonly destinationUrls: readonly string[];
  /** What stands before the path of a request as a CRM calls it; null: as this process is called. */
  readonly publicUrl: string | null;
}
