import { soqlOrg, type SoqlOrg } from '../../../../test/support/soql-source';
import { toId, toShortId } from '../org/ids';

const acme = toId('001', 1);

function fill(org: SoqlOrg): SoqlOrg {
  org.add('User', { Name: 'Ada' });
  org.add('Account', {
    Name: 'Acme',
    NumberOfEmployees: 3,
    AnnualRevenue: 10.5,
    Code__c: 'ab',
    OwnerId: toId('005', 1),
  });
  org.add('Account', { Name: "O'Neil\\", NumberOfEmployees: -7, AnnualRevenue: 20, Code__c: 'AB', Industry: 'Energy' });
  org.add('Account', { Name: 'Zeta', Order_System_Id__c: 'A-1', Description: 'long' });
  org.add('Contact', {
    LastName: 'a_b',
    AccountId: acme,
    DoNotCall: true,
    Birthdate: '2026-03-18',
    Colours__c: 'red;blue',
  });
  org.add('Contact', {
    LastName: 'a%b',
    AccountId: toId('001', 2),
    DoNotCall: false,
    Birthdate: '2026-02-28',
    Colours__c: 'blue',
  });
  org.add('Contact', { LastName: 'aXb', Email: 'X@Example.com' });
  return org;
}

const org = fill(soqlOrg());

/** By what they are called. */
const accounts = (where: string): readonly unknown[] => org.values(`SELECT Name FROM Account WHERE ${where}`);
const contacts = (where: string): readonly unknown[] => org.values(`SELECT LastName FROM Contact WHERE ${where}`);

describe('a condition of a query', () => {
  it('compares text without case, unless the field tells it apart', () => {
    expect(accounts("Name = 'ACME'")).toEqual(['Acme']);
    expect(accounts("Name IN ('acme', 'ZETA')")).toEqual(['Acme', 'Zeta']);
    expect(accounts("Code__c = 'AB'")).toEqual(["O'Neil\\"]);
    expect(accounts("Code__c LIKE 'a%'")).toEqual(['Acme']);
    expect(accounts("Name > 'b'")).toEqual(["O'Neil\\", 'Zeta']);
  });

  it('takes ids with 15 and 18 characters for the same, in order as well', () => {
    const short = toShortId('001', 2);
    expect(accounts(`Id = '${short}'`)).toEqual(["O'Neil\\"]);
    expect(accounts(`Id IN ('${short}', '${acme}')`)).toEqual(['Acme', "O'Neil\\"]);
    expect(contacts(`AccountId = '${short}'`)).toEqual(['a%b']);
    expect(accounts(`Id > '${short}'`)).toEqual(['Zeta']);
    expect(accounts(`Id <= '${short}'`)).toEqual(['Acme', "O'Neil\\"]);
    expect(accounts(`Id != '${short}'`)).toEqual(['Acme', 'Zeta']);
  });

  it('has ids of other objects and orgs before or after all of its own', () => {
    expect(accounts(`Id > '${toId('003', 9)}'`)).toEqual([]);
    expect(accounts(`Id < '${toId('003', 9)}'`)).toHaveLength(3);
    expect(accounts(`Id > '${toId('000', 9)}'`)).toHaveLength(3);
    expect(accounts("Id = '001D000000IqhSLIAZ'")).toEqual([]);
    expect(accounts("Id > '001D000000IqhSLIAZ'")).toEqual([]);
    expect(accounts(`Id IN ('${toId('003', 1)}')`)).toEqual([]);
  });

  it('finds rows without a value by = null, != and NOT IN, and by no other comparison', () => {
    expect(contacts('AccountId = null')).toEqual(['aXb']);
    expect(contacts('AccountId != null')).toEqual(['a_b', 'a%b']);
    expect(accounts("Industry != 'Energy'")).toEqual(['Acme', 'Zeta']);
    expect(accounts("Industry NOT IN ('Energy')")).toEqual(['Acme', 'Zeta']);
    expect(accounts("Order_System_Id__c IN (null, 'a-1') AND Name != 'Acme'")).toEqual(["O'Neil\\", 'Zeta']);
    expect(accounts('AnnualRevenue < 1000000')).toEqual(['Acme', "O'Neil\\"]);
    expect(accounts('NOT AnnualRevenue < 15')).toEqual(["O'Neil\\", 'Zeta']);
    expect(accounts("Industry = ''")).toEqual(['Acme', 'Zeta']);
  });

  it('treats a field of a parent that there is not as null, and a checkbox of it as not ticked', () => {
    expect(contacts("Account.Name = 'acme'")).toEqual(['a_b']);
    expect(contacts('Account.Name = null')).toEqual(['aXb']);
    expect(contacts('Account.IsDeleted = false')).toHaveLength(3);
    expect(contacts("Account.Owner.Name = 'Ada'")).toEqual(['a_b']);
  });

  it('compares numbers, checkboxes and dates as what they are', () => {
    expect(accounts('AnnualRevenue >= 10.5 AND AnnualRevenue < 20.0')).toEqual(['Acme']);
    expect(accounts('NumberOfEmployees = -7')).toEqual(["O'Neil\\"]);
    expect(accounts('AnnualRevenue IN (20, 10.50)')).toHaveLength(2);
    expect(contacts('DoNotCall = TRUE')).toEqual(['a_b']);
    expect(contacts('DoNotCall = false')).toEqual(['a%b', 'aXb']);
    expect(contacts('Birthdate > 2026-02-28')).toEqual(['a_b']);
  });

  it('compares times in whatever zone they are written', () => {
    // Made at 12:31, 12:32 and 12:33 UTC.
    for (const at of ['2026-03-17T12:32:00Z', '2026-03-17T13:32:00+01:00', '2026-03-17T12:32:00.000+0000'])
      expect(contacts(`SystemModstamp = ${at}`)).toEqual(['a%b']);
    expect(contacts('CreatedDate >= 2026-03-17T12:32:00z and createddate < 2026-03-17T07:33:00-05:00')).toEqual([
      'a%b',
    ]);
  });

  it('matches LIKE with % and _, and with either as itself after a backslash', () => {
    expect(contacts("LastName LIKE 'A_B'")).toHaveLength(3);
    expect(contacts(String.raw`LastName LIKE 'a\_b'`)).toEqual(['a_b']);
    expect(contacts(String.raw`LastName LIKE 'a\%b'`)).toEqual(['a%b']);
    expect(contacts("LastName LIKE '%x%'")).toEqual(['aXb']);
    expect(contacts("Email LIKE '%@example.com'")).toEqual(['aXb']);
    expect(contacts("(NOT LastName LIKE '%X%')")).toEqual(['a_b', 'a%b']);
  });

  it('reads escaped quotes, backslashes and characters by their number', () => {
    expect(accounts(String.raw`Name = 'O\'Neil\\'`)).toEqual(["O'Neil\\"]);
    expect(accounts(String.raw`Name LIKE 'o\'%\\'`)).toEqual(["O'Neil\\"]);
    expect(accounts(String.raw`Name = '\u005aeta'`)).toEqual(['Zeta']);
  });

  it('finds multi-selects by one set of values of several, or by all of their values', () => {
    expect(contacts("Colours__c INCLUDES ('Red')")).toEqual(['a_b']);
    expect(contacts("Colours__c INCLUDES ('blue;red', 'green')")).toEqual(['a_b']);
    expect(contacts("Colours__c INCLUDES ('green', 'blue')")).toEqual(['a_b', 'a%b']);
    expect(contacts("Colours__c EXCLUDES ('red')")).toEqual(['a%b', 'aXb']);
    expect(contacts("Colours__c = 'blue;red'")).toEqual(['a_b']);
  });

  it('takes what a sub-select finds, or all but that', () => {
    expect(accounts("Id IN (SELECT AccountId FROM Contact WHERE LastName = 'a_b')")).toEqual(['Acme']);
    expect(accounts("Id NOT IN (SELECT AccountId FROM Contact) AND Name != 'x'")).toEqual(['Zeta']);
    expect(contacts("AccountId IN (SELECT Id FROM Account WHERE Name = 'Acme') AND DoNotCall = true")).toEqual(['a_b']);
  });

  it('takes a sub-select in parentheses, as long as it must hold', () => {
    const nested = "(Id IN (SELECT AccountId FROM Contact) AND Name != 'x') AND Name LIKE 'A%'";
    expect(accounts(nested)).toEqual(['Acme']);
  });

  it('groups by parentheses, however many', () => {
    expect(accounts("((Name = 'Acme') OR ((Name = 'Zeta' AND (NOT (Code__c != null AND Id = null)))))")).toHaveLength(
      2,
    );
    expect(accounts("(Name = 'Acme' OR Name = 'Zeta') AND NumberOfEmployees = 3")).toEqual(['Acme']);
    expect(accounts("Name = 'Acme' OR (Name = 'Zeta' AND NumberOfEmployees = 3)")).toEqual(['Acme']);
  });

  it('finds the same by an index and without one', () => {
    const wheres = [
      "Email = 'x@EXAMPLE.com'",
      `AccountId IN ('${acme}', '${toShortId('001', 2)}')`,
      `AccountId IN ('${acme}', null)`,
      `AccountId = '${acme}' AND LastName = 'nobody'`,
      `AccountId IN (SELECT Id FROM Account)`,
    ];
    const found = (from: SoqlOrg): unknown[] =>
      wheres.map((where) => from.values(`SELECT LastName FROM Contact WHERE ${where}`));
    expect(found(fill(soqlOrg({ indexed: false })))).toEqual(found(org));
    expect(found(org)).toEqual([['aXb'], ['a_b', 'a%b'], ['a_b', 'aXb'], [], ['a_b', 'a%b']]);
  });
});

describe('ORDER BY', () => {
  const ordered = (order: string): readonly unknown[] => org.values(`SELECT Name FROM Account ORDER BY ${order}`);

  it('has rows without a value first, up and down, unless they are asked for last', () => {
    expect(ordered('AnnualRevenue')).toEqual(['Zeta', 'Acme', "O'Neil\\"]);
    expect(ordered('AnnualRevenue DESC')).toEqual(['Zeta', "O'Neil\\", 'Acme']);
    expect(ordered('AnnualRevenue ASC NULLS LAST')).toEqual(['Acme', "O'Neil\\", 'Zeta']);
    expect(ordered('AnnualRevenue DESC NULLS LAST')).toEqual(["O'Neil\\", 'Acme', 'Zeta']);
  });

  it('takes several fields, those of parents too, and goes by id where all are the same', () => {
    expect(ordered('IsDeleted, Name DESC')).toEqual(['Zeta', "O'Neil\\", 'Acme']);
    expect(ordered('IsDeleted, Id DESC, Name')).toEqual(['Zeta', "O'Neil\\", 'Acme']);
    expect(ordered('Owner.Name NULLS LAST, Id')).toEqual(['Acme', "O'Neil\\", 'Zeta']);
  });

  it('has picklists in the order of their values', () => {
    const shop = soqlOrg();
    for (const Industry of ['Banking', 'Retail', 'Unheard of', 'Energy'])
      shop.add('Account', { Name: Industry, Industry });
    expect(shop.values('SELECT Name FROM Account ORDER BY Industry')).toEqual([
      'Retail',
      'Energy',
      'Banking',
      'Unheard of',
    ]);
  });

  it('is done before OFFSET and LIMIT', () => {
    expect(ordered('Name DESC LIMIT 1 OFFSET 1')).toEqual(["O'Neil\\"]);
    expect(ordered('Name LIMIT 0')).toEqual([]);
    expect(ordered('Name OFFSET 2')).toEqual(['Zeta']);
    expect(ordered('Name OFFSET 2000')).toEqual([]);
  });
});
