import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As root, Postgres runs as another user, who must reach the folder: /var/tmp is open, a root's TMPDIR may not be. */
export const temporaryRoot = process.getuid?.() === 0 ? '/var/tmp' : tmpdir();

/** A new folder under the temporary root; the caller removes it. */
export function makeTemporaryFolder(name: string): string {
  return mkdtempSync(join(temporaryRoot, `tandem-${name}-`));
}
