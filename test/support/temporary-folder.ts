import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As root, Postgres runs as another user, who must reach the folder: /var/tmp is open, a root's TMPDIR may not be. */
const temporaryRoot = process.getuid?.() === 0 ? '/var/tmp' : tmpdir();

/** A new folder under the root; the caller removes it. */
export function makeTemporaryFolder(name: string, root = temporaryRoot): string {
  const folder = mkdtempSync(join(root, `tandem-${name}-`));
  chmodSync(folder, 0o755); // as root, Postgres' user must pass through
  return folder;
}
