/**
 * A Postgres that comes with the installation, for those who have set no DATABASE_URL. One server per folder: the
 * process that starts it owns it, later ones join it, and it ends with its owner, however that ends. There is no lock
 * of ours to be left behind: folders appear whole, by renaming, and Postgres lets only one server into its data.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { findBinaries, makeRunnable } from './embedded-postgres/binaries';
import { ensureDatabase, superuser } from './embedded-postgres/database';
import { type GuardedProgram } from './embedded-postgres/guarded-program';
import { type Home, openHome } from './embedded-postgres/home';
import { openLog } from './embedded-postgres/log';
import { askToStop, findServer, pollMs, startServer } from './embedded-postgres/server';
import { wayOut } from './embedded-postgres/way-out';

export interface EmbeddedPostgres {
  readonly socketFolder: string;
  readonly port: number;
  /** Where the data really is, for a person. */
  readonly dataFolder: string;
  /** superuser, for schema migrations only */
  readonly superuser: string;
  /** Another process owns the server: `stop` does nothing, and the server ends with that process. */
  readonly reused: boolean;
  /** Resolves when nothing is left running. Connections still open are cut. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Made if missing. As root, the data may be kept elsewhere; a note in the folder then says where. */
  readonly folder: string;
  /** false: tests, fsync off */
  readonly durable: boolean;
  /** Postgres' own, by name; a server that is joined keeps those it was started with. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Replaying the log after a crash can take minutes on a slow disk; giving up early would begin it again. */
const patienceMs = 300_000;

/** Every failure is an Error whose message says what, where and what to do next. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = findBinaries();
  try {
    const home = openHome(options.folder);
    const program = await joinOrStart(home, binaries, options);
    return {
      socketFolder: home.socketFolder,
      port: home.port,
      dataFolder: home.data,
      superuser,
      reused: program === undefined,
      stop: async () => program?.stop(),
    };
  } catch (error) {
    throw isSystemError(error) ? inWords(error, options.folder) : error;
  }
}

/** The program this process now owns, or undefined when another process's server was joined. */
async function joinOrStart(
  home: Home,
  binaries: string,
  options: EmbeddedPostgresOptions,
): Promise<GuardedProgram | undefined> {
  const deadline = Date.now() + patienceMs;
  let seen: string | undefined;
  while (Date.now() < deadline) {
    const server = await findServer(home);
    // Looked at twice: an owner that has just been killed still looks alive for a moment.
    if (server.state === 'ready' && server.ticket === seen) return undefined;
    seen = server.ticket;
    if (server.state === 'abandoned') askToStop(server);
    if (server.state === 'gone') {
      const program = await start(home, binaries, options, deadline);
      if (program !== undefined) return program;
    }
    await pause(pollMs);
  }
  throw new Error(
    `The Postgres on ${home.data} neither became ready nor ended within ${patienceMs / 60_000} minutes. ` +
      `See ${home.log}, end the processes that use it, ${wayOut}`,
  );
}

async function start(
  home: Home,
  installed: string,
  { durable, settings = {} }: EmbeddedPostgresOptions,
  deadline: number,
): Promise<GuardedProgram | undefined> {
  const binaries = makeRunnable(installed, home);
  const log = openLog(home.log);
  try {
    await ensureDatabase(home, { binaries, durable, log });
    const program = await startServer(home, { binaries, durable, settings, log }, deadline);
    program?.unref();
    return program;
  } finally {
    log.close();
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

/** The system's own message names the operation and the path: "EACCES: permission denied, mkdir '/data/pg'". */
function inWords(error: NodeJS.ErrnoException, folder: string): Error {
  return new Error(
    `The embedded Postgres cannot use the folder ${folder} (${error.message}). ` +
      `Correct that, set DATA_DIR to a folder that the user of this process may write to, ${wayOut}`,
    { cause: error },
  );
}
