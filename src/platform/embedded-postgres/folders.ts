/** Making folders that are whole, ours, or nobody's business. */
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Account } from './account';
import { holderLives } from './processes';
import { wayOut } from './way-out';

/** For what an unprivileged user must reach and nobody but root may change. */
export const systemFolder = '/var/lib/tandem';

export function makeSystemFolder(): void {
  if (mkdirSync(systemFolder, { recursive: true }) !== undefined) chmodSync(systemFolder, 0o755);
  const found = lstatSync(systemFolder);
  if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return;
  throw new Error(
    `${systemFolder} must be a folder of root that nobody else may write to, and is not. ` +
      `Correct it (chown root, chmod 755), ${wayOut}`,
  );
}

/** Closed to everybody but its owner, and refused if somebody else was there first. */
export function makePrivateFolder(folder: string, owner: Account | undefined): void {
  if (mkdirSync(folder, { recursive: true }) !== undefined) {
    chmodSync(folder, 0o700);
    if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  }
  const found = lstatSync(folder);
  const uid = owner === undefined ? process.getuid?.() : owner.uid;
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return;
  throw new Error(
    `${folder} must be a folder of the user ${owner?.name ?? String(uid)} that is closed to others (mode 0700), ` +
      `and is not. Remove it, set DATA_DIR to another folder, ${wayOut}`,
  );
}

/**
 * Things that take time to fill are filled under the name `<name>.<ticket>` and renamed when they are whole, so nobody
 * ever sees half of one, and of two starts at once the slower one sees that it came second. This removes what a
 * process that was killed half-way has left.
 */
export function removeAbandoned(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith(`${name}.`) || holderLives(entry.slice(name.length + 1))) continue;
    rmSync(join(folder, entry), { recursive: true, force: true, maxRetries: 10 }); // its writer may be on the way out
  }
}
