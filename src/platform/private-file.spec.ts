import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivate, writePrivateOnce } from './private-file';

describe('a private file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-private-'));
    file = join(folder, 'key');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is its owner’s alone, whatever was there before, and leaves nothing beside it', () => {
    writeFileSync(file, 'old', { mode: 0o644 });
    writeFileSync(`${file}.${process.pid}`, 'half of a', { mode: 0o644 });
    writePrivate(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['key']);
  });

  it('is written once where several write it once', () => {
    for (const text of ['first', 'second']) writePrivateOnce(file, text);
    expect(readFileSync(file, 'utf8')).toBe('first\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['key']);
  });
});
