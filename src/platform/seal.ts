/** Seals secrets at rest with AES-256-GCM. What was sealed for one place cannot be moved to another: the place is authenticated. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** `version (1) | nonce (12) | tag (16) | ciphertext`. */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** 256 bits from whatever the operator chose as SECRET_KEY. */
const keyOf = (secretKey: string): Buffer => createHash('sha256').update(`tandem seal ${secretKey}`).digest();

/** @param place where it is kept, e.g. `tenant/connection/name` */
export function seal(secretKey: string, place: string, plain: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secretKey), nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]);
}

/** Throws when the key is another one, the bytes were changed, or they were sealed for another place. */
export function unseal(secretKey: string, place: string, sealed: Buffer): string {
  try {
    if (sealed[0] !== version) throw new Error(`unknown version ${String(sealed[0])}`);
    const nonce = sealed.subarray(1, 1 + nonceBytes);
    const tag = sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secretKey), nonce, { authTagLength: tagBytes })
      .setAAD(Buffer.from(place))
      .setAuthTag(tag);
    return decipher.update(sealed.subarray(1 + nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new Error(`the secret of ${place} cannot be opened: is SECRET_KEY the one it was sealed with?`, { cause });
  }
}
