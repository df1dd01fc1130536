/** Who Postgres runs as. It refuses to run as root, so for root another user is found. */
import { spawnSync } from 'node:child_process';
import { lstatSync, type Stats } from 'node:fs';
import { userInfo } from 'node:os';
import { wayOut } from './way-out';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The owner of the data if there is any, else for root a user who owns nothing of importance. Undefined: the user of
 * this process.
 */
export function accountFor(data: string): Account | undefined {
  const me = process.getuid?.();
  const owner = lstatSync(data, { throwIfNoEntry: false });
  if (me === 0) return owner === undefined || owner.uid === 0 ? unprivileged() : accountOf(owner);
  if (owner === undefined || owner.uid === me) return undefined;
  throw new Error(
    `The database in ${data} belongs to the user with the number ${owner.uid}, and this process runs as ` +
      `${String(me)}. Start it as that user or as root, set DATA_DIR to another folder, ${wayOut}`,
  );
}

/** `spawn` takes signed numbers only, and macOS counts `nobody` as 4294967294. */
export function asAccount(account: Account | undefined): { readonly uid?: number; readonly gid?: number } {
  return account === undefined ? {} : { uid: account.uid | 0, gid: account.gid | 0 };
}

export function canEnter(account: Account, folder: string): boolean {
  const options = { ...asAccount(account), cwd: '/', stdio: 'ignore' } as const;
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], options);
  if (tried.error === undefined) return tried.status === 0;
  throw new Error(
    `This process is root but may not act as the user ${account.name} (${tried.error.message}), and Postgres refuses ` +
      `to run as root. Start as an ordinary user, ${wayOut}`,
    { cause: tried.error },
  );
}

/** Only the making of a database asks for the user's name; in some containers the user is a bare number. */
export function assertNamed(runAs: Account | undefined): void {
  if (runAs !== undefined) return;
  try {
    userInfo();
  } catch (cause) {
    throw new Error(
      `The user with the number ${String(process.getuid?.())} has no name on this machine (no line in /etc/passwd), ` +
        `and Postgres cannot make a database without one. Give it one, ${wayOut}`,
      { cause },
    );
  }
}

function accountOf({ uid, gid }: Stats): Account {
  return { name: `number ${uid}`, uid, gid };
}

function unprivileged(): Account {
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account !== undefined) return account;
  throw new Error(
    'Postgres refuses to run as root, and this machine has neither a user "postgres" nor "nobody" to run it as. ' +
      `Start as an ordinary user, ${wayOut}`,
  );
}

function lookUp(name: string): Account | undefined {
  const ask = (what: string): number => Number.parseInt(spawnSync('id', [what, name], { encoding: 'utf8' }).stdout, 10);
  const [uid, gid] = [ask('-u'), ask('-g')];
  return Number.isNaN(uid) || Number.isNaN(gid) ? undefined : { name, uid, gid };
}
