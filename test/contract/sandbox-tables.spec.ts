import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const text = readFileSync(join(root, 'docs/sandbox.md'), 'utf8');

interface Shown {
  readonly file: string;
  readonly title: string;
}

/** The last cell of each row: `file.spec.ts` › title, of the folder that its section names. */
function shownBy(section: string): Shown[] {
  const folder = /\]\(\.\.\/(test\/contract\/[\w-]+)\)/.exec(section)?.[1] ?? 'no folder is named';
  return [...section.matchAll(/\| `([^`]+\.spec\.ts)` › (.+) \|$/gm)].map(([, file = '', title = '']) => ({
    file: join(root, folder, file),
    title,
  }));
}

const sections = text.split(/^## /m).slice(1);

describe('the tables of what the sandboxes answer like the real thing', () => {
  it.each(sections.map((section) => [section.split('\n', 1)[0], section]))(
    'name a test in each row: %s',
    (_name, section) => {
      const rows = section.split('\n').filter((line) => /^\| (?!\*\*)/.test(line)).length - 1;
      const shown = shownBy(section);
      expect(shown.length).toBeGreaterThan(20);
      expect(shown).toHaveLength(rows);
    },
  );

  it('name tests that are there', () => {
    const missing = sections
      .flatMap(shownBy)
      .filter(({ file, title }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(title))
      .map(({ file, title }) => `${file}: ${title}`);
    expect(missing).toEqual([]);
  });
});
