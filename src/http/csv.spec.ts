import { csvLine } from './csv';

describe('a line of a CSV file', () => {
  it('ends as RFC 4180 has it, and quotes what would part it', () => {
    expect(csvLine(['a', null, 'b,c', 'd "e"', 'f\ng', ''])).toBe('a,,"b,c","d ""e""","f\ng",\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1'])(
    'has no cell that a spreadsheet would calculate: %j',
    (cell) => {
      expect(csvLine([cell]).replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );
});
