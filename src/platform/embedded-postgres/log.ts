/** What Postgres says, in one file that is kept small. */
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';

const limitBytes = 10 * 1024 * 1024;
const quotedLines = 8;

export interface Log {
  readonly file: string;
  /** Closed to others: Postgres quotes statements, and they hold people's data. */
  readonly descriptor: number;
  /** The last lines since it was opened; a server that is just starting says little. */
  lastWords(): string;
  close(): void;
}

export function openLog(file: string): Log {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > limitBytes) truncateSync(file);
  const start = size > limitBytes ? 0 : size;
  const descriptor = openSync(file, 'a', 0o600);
  return {
    file,
    descriptor,
    lastWords: () => readFileSync(file).subarray(start).toString().trimEnd().split('\n').slice(-quotedLines).join('\n'),
    close: () => closeSync(descriptor),
  };
}
