/**
 * A portal's memory on disk: one JSON line per commit. A line is written before the caller is answered, so a killed
 * process has lost nothing that it had confirmed; it is not synced, so a power cut may. At start the file is replayed
 * and written anew without its history; so it is when a contact is to be forgotten, whose values stand in older lines.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';

/** The token is inside. */
const OWNER_ONLY = 0o600;
/** One call per megabyte while a big portal is read or written anew: it may be more than a buffer or a string holds. */
const CHUNK_CHARS = 1_000_000;
const LINE_FEED = 10;

export class StateFile {
  private constructor(
    private readonly path: string,
    private readonly fd: number,
    private size: number,
  ) {}

  /** Reads all whole lines. The last one may be torn by a kill while it was written: it was never confirmed. */
  static *read(path: string): Generator {
    if (!existsSync(path)) return;
    const fd = openSync(path, 'r');
    try {
      for (const line of linesOf(fd)) yield JSON.parse(line) as unknown;
    } finally {
      closeSync(fd);
    }
  }

  /** Writes the file anew, beside the old one and then in its place, and keeps it open for more lines. */
  static rewrite(path: string, lines: Iterable<unknown>): StateFile {
    const aside = `${path}.new`;
    const fd = openSync(aside, 'w', OWNER_ONLY);
    try {
      const size = writeLines(fd, lines);
      renameSync(aside, path);
      return new StateFile(path, fd, size);
    } catch (error) {
      closeSync(fd);
      rmSync(aside, { force: true });
      throw error;
    }
  }

  /** The same for a file in use, which goes on when it fails. */
  anew(lines: Iterable<unknown>): StateFile {
    const file = StateFile.rewrite(this.path, lines);
    this.close();
    return file;
  }

  append(line: unknown): void {
    try {
      this.size += writeAll(this.fd, `${JSON.stringify(line)}\n`, this.size);
    } catch (error) {
      // A full disk leaves half a line, and the next one would be glued to it.
      ftruncateSync(this.fd, this.size);
      throw error;
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}

function* linesOf(fd: number): Generator<string> {
  const buffer = Buffer.allocUnsafe(CHUNK_CHARS);
  /** What has been read of a line whose end has not. */
  let torn: Buffer[] = [];
  for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer)) {
    const chunk = buffer.subarray(0, length);
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...torn, chunk.subarray(start, end)]).toString('utf8');
      torn = [];
      start = end + 1;
    }
    if (start < length) torn.push(Buffer.from(chunk.subarray(start)));
  }
}

function writeLines(fd: number, lines: Iterable<unknown>): number {
  let size = 0;
  let chunk = '';
  for (const line of lines) {
    chunk += `${JSON.stringify(line)}\n`;
    if (chunk.length < CHUNK_CHARS) continue;
    size += writeAll(fd, chunk);
    chunk = '';
  }
  return size + writeAll(fd, chunk);
}

function writeAll(fd: number, text: string, position: number | null = null): number {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(fd, bytes, written, bytes.length - written, position === null ? null : position + written);
  }
  return written;
}
