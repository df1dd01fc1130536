/** Programs as an operator runs them: what was built, in a process group of its own, with no setting but those given. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

const root = join(__dirname, '../..');
export const service = join(root, 'dist/src/main.js');
export const tandem = join(root, 'dist/src/cli/tandem.js');

export type Settings = Readonly<Record<string, string>>;

const patienceMs = 60_000;
const running = new Set<Program>();

export function build(): void {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'ignore' });
}

export class Program {
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | string | null>;
  private readonly child: ChildProcess;

  constructor(file: string, parameters: readonly string[], settings: Settings) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, [file, ...parameters], {
      env: { PATH, HOME, ...settings },
      detached: true, // a group of its own: a signal for it does not reach the tests
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    running.add(this);
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => {
        running.delete(this);
        resolve(code ?? signal);
      }),
    );
  }

  /** Resolves with the match once standard output holds it; throws when the program ends before. */
  async says(text: RegExp): Promise<RegExpExecArray> {
    const said = new Promise<RegExpExecArray>((resolve, reject) => {
      const look = (): void => {
        const found = text.exec(this.stdout);
        if (found) resolve(found);
      };
      this.child.stdout?.on('data', look);
      look();
      const why = (what: string): Error => new Error(`${what}: ${String(text)}\n${this.stdout}\n${this.stderr}`);
      const timer = setTimeout(() => reject(why('not said in time')), patienceMs);
      timer.unref();
      void this.ended.then(() => reject(why('ended without saying')));
    });
    return said;
  }

  /** Signals the program alone, or its whole group, as a terminal does. */
  signal(signal: NodeJS.Signals, to: 'program' | 'group' = 'program'): void {
    const pid = this.child.pid ?? 0;
    process.kill(to === 'group' ? -pid : pid, signal);
  }

  /** Answers how it ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', to: 'program' | 'group' = 'program'): Promise<number | string | null> {
    this.signal(signal, to);
    return this.ended;
  }

  /** What is left of its group. */
  get group(): readonly string[] {
    return processes().filter((line) => line.split(/\s+/)[1] === String(this.child.pid));
  }
}

/** Runs a program to its end. */
export async function run(file: string, parameters: readonly string[], settings: Settings): Promise<Ended> {
  const program = new Program(file, parameters, settings);
  const code = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

export interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For `afterEach`: a test that failed leaves nothing running either. */
export async function endAll(): Promise<void> {
  for (const program of [...running]) await program.stop('SIGKILL');
}

/** Lines of pid, process group and command of all that runs and was not only left uncollected. */
function processes(): readonly string[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,pgid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => (/^\s*\d+\s+\d+\s+Z/.test(line) ? [] : [line.trim()]));
}

/** What names the folder in its command: Postgres and its guard. */
export const processesOn = (folder: string): readonly string[] => processes().filter((line) => line.includes(folder));

export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`not so in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port that nobody else holds, kept until `close`. */
export async function takePort(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A client that says so much and then nothing. */
export async function openConnection(port: number, says: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined); // it may be cut
  await once(socket, 'connect');
  socket.write(says);
  return socket;
}

export async function freePort(): Promise<number> {
  const taken = await takePort();
  await taken.close();
  return taken.port;
}
