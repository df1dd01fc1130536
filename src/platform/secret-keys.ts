/**
 * Where the keys that seal secrets are kept: in the settings, where the operator changes them, or in files of the data
 * folder, which were made by themselves and are changed by `tandem secrets rotate`. A crash at any moment of a change
 * leaves every key on the disk that a secret may still be sealed with.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config';
import { writePrivate, writePrivateOnce } from './private-file';
import type { Keyring, SecretKeys } from './seal';

/** Keys that a rotation may change. Every step may be repeated. */
export interface RotatingKeys extends SecretKeys {
  /** Begins a rotation with a new current key; false when one goes on, or when the operator has made the key. */
  renew(): boolean;
  /** Ends it: everything is sealed by the current key. */
  forgetPrevious(): void;
}

export function openSecretKeys(config: Pick<Config, 'secretKey' | 'previousSecretKey' | 'dataDir'>): RotatingKeys {
  const { secretKey, previousSecretKey, dataDir } = config;
  if (secretKey === null) return new KeyFiles(dataDir);
  const keyring = { current: secretKey, previous: previousSecretKey === null ? [] : [previousSecretKey] };
  return {
    held: () => keyring,
    reread: () => keyring,
    renew: () => false,
    forgetPrevious: () => undefined, // the operator's to do
  };
}

const keyBytes = 32;
/** Nobody's own key is shorter: a file that was emptied must not seal with nothing. */
const shortestKey = 32;
const newKey = (): string => randomBytes(keyBytes).toString('hex');

class KeyFiles implements RotatingKeys {
  private readonly file = join(this.folder, 'secret-key');
  /** One key per line, while a rotation goes on. */
  private readonly previousFile = join(this.folder, 'secret-key.previous');
  private keyring: Keyring;

  constructor(private readonly folder: string) {
    if (!existsSync(this.file)) writePrivateOnce(this.file, newKey());
    this.keyring = this.read();
  }

  held(): Keyring {
    return this.keyring;
  }

  reread(): Keyring {
    return (this.keyring = this.read());
  }

  renew(): boolean {
    const { current, previous } = this.reread();
    if (previous.length > 0) return false;
    // The old one is kept before the new one takes its place.
    writePrivate(this.previousFile, current);
    writePrivate(this.file, newKey());
    this.reread();
    return true;
  }

  forgetPrevious(): void {
    rmSync(this.previousFile, { force: true });
    this.reread();
  }

  /** The current one first: `renew` writes them the other way round, so that no key falls between two reads. */
  private read(): Keyring {
    const [current = ''] = readLines(this.file);
    if (current.length < shortestKey) {
      throw new Error(`${this.file} holds no key; restore it from a backup, or the sealed CRM tokens cannot be opened`);
    }
    return { current, previous: readLines(this.previousFile).filter((key) => key !== current) };
  }
}

/** Nothing when there is no such file. */
function readLines(file: string): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
}
