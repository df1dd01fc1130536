import fc from 'fast-check';
import { isIn, listsOf, literal } from '../../../src/connectors/salesforce/soql';
import { parseSoql } from '../../../src/sandbox/salesforce/soql/parse';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("'", '\\', '"', '\n', '\r', '\t', '\u0000', '\ud83d', '\ude00', 'n', 'u', '%', '+', '&', ' '),
  }),
);

/** As the sandbox takes it in: from an address, and then as SOQL. */
function readBack(soql: string): readonly unknown[] {
  const arrived = new URLSearchParams(`q=${encodeURIComponent(soql)}`).get('q') ?? '';
  const { where } = parseSoql(arrived);
  return where?.kind === 'in' ? where.literals.map((each) => ('value' in each ? each.value : null)) : [];
}

describe('literals of SOQL', () => {
  it('are read as the text that they were made of', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (texts) => {
        expect(readBack(`SELECT Id FROM Contact WHERE ${isIn('LastName', texts)}`)).toEqual(texts);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leave no way out of their quotes', () => {
    expect(literal("x\\' OR Name != '")).toBe("'x\\\\\\' OR Name != \\''");
  });

  it('are split into lists whose queries fit into an address, in order and without loss', () => {
    const frame = `SELECT Id FROM Contact WHERE ${isIn('LastName', [])}`;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 255 }), { maxLength: 400 }), (values) => {
        const lists = listsOf(values, frame);
        expect(lists.flat()).toEqual(values);
        const longest = Math.max(0, ...lists.map((list) => encodeURI(isIn('LastName', list)).length));
        expect(longest).toBeLessThan(16_384);
      }),
      { numRuns: 100 },
    );
  });
});
