/**
 * Files that only their owner may read. A process that is killed meanwhile leaves no half of one behind, and a machine
 * that loses its power leaves the old one or the new one: what is written is on the disk before it gets its name.
 */
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const ownerOnly = 0o600;

/** Writes the file, in the place of the one that is there. */
export function writePrivate(file: string, text: string): void {
  const aside = writeAside(file, text);
  renameSync(aside, file);
  syncFolder(file);
}

/** Writes the file unless there is one: of several processes that try, the first has its way. */
export function writePrivateOnce(file: string, text: string): void {
  const aside = writeAside(file, text);
  try {
    linkSync(aside, file);
    syncFolder(file);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function writeAside(file: string, text: string): string {
  const aside = `${file}.${process.pid}`;
  rmSync(aside, { force: true }); // of an earlier process of this number: its rights may be others
  const descriptor = openSync(aside, 'wx', ownerOnly);
  try {
    writeSync(descriptor, `${text}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return aside;
}

/** The name is on the disk, too. */
function syncFolder(file: string): void {
  const descriptor = openSync(dirname(file), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
