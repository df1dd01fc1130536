/** What a verb says on standard output: one JSON document for programs, or text and tables for people. */
import Table from 'cli-table3';

export function print(json: boolean, document: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${text}\n`);
}

/** @param widths of columns whose text is wrapped; the others are as wide as their text */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  widths: readonly (number | null)[] = [],
): string {
  const table = new Table({
    head: [...head],
    colWidths: [...widths],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** `2026-11-22 09:30 UTC`, or `never`. */
export const momentOf = (at: Date | null): string =>
  at === null ? 'never' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
