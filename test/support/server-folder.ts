/**
 * Where the throw-away Postgres of a run has its files: in memory where there is room, since the suite takes a fifth longer when a
 * thousand databases are cloned on a disk.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from './temporary-folder';

const memory = '/dev/shm';
const name = 'tandem-test-';
/** Of which a run takes a third. */
const roomBytes = 2 ** 31;

/** The caller removes it. */
export function makeServerFolder(): string {
  if (!hasRoom()) return makeTemporaryFolder('test');
  removeLeft();
  const folder = mkdtempSync(join(memory, `${name}${process.pid}-`));
  chmodSync(folder, 0o755); // as root, Postgres' user must pass through
  return folder;
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= roomBytes;
  } catch {
    return false; // no Linux
  }
}

/** A run that was killed left its folder, and memory is not to be had by many of those. */
function removeLeft(): void {
  for (const folder of readdirSync(memory)) {
    const [, pid] = new RegExp(`^${name}(\\d+)-`).exec(folder) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(memory, folder), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
