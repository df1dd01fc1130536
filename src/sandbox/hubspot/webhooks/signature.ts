/**
 * HubSpot's signatures of a delivery (HubSpot docs 2025-01; all three checked against its published examples). Always
 * over the bytes that are sent: a body that was parsed and written again has another signature.
 */
import { createHash, createHmac } from 'node:crypto';

export interface SignedRequest {
  readonly method: string;
  /** As it is called: scheme, host, path and query. */
  readonly url: string;
  readonly body: string | Uint8Array;
}

/** Of CRM webhooks. */
export function signV1(clientSecret: string, body: string | Uint8Array): string {
  return createHash('sha256').update(clientSecret).update(body).digest('hex');
}

/** Of workflow webhooks and cards; stands in the header of v1. */
export function signV2(clientSecret: string, { method, url, body }: SignedRequest): string {
  return createHash('sha256').update(clientSecret).update(method).update(url).update(body).digest('hex');
}

export function signV3(clientSecret: string, request: SignedRequest, timestampMs: number): string {
  return createHmac('sha256', clientSecret)
    .update(request.method)
    .update(decodedUrl(request.url))
    .update(request.body)
    .update(String(timestampMs))
    .digest('base64');
}

/** `:/?@!$'()*,;` and nothing else: an encoded blank stays encoded (HubSpot docs 2025-01). */
const DECODED = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

function decodedUrl(url: string): string {
  return url.replace(DECODED, (encoded) => decodeURIComponent(encoded));
}
