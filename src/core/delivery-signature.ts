/**
 * Signatures of Standard Webhooks (github.com/standard-webhooks, specification 1.0): the id, the time in seconds and the body,
 * joined by full stops, under HMAC-SHA256 with the bytes that stand in the secret as base64. Several secrets sign side by side.
 */
import { createHmac } from 'node:crypto';

export function signatureOf(
  secrets: readonly string[],
  { id, seconds, body }: { readonly id: string; readonly seconds: number; readonly body: string },
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
