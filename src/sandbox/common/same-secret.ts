import { createHash, timingSafeEqual } from 'node:crypto';

/** Takes as long for a secret that is nearly right as for one that is not. */
export function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
