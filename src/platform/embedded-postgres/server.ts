/** One running Postgres server: how to find it, whose it is, and how to start one. */
import { rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GuardedProgram } from './guarded-program';
import { type Home } from './home';
import { type Log } from './log';
import { commandOf, holderLives, isTaken, newTicket, readIfThere } from './processes';
import { wayOut } from './way-out';

/** A start takes 40 ms; this only bounds what is added to it. */
export const pollMs = 20;
/** Postgres fills its lock file within a millisecond. */
const halfWrittenMs = 5_000;

/**
 * What a start does about it: begin one when it is `gone`, join it when it is `ready`, wait while it is `busy` starting
 * or stopping. An `abandoned` one, whose owner has died, may look ready and is about to stop: it is never joined.
 */
type ServerState = 'gone' | 'busy' | 'ready' | 'abandoned';

export interface Server {
  readonly state: ServerState;
  readonly pid: number;
  /** The ticket of the start that began it. */
  readonly ticket: string;
}

/**
 * Who runs on this data. The first line of `postmaster.pid` names the server and the eighth its state; its command
 * line is the proof (numbers are used again) and says who owns it, so nothing of ours can be out of step with it.
 */
export async function findServer(home: Home): Promise<Server> {
  const lines = readLines(join(home.data, 'postmaster.pid'));
  const pid = Number(lines[0]);
  const command = commandOf(pid);
  if (!runsOn(home, command)) {
    // Nobody here, but somebody answers: the folder is shared with another container, whose processes are not seen.
    return { state: (await accepts(home)) ? 'busy' : 'gone', pid, ticket: '' };
  }
  const ticket = /tandem\.ticket=(\S+)/.exec(command)?.[1];
  if (ticket === undefined) {
    throw new Error(
      `A Postgres that Tandem did not start (process ${pid}) runs on ${home.data}. ` +
        `Stop it first, set DATA_DIR to another folder, ${wayOut}`,
    );
  }
  if (!holderLives(ticket)) return { state: 'abandoned', pid, ticket };
  return { state: lines[7]?.trim() === 'ready' && (await accepts(home)) ? 'ready' : 'busy', pid, ticket };
}

/** Its guard does the same; but the guard may have been killed too. */
export function askToStop({ pid }: Server): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // it has just ended
  }
}

export interface ServerOptions {
  readonly binaries: string;
  readonly durable: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: Log;
}

/** Undefined when Postgres found another server on its data, at work or not quite gone. Call only when none is found. */
export async function startServer(
  home: Home,
  options: ServerOptions,
  deadline: number,
): Promise<GuardedProgram | undefined> {
  const ticket = newTicket();
  removeStaleLocks(home);
  const command = [join(options.binaries, 'bin', 'postgres'), ...argumentsFor(home, options, ticket)];
  const program = new GuardedProgram(command, { runAs: home.runAs, log: options.log.descriptor });
  while (program.isRunning) {
    const server = await findServer(home);
    if (server.state === 'ready' && server.ticket === ticket) return program;
    if (Date.now() > deadline) await program.stop();
    await pause(pollMs);
  }
  await program.exitCode; // throws if it could not even be run
  const words = options.log.lastWords();
  if (/lock file .* (already exists|is empty)|shared memory block .* still in use/.test(words)) return undefined;
  throw new Error(
    `Postgres did not start on ${home.data}. It said:\n${words}\n(all of it in ${options.log.file}). ` +
      `Correct that, set DATA_DIR to another folder, ${wayOut}`,
  );
}

function argumentsFor(home: Home, { durable, settings }: ServerOptions, ticket: string): readonly string[] {
  const all = {
    listen_addresses: '',
    // A list, in which quotes make a path of any characters one entry.
    unix_socket_directories: `"${home.socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    shared_buffers: '128MB',
    max_connections: '100',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
    ...settings,
    'tandem.ticket': ticket,
  };
  const named = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', home.data, '-p', String(home.port), ...named];
}

/**
 * After a crash of the machine the lock files name a number that another process may have by now, and Postgres would
 * respect it. One that nobody has is left to Postgres, which takes it over without a gap.
 */
function removeStaleLocks(home: Home): void {
  for (const file of [join(home.data, 'postmaster.pid'), `${socketOf(home)}.lock`]) {
    if (isStale(file, home)) rmSync(file, { force: true });
  }
}

function isStale(file: string, home: Home): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  const pid = Number(readLines(file)[0]);
  // Empty: either Postgres is about to write it, or the machine went down at that moment.
  return pid > 0 ? isTaken(pid) && !runsOn(home, commandOf(pid)) : Date.now() - stats.mtimeMs > halfWrittenMs;
}

function runsOn({ data }: Home, command: string): boolean {
  return command.includes(` -D ${data} `);
}

function accepts(home: Home): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketOf(home));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function socketOf({ socketFolder, port }: Home): string {
  return join(socketFolder, `.s.PGSQL.${port}`);
}

function readLines(file: string): readonly string[] {
  return readIfThere(file).split('\n');
}
