/** Runs what `npm run build` made, as an operator does: commands as processes of their own, services one after the other in one. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { until } from './until';

const dist = join(__dirname, '..', '..', 'dist');
const startWithinMs = 60_000;
/** Whoever takes longer has a call under way that hangs. */
const stopWithinMs = 2_000;
/** Enough of a log to see what went wrong last. */
const outputTailChars = 4_000;

export type Settings = Readonly<Record<string, string>>;

/** Only what a process needs to run at all: no setting of the machine's leaks into a test. */
const bareEnvironment = (settings: Settings): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  ...settings,
});

/** As service-host.cjs says it. */
const over = 'It is over.\n';

declare global {
  /** Processes that wait for the next service, from one test file to the next (jest/idle-service-hosts.cjs). */
  var idleServiceHosts: ChildProcessWithoutNullStreams[];
}

function takeHost(): ChildProcessWithoutNullStreams {
  const idle = globalThis.idleServiceHosts.pop();
  if (idle === undefined) {
    const host = spawn(process.execPath, [join(__dirname, 'service-host.cjs')], { env: bareEnvironment({}) });
    for (const stream of [host.stdout, host.stderr]) stream.setEncoding('utf8');
    host.stdin.on('error', () => undefined); // it has ended, which whoever waits for it tells with its log
    return host;
  }
  for (const handle of handlesOf(idle)) handle.ref();
  return idle;
}

function keepHost(host: ChildProcessWithoutNullStreams): void {
  for (const stream of [host.stdout, host.stderr]) stream.removeAllListeners('data').resume();
  for (const handle of handlesOf(host)) handle.unref(); // it ends with us, and keeps nobody waiting
  globalThis.idleServiceHosts.push(host);
}

const handlesOf = (host: ChildProcessWithoutNullStreams): readonly { ref(): void; unref(): void }[] => [
  host,
  host.stdin as Socket,
  host.stdout as Socket,
  host.stderr as Socket,
];

export class ServiceProcess {
  /** All that it has logged. */
  log = '';
  private output = '';
  private isFrozen = false;
  /** Its process may serve another by now. */
  private isOver = false;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    readonly name: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: string) => (this.output += text));
    }
    child.stderr.on('data', (text: string) => (this.log += text));
  }

  /** The service; ready when it says where its API listens. */
  static async start(name: string, settings: Settings): Promise<ServiceProcess> {
    const host = takeHost();
    const service = new ServiceProcess(host, name);
    try {
      host.stdin.write(`${JSON.stringify(bareEnvironment(settings))}\n`);
      await service.hears(() => /Ctrl-C stops it/.test(service.output), startWithinMs);
    } catch (error) {
      await service.kill();
      throw error;
    }
    return service;
  }

  /** Where its API listens. */
  get url(): string {
    const [, url] = /API +(http\S+)\/v1/.exec(this.output) ?? [];
    if (url === undefined) throw new Error(`${this.name} has not said where its API listens`);
    return url;
  }

  /** What time it takes it to be. */
  async now(): Promise<Date> {
    const response = await fetch(`${this.url}/health/live`);
    const { now } = (await response.json()) as { now: string };
    return new Date(now);
  }

  get alive(): boolean {
    return !this.isOver && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it printed last, for the error of a failed test. */
  tail(): string {
    return `--- ${this.name} (process ${this.child.pid ?? 0})\n${this.output.slice(-outputTailChars)}`;
  }

  /** How often it logged this event. */
  logged(event: string): number {
    return this.output.split(`"event":"${event}"`).length - 1;
  }

  /** Stops it where it stands, as a suspended virtual machine is. */
  freeze(): void {
    this.isFrozen = true;
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.isFrozen = false;
    this.child.kill('SIGCONT');
  }

  /** Ends it without a chance to tidy up. */
  async kill(): Promise<void> {
    if (!this.alive) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Stops it; its process goes on to the next one. */
  async end(): Promise<void> {
    if (!this.alive || this.isFrozen) return this.kill();
    this.child.stdin.write('\n');
    try {
      await this.hears(() => this.output.slice(-outputTailChars).split(over).length > 2, stopWithinMs);
    } catch {
      return this.kill();
    }
    this.isOver = true;
    keepHost(this.child);
  }

  private async hears(what: () => boolean, withinMs: number): Promise<void> {
    await until(() => !this.alive || what(), { withinMs, told: () => this.tail() });
    if (!this.alive) throw new Error(`${this.name} ended\n${this.tail()}`);
  }
}

/** Runs one `tandem` command to its end and answers the JSON document it prints. */
export async function runTandem(parameters: readonly string[], settings: Settings): Promise<unknown> {
  const child = spawn(process.execPath, [join(dist, 'src/cli/tandem.js'), ...parameters], {
    env: bareEnvironment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaint = '';
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`tandem ${parameters.join(' ')} ended with ${String(code)}\n${complaint}`);
  return JSON.parse(printed) as unknown;
}
