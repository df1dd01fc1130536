import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '../../../src/platform/embedded-postgres';
import { systemFolder } from '../../../src/platform/embedded-postgres/folders';

export const isRoot = process.getuid?.() === 0;

const made: string[] = [];
const systemFolderWasThere = existsSync(systemFolder);

/** A folder that every user may enter, with a short path, which the system's own choice is not on macOS. */
export function newFolder(): string {
  const folder = mkdtempSync(join(realpathSync('/tmp'), 'tandem-test-'));
  made.push(folder);
  chmodSync(folder, 0o755);
  return folder;
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  if (!systemFolderWasThere && existsSync(systemFolder) && readdirSync(systemFolder).length === 0)
    rmdirSync(systemFolder);
}

/** Removed together with the folders. */
export function alsoRemove(folder: string): void {
  made.push(folder);
}

/** The folder that the note in `folder` names. */
export function placeNamedIn(folder: string): string {
  const note = join(folder, 'WHERE-THE-DATA-IS.txt');
  return existsSync(note) ? (/^ {4}(\/.*)$/m.exec(readFileSync(note, 'utf8'))?.[1] ?? '') : '';
}

export async function query<Row extends QueryResultRow>(
  { socketFolder }: Pick<EmbeddedPostgres, 'socketFolder'>,
  sql: string,
): Promise<readonly Row[]> {
  const client = new Client({ host: socketFolder, port: 5432, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined); // a server that goes away says so to each connection
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Everything whose command line names the folder: servers, their guards, and initdb. */
export function processesOn(folder: string): readonly number[] {
  const list = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n');
  return list.filter((line) => line.includes(folder)).map((line) => Number.parseInt(line, 10));
}

interface Said {
  readonly socketFolder: string;
  readonly reused: boolean;
  readonly error?: string;
}

/** Another process that starts the embedded Postgres, with everything loaded and waiting for the word. */
export class OtherProcess {
  private constructor(readonly child: ChildProcess) {}

  static async load(): Promise<OtherProcess> {
    // A process group of its own, like a program in a terminal.
    const child = fork(join(__dirname, 'owner.cjs'), { execArgv: [], detached: true });
    await once(child, 'message');
    return new OtherProcess(child);
  }

  async start(options: EmbeddedPostgresOptions): Promise<Said> {
    this.child.send({ start: options });
    const [said] = (await once(this.child, 'message')) as [Said];
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  }

  /** Returns at once, as a shell does: the process may live for a moment more. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  async pressCtrlC(): Promise<void> {
    process.kill(-this.child.pid!, 'SIGINT');
    await once(this.child, 'message');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.send({ stop: true });
    await once(this.child, 'exit');
  }
}
