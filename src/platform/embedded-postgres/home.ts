/**
 * Where the data lives. As root, Postgres runs as a user who may not be able to enter the folder asked for; the data
 * then goes to a folder of its own under /var/lib/tandem. What was once chosen stays chosen, whatever has become
 * possible since: a start that looked elsewhere would find an empty database.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountFor, canEnter } from './account';
import { makePrivateFolder, makeSystemFolder, systemFolder } from './folders';
import { wayOut } from './way-out';

export interface Home {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  /** Closed to others: whoever reaches the socket is let in without a password. */
  readonly socketFolder: string;
  /** Names the socket file; nothing listens on the network. */
  readonly port: number;
  /** Undefined: the user of this process. */
  readonly runAs: Account | undefined;
}

const noteName = 'WHERE-THE-DATA-IS.txt';
const port = 5432;
/** The path of a socket may be 103 bytes long on macOS, 107 on Linux; a longer one is refused. */
const socketPathLimit = 100;

export function openHome(asked: string): Home {
  mkdirSync(asked, { recursive: true });
  const folder = realpathSync(asked);
  const elsewhere = join(systemFolder, `pg-${shortHash(folder)}`);
  setForgottenAside(folder, elsewhere);
  if (existsSync(join(elsewhere, 'data'))) return homeIn(elsewhere, accountFor(join(elsewhere, 'data')));

  const runAs = accountFor(join(folder, 'data'));
  if (runAs === undefined || canEnter(runAs, folder)) return homeIn(folder, runAs);
  if (existsSync(join(folder, 'data'))) {
    throw new Error(
      `The database in ${folder} has become closed to the user ${runAs.name}, whom Postgres runs as. ` +
        `Open that folder and those above it again (chmod a+x), ${wayOut}`,
    );
  }
  makeSystemFolder();
  if (mkdirSync(elsewhere, { recursive: true }) !== undefined) chmodSync(elsewhere, 0o755);
  leaveNote(folder, elsewhere, runAs);
  return homeIn(elsewhere, runAs);
}

function homeIn(folder: string, runAs: Account | undefined): Home {
  const beside = join(folder, 'socket');
  const fits = Buffer.byteLength(join(beside, `.s.PGSQL.${port}`)) < socketPathLimit;
  const socketFolder = fits ? beside : `/tmp/tandem-${shortHash(folder)}`;
  makePrivateFolder(socketFolder, runAs);
  return { folder, data: join(folder, 'data'), log: join(folder, 'log'), socketFolder, port, runAs };
}

/**
 * Whoever removes the folder asked for, or clones the project anew in its place, wants an empty database. Data elsewhere
 * that no note leads to any more is therefore not used; nor is it deleted, for nobody said so.
 */
function setForgottenAside(folder: string, elsewhere: string): void {
  if (!existsSync(join(elsewhere, 'data')) || existsSync(join(folder, noteName))) return;
  renameSync(elsewhere, `${elsewhere}.forgotten-${Date.now()}`);
}

function leaveNote(folder: string, elsewhere: string, runAs: Account): void {
  const note =
    `The database that belongs to ${folder} is kept in\n\n    ${elsewhere}\n\n` +
    `because Postgres runs as the user ${runAs.name}, who cannot enter the folder of this note.\n` +
    'Without this note it is set aside, and the next start begins with an empty database.\n';
  writeFileSync(join(folder, noteName), note);
}

function shortHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
