import { soqlOrg } from '../../../../test/support/soql-source';
import { toId } from '../org/ids';
import { SoqlRefused } from './refused';

const org = soqlOrg();
for (const [Name, Industry, NumberOfEmployees, AnnualRevenue] of [
  ['Acme', 'Energy', 1, 10],
  ['ACME', 'Energy', 2, null],
  ['Zeta', 'Retail', 4, 30.5],
  ['Nought', null, null, null],
] as const)
  org.add('Account', { Name, Industry, NumberOfEmployees, AnnualRevenue });
org.add('Account', { Name: 'Gone', Industry: 'Energy' }, { deletedAt: 1 });
org.add('Contact', { LastName: 'A', AccountId: toId('001', 1), Birthdate: '2000-01-02' });
org.add('Contact', { LastName: 'B', AccountId: toId('001', 1) });
org.add('Contact', { LastName: 'C', AccountId: toId('001', 3) });

/** The records without their attributes. */
const results = (text: string): unknown[] =>
  org.records(text).map((record) => Object.fromEntries(Object.entries(record).slice(1)));
const refusal = (text: string): string => {
  try {
    return String(org.ask(text).totalSize);
  } catch (error) {
    if (!(error instanceof SoqlRefused)) throw error;
    return error.message;
  }
};

describe('an aggregate query', () => {
  it('answers one record without GROUP BY, named by alias or by number', () => {
    const asked = org.ask('SELECT COUNT(Id), COUNT(AnnualRevenue) filled, SUM(NumberOfEmployees) FROM Account');
    expect([asked.totalSize, asked.page(0, 2_000, '64.0')]).toEqual([
      1,
      { records: [{ attributes: { type: 'AggregateResult' }, expr0: 4, filled: 2, expr1: 7 }], next: null },
    ]);
  });

  it('adds up what has a value, and answers null where nothing has', () => {
    const all = 'MIN(AnnualRevenue), MAX(AnnualRevenue), AVG(AnnualRevenue), SUM(AnnualRevenue), COUNT(AnnualRevenue)';
    expect(results(`SELECT ${all} FROM Account`)).toEqual([
      { expr0: 10, expr1: 30.5, expr2: 20.25, expr3: 40.5, expr4: 2 },
    ]);
    expect(results(`SELECT ${all} FROM Account WHERE Name = 'x'`)).toEqual([
      { expr0: null, expr1: null, expr2: null, expr3: null, expr4: 0 },
    ]);
  });

  it('counts distinct text without case, and has times and dates as answers have them', () => {
    expect(results('SELECT COUNT_DISTINCT(Name), MAX(Name) FROM Account')).toEqual([{ expr0: 3, expr1: 'Zeta' }]);
    expect(results('SELECT MAX(SystemModstamp) latest, MIN(Birthdate) FROM Contact')).toEqual([
      { latest: '2026-03-17T12:33:00.000+0000', expr0: '2000-01-02' },
    ]);
  });

  it('groups by fields, null among them, and by those of parents', () => {
    expect(results('SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry ORDER BY Industry')).toEqual([
      { Industry: null, expr0: 1 },
      { Industry: 'Retail', expr0: 1 },
      { Industry: 'Energy', expr0: 2 },
    ]);
    expect(results('SELECT Account.Name, COUNT(Id) n FROM Contact GROUP BY Account.Name ORDER BY COUNT(Id)')).toEqual([
      { Name: 'Zeta', n: 1 },
      { Name: 'Acme', n: 2 },
    ]);
    const two = 'SELECT Industry, Name FROM Account GROUP BY Industry, Name ORDER BY Industry, Name';
    expect(results(two)).toHaveLength(3);
  });

  it('keeps groups by HAVING, and orders and cuts what is left', () => {
    const grouped = (rest: string): unknown[] => results(`SELECT Industry i FROM Account GROUP BY Industry ${rest}`);
    expect(grouped('HAVING COUNT(Id) > 1')).toEqual([{ i: 'Energy' }]);
    expect(grouped("HAVING SUM(NumberOfEmployees) >= 3 AND Industry != 'Energy'")).toEqual([{ i: 'Retail' }]);
    expect(grouped('ORDER BY SUM(NumberOfEmployees) DESC NULLS LAST LIMIT 1 OFFSET 1')).toEqual([{ i: 'Energy' }]);
    expect(grouped("HAVING Industry IN ('Retail', null)")).toEqual([{ i: 'Retail' }, { i: null }]);
  });

  it('has no group where there is no row', () => {
    expect(results("SELECT Name, COUNT(Id) FROM Account WHERE Name = 'x' GROUP BY Name")).toEqual([]);
  });

  it.each([
    ['SELECT Name, COUNT(Id) FROM Account', 'Field must be grouped or aggregated: Name'],
    ['SELECT FIELDS(ALL), MAX(Name) FROM Account GROUP BY Id LIMIT 1', 'Field must be grouped or aggregated'],
    [
      'SELECT COUNT(Id) FROM Account GROUP BY Name ORDER BY Industry',
      'Ordered field must be grouped or aggregated: Industry',
    ],
    [
      'SELECT COUNT(Id) FROM Account GROUP BY Name HAVING Industry = null',
      'Field must be grouped or aggregated: Industry',
    ],
    [
      'SELECT COUNT(Id) FROM Account LIMIT 1',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT COUNT() FROM Account GROUP BY Name', 'COUNT() cannot be used with GROUP BY'],
    ['SELECT SUM(Name) FROM Account', 'field Name does not support aggregate operator SUM'],
    ['SELECT MAX(IsDeleted) FROM Account', 'field IsDeleted does not support aggregate operator MAX'],
    ['SELECT COUNT(Description) FROM Account', 'field Description does not support aggregate operator COUNT'],
    [
      'SELECT AnnualRevenue FROM Account GROUP BY AnnualRevenue',
      "field 'AnnualRevenue' can not be grouped in a query call",
    ],
    ['SELECT CreatedDate FROM Account GROUP BY CreatedDate', "field 'CreatedDate' can not be grouped in a query call"],
    ['SELECT COUNT(Id) a, MAX(Name) A FROM Account', 'duplicate alias: A'],
    ['SELECT COUNT(Id), (SELECT Id FROM Contacts) FROM Account', 'Grouped queries have no sub-queries'],
    ["SELECT COUNT(Id) FROM Account GROUP BY Name HAVING COUNT(Id) > '1'", 'must be of type int'],
    ['SELECT COUNT(Nope) FROM Account', "No such column 'Nope'"],
  ])('is refused: %s', (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('has no second page', () => {
    const many = soqlOrg();
    for (let at = 0; at < 2_001; at++) many.add('Account', { Name: `A${at}` });
    expect(() => many.ask('SELECT Name FROM Account GROUP BY Name')).toThrow(
      'Aggregate query does not support queryMore()',
    );
    expect(many.ask('SELECT Name FROM Account GROUP BY Name LIMIT 2000').totalSize).toBe(2_000);
  });
});
