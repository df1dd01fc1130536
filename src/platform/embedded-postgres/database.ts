/** Makes the empty database of a first start: whole or not at all. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { assertNamed } from './account';
import { makePrivateFolder, removeAbandoned } from './folders';
import { GuardedProgram } from './guarded-program';
import { type Home } from './home';
import { type Log } from './log';
import { newTicket } from './processes';
import { wayOut } from './way-out';

export const superuser = 'postgres';

export interface NewDatabase {
  readonly binaries: string;
  readonly durable: boolean;
  readonly log: Log;
}

/** Only tidies up when the database is there: what an interrupted making has left may outlive the next one. */
export async function ensureDatabase(home: Home, how: NewDatabase): Promise<void> {
  removeAbandoned(home.folder, basename(home.data));
  if (existsSync(join(home.data, 'PG_VERSION'))) return;
  assertNamed(home.runAs);
  const fresh = `${home.data}.${newTicket()}`;
  // What is there without a version is no database. Moved first: two starts at once must not remove each other's.
  if (existsSync(home.data)) {
    renameSync(home.data, `${fresh}.torn`);
    removeAbandoned(home.folder, basename(home.data));
  }
  makePrivateFolder(fresh, home.runAs);
  try {
    await runInitdb(home, fresh, how);
    putInPlace(fresh, home);
  } finally {
    rmSync(fresh, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function runInitdb(home: Home, folder: string, { binaries, durable, log }: NewDatabase): Promise<void> {
  const program = join(binaries, 'bin', 'initdb');
  // Trust: the socket's folder is closed to others, and a password would only lie beside it.
  const wanted = [
    '--username',
    superuser,
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
    '--data-checksums',
  ];
  const unsafe = durable ? [] : ['--no-sync'];
  const command = [program, '--pgdata', folder, ...wanted, '--no-instructions', ...unsafe];
  const exitCode = await new GuardedProgram(command, { runAs: home.runAs, log: log.descriptor }).exitCode;
  if (exitCode === 0) return;
  throw new Error(
    `Postgres could not make its database in ${home.folder}. It said:\n${log.lastWords()}\n` +
      `Correct that, set DATA_DIR to another folder, ${wayOut}`,
  );
}

function putInPlace(fresh: string, home: Home): void {
  try {
    renameSync(fresh, home.data);
  } catch (error) {
    if (!existsSync(join(home.data, 'PG_VERSION'))) throw error; // else another start was faster, and its is as good
  }
  // On disk before anything is stored in it: a crash of the machine must not bring the old name back.
  const folder = openSync(home.folder, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
