import type { Logger } from './logger';

/** One line per call to a CRM; without the CRM's id of the call, which the callout log has: it is text of the CRM's. */
export function logCallout(
  logger: Logger,
  callout: {
    readonly method: string;
    readonly endpoint: string;
    readonly status: number | null;
    readonly durationMs: number;
    readonly rows: number;
    readonly failure: string | null;
  },
): void {
  const { method, endpoint, status, rows, failure } = callout;
  const durationMs = Math.round(callout.durationMs);
  logger.debug({ event: 'callout', method, endpoint, status, rows, failure, durationMs });
}
