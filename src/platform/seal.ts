/**
 * Seals secrets at rest with AES-256-GCM, in an envelope: each secret has a random key of its own, and that key is
 * wrapped by the operator's, so that a change of the operator's key re-wraps 32 bytes and leaves the secret alone. What
 * was sealed for one place cannot be moved to another: the place is authenticated.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The operator's keys, as they chose them. Only `current` seals; the others open what they have sealed before. */
export interface Keyring {
  readonly current: string;
  readonly previous: readonly string[];
}

/** Where the keys are kept: settings, or files that another process may change while this one runs. */
export interface SecretKeys {
  /** As last read. */
  held(): Keyring;
  /** Reads them again. */
  reread(): Keyring;
}

/** None of the keys at hand has sealed this, or it is damaged in a way that looks the same. */
export class UnknownKey extends Error {}

/**
 * `version (1) | fingerprint of the operator's key (8) | wrapped key: box of 32 | secret: box`, a box being
 * `nonce (12) | tag (16) | ciphertext`. Version 1 was `version (1) | box`, sealed by the operator's key itself.
 */
const version = 2;
const firstVersion = 1;
const fingerprintBytes = 8;
const headerBytes = 1 + fingerprintBytes;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const wrappedBytes = nonceBytes + tagBytes + keyBytes;

/** @param place where it is kept, e.g. `tenant/connection/name` */
export function seal({ current }: Keyring, place: string, plain: string): Buffer {
  const ownKey = randomBytes(keyBytes);
  return Buffer.concat([wrap(current, ownKey), close(ownKey, place, Buffer.from(plain, 'utf8'))]);
}

/** Throws `UnknownKey` when no key at hand opens it, and an error when it was changed or sealed for another place. */
export function unseal(keyring: Keyring, place: string, sealed: Buffer): string {
  if (sealed[0] === firstVersion) return openFirstVersion(keyring, place, sealed).toString('utf8');
  return openEnvelope(keyring, place, sealed).plain.toString('utf8');
}

/** The secret sealed by the current key; null when it is already. Opens it in any case, and throws as `unseal` does. */
export function reseal(keyring: Keyring, place: string, sealed: Buffer): Buffer | null {
  if (sealed[0] === firstVersion) {
    return seal(keyring, place, openFirstVersion(keyring, place, sealed).toString('utf8'));
  }
  const { key, ownKey } = openEnvelope(keyring, place, sealed);
  if (key === keyring.current) return null;
  return Buffer.concat([wrap(keyring.current, ownKey), sealed.subarray(headerBytes + wrappedBytes)]);
}

/** What everything begins with that this key has sealed. */
export const sealHeader = (secretKey: string): Buffer =>
  Buffer.concat([Buffer.of(version), derive(secretKey, 'fingerprint', fingerprintBytes)]);

function openEnvelope(keyring: Keyring, place: string, sealed: Buffer): Opened {
  if (sealed[0] !== version) throw new Error(`the secret of ${place} is in no format that this version knows`);
  const header = sealed.subarray(0, headerBytes);
  const key = [keyring.current, ...keyring.previous].find((known) => sealHeader(known).equals(header));
  if (key === undefined) {
    throw new UnknownKey(
      `the secret of ${place} was sealed with another key than SECRET_KEY or SECRET_KEY_PREVIOUS ` +
        `(its fingerprint is ${header.subarray(1).toString('hex')}); set that key, or connect again`,
    );
  }
  try {
    const body = headerBytes + wrappedBytes;
    const ownKey = open(derive(key, 'wrap', keyBytes), header.toString('hex'), sealed.subarray(headerBytes, body));
    return { key, ownKey, plain: open(ownKey, place, sealed.subarray(body)) };
  } catch (cause) {
    throw new Error(`the secret of ${place} cannot be opened: it was damaged, or sealed for another place`, { cause });
  }
}

interface Opened {
  /** The operator's key that opened it. */
  readonly key: string;
  readonly ownKey: Buffer;
  readonly plain: Buffer;
}

/** It does not say which key has sealed it: each is tried. */
function openFirstVersion(keyring: Keyring, place: string, sealed: Buffer): Buffer {
  for (const known of [keyring.current, ...keyring.previous]) {
    try {
      return open(createHash('sha256').update(`tandem seal ${known}`).digest(), place, sealed.subarray(1));
    } catch {
      // the next one may be it
    }
  }
  throw new UnknownKey(
    `the secret of ${place} cannot be opened: is SECRET_KEY or SECRET_KEY_PREVIOUS the one it was sealed with?`,
  );
}

/** Bound to its header; the secret beside it, which only this key opens, is bound to the place. */
function wrap(secretKey: string, ownKey: Buffer): Buffer {
  const header = sealHeader(secretKey);
  return Buffer.concat([header, close(derive(secretKey, 'wrap', keyBytes), header.toString('hex'), ownKey)]);
}

function close(key: Buffer, place: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]);
}

function open(key: Buffer, place: string, box: Buffer): Buffer {
  const tag = box.subarray(nonceBytes, nonceBytes + tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(place))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(box.subarray(nonceBytes + tagBytes)), decipher.final()]);
}

/** Independent bits for each purpose from whatever the operator chose as SECRET_KEY. */
const derive = (secretKey: string, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secretKey, '', `tandem seal ${version} ${purpose}`, bytes));
