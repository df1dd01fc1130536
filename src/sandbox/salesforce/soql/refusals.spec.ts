import { soqlOrg } from '../../../../test/support/soql-source';
import { toId } from '../org/ids';
import { prepareFlat } from './flat';
import { parseSoql } from './parse';
import { SoqlRefused } from './refused';

const org = soqlOrg();
org.add('Account', { Name: 'Acme' });

/** Code and text of the refusal; '' if there is none. */
function refusalOf(text: string): string {
  try {
    org.ask(text);
    return '';
  } catch (error) {
    if (!(error instanceof SoqlRefused)) throw error;
    return `${error.errorCode}: ${error.message}`;
  }
}

describe('what is refused', () => {
  it('a field that there is not, with its place in the query', () => {
    expect(refusalOf('SELECT Id, Nothing__c FROM Account')).toBe(
      "INVALID_FIELD: \nSELECT Id, Nothing__c FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nothing__c' on entity 'Account'. " +
        "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    );
  });

  it('an object that there is not, with its place', () => {
    expect(refusalOf('SELECT Id FROM Nope__c')).toBe(
      "INVALID_TYPE: \nSELECT Id FROM Nope__c\n               ^\nERROR at Row:1:Column:16\nsObject type 'Nope__c' is not supported. " +
        "If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
    );
  });

  it('parents and children that there are not', () => {
    expect(refusalOf('SELECT Boss.Name FROM Contact')).toMatch(
      /^INVALID_FIELD: [^]*Didn't understand relationship 'Boss' in field path\. /,
    );
    expect(refusalOf('SELECT (SELECT Id FROM Cars) FROM Account')).toMatch(
      /^INVALID_TYPE: [^]*Row:1:Column:24\nDidn't understand relationship 'Cars' in FROM part of query call\. /,
    );
    expect(refusalOf('SELECT Owner.Manager.Name FROM Contact')).toMatch(/Didn't understand relationship 'Manager'/);
    expect(refusalOf('SELECT Owner.Industry FROM Contact')).toMatch(/No such column 'Industry' on entity 'Name'/);
  });

  it('a field that is hidden from everybody, as if there were none, and its parent with it', () => {
    expect(refusalOf('SELECT Hidden.Name FROM Group')).toMatch(/Didn't understand relationship 'Hidden'/);
    for (const text of ['SELECT Secret__c FROM Contact', "SELECT Id FROM Contact WHERE Secret__c = 'x'"])
      expect(refusalOf(text)).toMatch(/^INVALID_FIELD: [^]*No such column 'Secret__c' on entity 'Contact'/);
  });

  it('a place is told by row and column, of a long line with its surroundings only', () => {
    expect(refusalOf('SELECT Id\nFROM Account\nWHERE Nix = 1')).toContain(
      '\nWHERE Nix = 1\n      ^\nERROR at Row:3:Column:7\n',
    );
    const long = `SELECT Id, ${'Name, '.repeat(40)}Nix FROM Account WHERE ${"Name = 'x' OR ".repeat(40)} Id = null`;
    const [, shown = '', caret = '', place] = refusalOf(long.replaceAll('Name, ', 'Industry, ')).split('\n');
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(caret.indexOf('^'))).toMatch(/^Nix FROM Account/);
    expect(place).toBe('ERROR at Row:1:Column:412');
  });

  it.each([
    ['SELECT Id FROM', "unexpected token: '<EOF>'"],
    ['SELECT FROM Account', "unexpected token: 'FROM'"],
    ['SELECT Id, FROM Account', "unexpected token: 'FROM'"],
    ['DELETE FROM Account', "unexpected token: 'DELETE'"],
    ['SELECT * FROM Account', "no viable alternative at character '*'"],
    ["SELECT Id FROM Account WHERE Name = 'x", "mismatched character '<EOF>'"],
    ['SELECT Id FROM Account WHERE Name = "x"', "no viable alternative at character '\"'"],
    ["SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "unexpected token: 'OR'"],
    ["SELECT Id FROM Account WHERE Name = 'a' AND NOT Name = 'b'", "unexpected token: 'NOT'"],
    ["SELECT Id FROM Account WHERE NOT Name = 'a' AND Name = 'b'", "unexpected token: 'AND'"],
    ["SELECT Id FROM Account WHERE Name = 'a' Name = 'b'", "unexpected token: 'Name'"],
    ["SELECT Id FROM Account WHERE (Name = 'a'", "unexpected token: '<EOF>'"],
    ["SELECT Id FROM Account WHERE Name = 'a')", "unexpected token: ')'"],
    ["SELECT Id FROM Account WHERE Name NOT LIKE 'a'", "unexpected token: 'LIKE'"],
    ['SELECT Id FROM Account WHERE Name LIKE 5', "unexpected token: '5'"],
    ['SELECT Id FROM Account WHERE Name IN ()', "unexpected token: ')'"],
    ['SELECT Id FROM Account WHERE Name = :name', "unexpected token: ':'"],
    ['SELECT Id FROM Account WHERE Name = Name', "unexpected token: 'Name'"],
    ['SELECT Id FROM Account WHERE NumberOfEmployees = 1e5', "no viable alternative at character '1'"],
    ['SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS', "unexpected token: '<EOF>'"],
    ['SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS:-1', "unexpected token: '-1'"],
    ['SELECT Id FROM Account WHERE CreatedDate = TODAY:1', "unexpected token: ':'"],
    ['SELECT Id FROM Account WHERE CreatedDate = LAST_N_HOURS:1', "unexpected token: 'LAST_N_HOURS'"],
    ['SELECT Id FROM Account WHERE CreatedDate > 2026-02-30', 'Invalid date: 2026-02-30'],
    ['SELECT Id FROM Account WHERE CreatedDate > 2026-02-30T00:00:00Z', 'Invalid datetime: 2026-02-30T00:00:00Z'],
    ['SELECT Id FROM Account WHERE CreatedDate > 2026-02-03T25:00:00Z', 'Invalid datetime: 2026-02-03T25:00:00Z'],
    // What a plus sign becomes in a URL that was not encoded.
    ['SELECT Id FROM Account WHERE CreatedDate > 2026-02-03T10:00:00 01:00', "no viable alternative at character '-'"],
    [String.raw`SELECT Id FROM Account WHERE Name = 'a\qb'`, String.raw`Illegal character sequence '\q'`],
    [String.raw`SELECT Id FROM Account WHERE Name = 'a\%'`, String.raw`Illegal character sequence '\%'`],
    [String.raw`SELECT Id FROM Account WHERE Name = '\u00g1'`, String.raw`Illegal character sequence '\u'`],
    ['SELECT Id FROM Account LIMIT 1 ORDER BY Name', "unexpected token: 'ORDER'"],
    ['SELECT Id FROM Account LIMIT -1', "unexpected token: '-1'"],
    ['SELECT Id FROM Account LIMIT 1.5', "unexpected token: '1.5'"],
    ['SELECT Id FROM Account ALL ROWS', "unexpected token: 'ALL'"],
    ['SELECT Id FROM Account USING SCOPE mine', "unexpected token: 'mine'"],
    ['SELECT Id FROM Account WITH DATA CATEGORY x', "unexpected token: 'DATA'"],
    ['SELECT TYPEOF Owner WHEN User THEN Name END FROM Contact', "unexpected token: 'WHEN'"],
    ['SELECT toLabel(Industry) FROM Account', "unexpected token: 'toLabel'"],
    ['SELECT COUNT(Id, Name) FROM Account', "unexpected token: ','"],
    ['SELECT COUNT(), Id FROM Account', "unexpected token: ','"],
    ['SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Name)', "unexpected token: '('"],
    ['SELECT Id FROM Account WHERE COUNT(Id) > 1', "unexpected token: 'COUNT'"],
    ['SELECT Id FROM Account HAVING COUNT(Id) > 1', "unexpected token: 'HAVING'"],
    ['SELECT Id Name FROM Account', 'only aggregate expressions use field aliasing'],
    ['SELECT DISTINCT Name FROM Account', 'only aggregate expressions use field aliasing'],
    ['SELECT (SELECT COUNT(Id) FROM Contacts) FROM Account', 'only root queries support aggregate expressions'],
    ['SELECT (SELECT COUNT() FROM Contacts) FROM Account', 'only root queries support aggregate expressions'],
    ['SELECT (SELECT (SELECT Id FROM Contacts) FROM Contacts) FROM Account', "unexpected token: '('"],
    ['SELECT FIELDS(ALL) FROM Account', 'The SOQL FIELDS function must have a LIMIT of at most 200'],
    ['SELECT FIELDS(CUSTOM) FROM Account LIMIT 201', 'The SOQL FIELDS function must have a LIMIT of at most 200'],
    ['SELECT FIELDS(SOME) FROM Account', "unexpected token: 'SOME'"],
    ['SELECT Id FROM Account ORDER BY Description', "field 'Description' can not be sorted in a query call"],
    ['SELECT Id FROM Contact ORDER BY Colours__c', "field 'Colours__c' can not be sorted in a query call"],
    ['SELECT COUNT() FROM Contact ORDER BY LastName', 'COUNT() queries cannot have ORDER BY'],
    ['SELECT Id FROM Account, Contact', 'A driving SObject type has already been set'],
    ['SELECT (SELECT Id FROM Contacts OFFSET 1) FROM Account', 'OFFSET is allowed in a sub-query only if'],
    [`SELECT Id FROM Account WHERE ${'('.repeat(50_000)}`, 'nested too deep'],
    [`SELECT Id FROM Account WHERE Name = '${'x'.repeat(100_000)}'`, 'cannot be longer than 100000 characters'],
  ])('MALFORMED_QUERY: %s', (text, message) => {
    expect(refusalOf(text)).toMatch(/^MALFORMED_QUERY: /);
    expect(refusalOf(text)).toContain(message);
  });

  it.each([
    ['Name = 5', "field 'Name' must be of type string and should be enclosed in quotes"],
    ['Name = true', "field 'Name' must be of type string and should be enclosed in quotes"],
    ['Name IN (5)', "field 'Name' must be of type string and should be enclosed in quotes"],
    ["AnnualRevenue > '5'", "field 'AnnualRevenue' must be of type double and should not be enclosed in quotes"],
    ['NumberOfEmployees = 1.5', "field 'NumberOfEmployees' must be of type int and should not be enclosed in quotes"],
    ["IsDeleted = 'false'", "field 'IsDeleted' must be of type boolean and should not be enclosed in quotes"],
    ["CreatedDate > '2026-01-01'", "field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes"],
    ['CreatedDate > 2026-01-01', "field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes"],
    ['Name = TODAY', "field 'Name' must be of type string and should be enclosed in quotes"],
  ])('a literal of another type than the field: %s', (where, message) => {
    expect(refusalOf(`SELECT Id FROM Account WHERE ${where}`)).toMatch(/^INVALID_FIELD: /);
    expect(refusalOf(`SELECT Id FROM Account WHERE ${where}`)).toContain(`value of filter criterion for ${message}`);
  });

  it('a time for a date', () => {
    expect(refusalOf('SELECT Id FROM Contact WHERE Birthdate = 2026-01-01T00:00:00Z')).toContain(
      'must be of type date and',
    );
  });

  it.each([
    ["Id = 'nonsense'", 'invalid ID field: nonsense'],
    [`OwnerId IN ('${toId('005', 1).slice(0, 14)}')`, 'invalid ID field: '],
    ["Id LIKE '001%'", 'invalid operator on id field'],
    ["CreatedDate LIKE '2%'", 'invalid operator on datetime field'],
    ['IsDeleted > true', 'invalid operator on boolean field'],
    ["Name INCLUDES ('x')", 'invalid operator on text field'],
    ['Name < null', 'invalid operator on null'],
  ])('an operator that the field does not have, or an id that is none: %s', (where, message) => {
    expect(refusalOf(`SELECT Id FROM Account WHERE ${where}`)).toMatch(/^INVALID_QUERY_FILTER_OPERATOR: /);
    expect(refusalOf(`SELECT Id FROM Account WHERE ${where}`)).toContain(message);
  });

  it('long text as a condition', () => {
    for (const where of ["Description = 'x'", "Description LIKE 'x%'", "Description IN ('x')", 'Description != null'])
      expect(refusalOf(`SELECT Id FROM Account WHERE ${where}`)).toMatch(
        /^INVALID_FIELD: [^]*field 'Description' can not be filtered in a query call$/,
      );
  });

  it('a field that is asked for twice', () => {
    for (const text of ['SELECT Id, Name, id FROM Account', 'SELECT Id, FIELDS(STANDARD) FROM Account'])
      expect(refusalOf(text)).toBe('INVALID_FIELD: duplicate field selected: Id');
    expect(refusalOf('SELECT Account.Name, Account.NAME FROM Contact')).toMatch(
      /duplicate field selected: Account.Name$/,
    );
  });

  it('more than 2000 rows to skip', () => {
    expect(refusalOf('SELECT Id FROM Account OFFSET 2001')).toBe(
      'NUMBER_OUTSIDE_VALID_RANGE: Maximum SOQL offset allowed is 2000',
    );
  });

  it('more than five levels of parents', () => {
    expect(refusalOf(`SELECT ${'Parent.'.repeat(5)}Name FROM Account`)).toBe('');
    expect(refusalOf(`SELECT ${'Parent.'.repeat(6)}Name FROM Account`)).toMatch(/^INVALID_FIELD: /);
  });

  it.each([
    [
      'Id IN (SELECT AccountId FROM Contact) OR Name = null',
      "Semi join sub-selects are not allowed with the 'OR' operator",
    ],
    ['(NOT Id IN (SELECT AccountId FROM Contact))', 'Semi join sub-selects are only allowed at the top level'],
    ['Id IN (SELECT ParentId FROM Account)', 'The inner and outer selects should not be on the same object type'],
    ['Id IN (SELECT LastName FROM Contact)', 'must query a single id or reference field'],
    ['Id IN (SELECT AccountId, Id FROM Contact)', 'must query a single id or reference field'],
    ['Id IN (SELECT AccountId FROM Contact LIMIT 1)', 'must query a single id or reference field'],
    ['Name IN (SELECT AccountId FROM Contact)', 'should be an id field'],
    ['Parent.OwnerId IN (SELECT OwnerId FROM Contact)', 'cannot be a field of a parent'],
    [
      'Id IN (SELECT AccountId FROM Contact WHERE OwnerId IN (SELECT Id FROM User))',
      'Nesting of semi join sub-selects is not supported',
    ],
    [
      Array(3).fill('Id IN (SELECT AccountId FROM Contact)').join(' AND '),
      'Maximum 2 semi join sub-selects are allowed',
    ],
  ])('a sub-select: %s', (where, message) => {
    expect(refusalOf(`SELECT Id FROM Account WHERE ${where}`)).toContain(message);
  });

  it.each([
    'SELECT COUNT() FROM Account',
    'SELECT MAX(Name) FROM Account',
    'SELECT Name FROM Account GROUP BY Name',
    'SELECT Id FROM Account OFFSET 1',
    'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
  ])('in a Bulk query: %s', (text) => {
    expect(refusalOf(text)).toBe('');
    expect(() => prepareFlat(parseSoql(text), org)).toThrow(SoqlRefused);
  });
});
