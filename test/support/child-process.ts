/** Runs what `npm run build` made, as processes of their own, the way an operator does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const dist = join(__dirname, '..', '..', 'dist');
const startWithinMs = 60_000;
/** Enough of a log to see what went wrong last. */
const outputTailChars = 4_000;

export type Settings = Readonly<Record<string, string>>;

/** Only what a process needs to run at all: no setting of the machine's leaks into a test. */
const bareEnvironment = (settings: Settings): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  ...settings,
});

export class ServiceProcess {
  /** All that it has logged. */
  log = '';
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly name: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => (this.output += text));
    }
    child.stderr?.on('data', (text: string) => (this.log += text));
  }

  /** The service; ready when it says where its API listens. */
  static async start(name: string, settings: Settings): Promise<ServiceProcess> {
    const child = spawn(process.execPath, [join(dist, 'src/main.js')], { env: bareEnvironment(settings) });
    const service = new ServiceProcess(child, name);
    try {
      await service.hears(/Ctrl-C stops it/);
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
    return this.child.exitCode === null && this.child.signalCode === null;
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
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it without a chance to tidy up. */
  async kill(): Promise<void> {
    if (!this.alive) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private async hears(text: RegExp): Promise<void> {
    const until = performance.now() + startWithinMs;
    while (!text.test(this.output)) {
      if (!this.alive) throw new Error(`${this.name} ended at its start\n${this.tail()}`);
      if (performance.now() > until) throw new Error(`${this.name} did not start\n${this.tail()}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
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
