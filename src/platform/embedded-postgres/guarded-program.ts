/** A program that cannot outlive this process, however this process ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { type Account, asAccount } from './account';

/**
 * The shell holds the other end of a pipe to this process. When this process ends, SIGKILL included, `read` returns
 * and the program is told to stop: by TERM, which ends one that is only just starting (a shell makes its background
 * programs ignore INT until they say otherwise), then by INT, Postgres' fast shutdown. The shell leaves last, so its
 * exit means that nothing is left.
 */
const guard = `
exec 3<&0
"$@" </dev/null 3<&- & program=$!
exec 2>/dev/null
{ read -r _; kill -TERM $program; kill -INT $program; } <&3 & reader=$!
exec 3<&-
wait $program; status=$?
kill $reader; wait
exit $status
`;

export interface GuardedOptions {
  readonly runAs: Account | undefined;
  /** Open file that takes standard output and standard error. */
  readonly log: number;
}

export class GuardedProgram {
  readonly exitCode: Promise<number>;
  private running = true;
  private readonly child: ChildProcess;

  constructor(command: readonly string[], options: GuardedOptions) {
    this.child = spawn('/bin/sh', ['-c', guard, 'guard', ...command], {
      ...asAccount(options.runAs),
      cwd: '/', // a folder that every user may enter
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['pipe', options.log, options.log],
      detached: true, // Ctrl-C goes to the whole process group: only the application must get it, Postgres stops last
    });
    this.exitCode = this.watch();
    this.exitCode.catch(() => undefined); // whoever waits for it still sees the failure
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Resolves when the program and its guard are gone. May be called again. */
  async stop(): Promise<void> {
    this.child.ref();
    this.child.stdin?.end();
    await this.exitCode;
  }

  /** Lets this process end although the program runs; which ends the program. */
  unref(): void {
    this.child.unref();
    if (this.child.stdin instanceof Socket) this.child.stdin.unref();
  }

  private watch(): Promise<number> {
    return new Promise<number>((resolve, reject) => {
      const ended = (): void => {
        this.running = false;
        this.child.stdin?.end(); // if only the guard was killed, the reader still stops the program
      };
      this.child.stdin?.on('error', () => undefined); // the other end may go first
      this.child.once('exit', (code) => {
        ended();
        resolve(code ?? -1);
      });
      this.child.once('error', (error) => {
        ended();
        reject(error);
      });
    });
  }
}
