/**
 * Where the throw-away Postgres of a run has its files: in memory where there is room, since the suite takes a fifth longer when a
 * thousand databases are cloned on a disk.
 */
import { readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { isTaken } from '../../src/platform/embedded-postgres/processes';
import { makeTemporaryFolder } from './temporary-folder';

const memory = '/dev/shm';
/** Ten times what a run was seen to take, and its log may grow to 256 MiB. */
const roomBytes = 2 ** 31;

/** The caller removes it. */
export function makeServerFolder(): string {
  if (!hasRoom()) return makeTemporaryFolder('test');
  removeLeft();
  return makeTemporaryFolder(`test-${process.pid}`, memory);
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
    const [, pid] = /^tandem-test-(\d+)-/.exec(folder) ?? [];
    if (pid !== undefined && !isTaken(Number(pid))) rmSync(join(memory, folder), { recursive: true, force: true });
  }
}
