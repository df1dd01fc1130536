/**
 * What the operating system says about processes: who is alive, and who is who although numbers are used again.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Names one start for ever, and tells everybody whether the process behind it still lives: `<pid>@<birth>.<random>`.
 * The number alone would not do, it is given to the next process sooner or later.
 */
export function newTicket(): string {
  const me = identityOf(process.pid);
  if (me === undefined) throw new Error('the system does not tell when this process was started (is /proc mounted?)');
  return `${me}.${randomBytes(4).toString('hex')}`;
}

export function holderLives(ticket: string): boolean {
  return identityOf(Number.parseInt(ticket, 10)) === ticket.slice(0, ticket.lastIndexOf('.'));
}

/** The command line, words separated by single blanks; empty when the process has ended. */
export function commandOf(pid: number): string {
  return process.platform === 'linux'
    ? readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
    : askPs(['-ww', '-o', 'args=', '-p', String(pid)]);
}

/** Whether the number is taken, be it by a process that has ended and waits to be collected. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Undefined once the process has ended, even if nobody has collected it: in a container whose first process collects
 * nothing, a killed process stays as a zombie.
 */
function identityOf(pid: number): string | undefined {
  const [state, birth] = process.platform === 'linux' ? stateOnLinux(pid) : stateElsewhere(pid);
  return birth === undefined || state === undefined || /^[ZX]/.test(state) ? undefined : `${pid}@${birth}`;
}

function stateOnLinux(pid: number): readonly (string | undefined)[] {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold anything, brackets and blanks included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[0], fields[19]]; // state, and start time in ticks since the machine started
}

function stateElsewhere(pid: number): readonly (string | undefined)[] {
  const [state, ...birth] = askPs(['-o', 'stat=,lstart=', '-p', String(pid)])
    .trim()
    .split(/\s+/);
  return [state, birth.length === 0 ? undefined : birth.join('_')];
}

function askPs(args: readonly string[]): string {
  return spawnSync('/bin/ps', args, { encoding: 'utf8', env: { LC_ALL: 'C', TZ: 'UTC' } }).stdout;
}

/** Empty when the file has gone, which what belongs to a process does at any moment. */
export function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return ''; // ESRCH: it went between opening and reading
    throw error;
  }
}
