/** What browsers are told about every answer, in case one is ever led to open it. */
import type { FastifyHelmetOptions } from '@fastify/helmet';

export const contentSecurityPolicy = "default-src 'none';frame-ancestors 'none'";

/**
 * An answer is data: it loads nothing, runs nothing and is shown in no frame. Pages (`/docs`) bring a policy of their own.
 * Left out: what only documents heed, and Strict-Transport-Security, which browsers ignore without TLS (RFC 6797, 8.1) and
 * whose promise only the proxy that ends TLS can keep for its host.
 */
export const safeHeaders: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  xContentTypeOptions: true,
  xFrameOptions: { action: 'deny' },
  crossOriginEmbedderPolicy: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};
