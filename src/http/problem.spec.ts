import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemCodes } from './problem';

describe('docs/errors.md', () => {
  const text = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8');
  const sections = text.split(/^## /m).slice(1);

  it('has a section for every code, in the order of their statuses, and for no other', () => {
    const codes = sections.map((section) => section.split('\n')[0]);
    expect([...codes].sort()).toEqual(Object.keys(problemCodes).sort());
    const statuses = sections.map((section) => Number(/\n\n(\d{3})\. /.exec(section)?.[1]));
    expect(statuses).toEqual([...statuses].sort((a, b) => a - b));
  });

  it.each(Object.entries(problemCodes))('gives %s its status', (code, [status]) => {
    const section = sections.find((one) => one.startsWith(`${code}\n`));
    expect(section).toMatch(new RegExp(`\n\n${status}\\. \\S[^]{60,}`));
  });
});
