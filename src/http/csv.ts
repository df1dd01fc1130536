/** Lines of a CSV file (RFC 4180) that is opened in a spreadsheet: a cell that would be read as a formula begins with an apostrophe. */

/** OWASP, CSV injection (2026-03): also a tab and a carriage return before one of them. */
const formula = /^[=+\-@\t\r]/;

export const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: string | null): string {
  if (cell === null) return '';
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
