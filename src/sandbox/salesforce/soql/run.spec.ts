import { soqlOrg } from '../../../../test/support/soql-source';
import { toId } from '../org/ids';

const ada = toId('005', 1);
const acme = toId('001', 1);

/** Acme with Lovelace and Byron, Zeta with nobody, and Turing, who works for nobody. */
function smallOrg(options?: { indexed: boolean }): ReturnType<typeof soqlOrg> {
  const org = soqlOrg(options);
  org.add('User', { Name: 'Ada', Email: 'ada@example.com' });
  org.add('User', { Name: 'Bob', ManagerId: ada });
  org.add('Group', { Name: 'Queue' });
  org.add('Account', { Name: 'Acme', OwnerId: toId('005', 2), AnnualRevenue: 1_000.5, NumberOfEmployees: 3 });
  org.add('Account', { Name: 'Zeta', OwnerId: ada, ParentId: acme });
  org.add('Contact', { LastName: 'Lovelace', AccountId: acme, OwnerId: ada, Birthdate: '1815-12-10' });
  org.add('Contact', { LastName: 'Byron', AccountId: acme, OwnerId: toId('00G', 1) });
  org.add('Contact', { LastName: 'Turing' });
  return org;
}

describe('an answer to a query', () => {
  it('has type and url of each record, and fields in the spelling of the schema and the order of the text', () => {
    expect(smallOrg().records("select lastname, BIRTHDATE from contact where lastname = 'LOVELACE'")).toEqual([
      {
        attributes: { type: 'Contact', url: `/services/data/v64.0/sobjects/Contact/${toId('003', 1)}` },
        LastName: 'Lovelace',
        Birthdate: '1815-12-10',
      },
    ]);
  });

  it('has times with milliseconds and an offset without colon', () => {
    expect(smallOrg().values('SELECT SystemModstamp FROM Contact LIMIT 1')).toEqual(['2026-03-17T12:31:00.000+0000']);
  });

  it('nests parents, several levels up, where the first field of theirs stands', () => {
    const [record] = smallOrg().records('SELECT Account.Owner.Manager.Name, Id, account.name FROM Contact LIMIT 1');
    expect(Object.keys(record ?? {})).toEqual(['attributes', 'Account', 'Id']);
    expect(record).toMatchObject({
      Account: {
        attributes: { type: 'Account', url: `/services/data/v64.0/sobjects/Account/${acme}` },
        Owner: { attributes: { type: 'User' }, Manager: { Name: 'Ada' } },
        Name: 'Acme',
      },
    });
  });

  it('has null for a parent that there is not', () => {
    const [turing] = smallOrg().records(
      "SELECT Account.Name, Account.Owner.Name FROM Contact WHERE LastName = 'Turing'",
    );
    expect(turing).toMatchObject({ Account: null });
  });

  it('finds the parent of a custom reference by the name that ends in __r', () => {
    const org = soqlOrg();
    const merchandise = org.add('Merchandise__c', { Name: 'Pen' });
    org.add('Line__c', { Name: 'L-1', Merchandise__c: merchandise });
    expect(org.values('SELECT Merchandise__r.Name FROM Line__c')).toMatchObject([{ Name: 'Pen' }]);
    expect(org.values('SELECT (SELECT Name FROM Lines__r) FROM Merchandise__c')).toMatchObject([{ totalSize: 1 }]);
  });

  it('shows a parent that can be of several objects as Name, with the URL of what it is', () => {
    const owners = smallOrg().values('SELECT Owner.Name, Owner.Type, Owner.Email FROM Contact');
    expect(owners).toEqual([
      {
        attributes: { type: 'Name', url: `/services/data/v64.0/sobjects/User/${ada}` },
        Name: 'Ada',
        Type: 'User',
        Email: 'ada@example.com',
      },
      {
        attributes: { type: 'Name', url: `/services/data/v64.0/sobjects/Group/${toId('00G', 1)}` },
        Name: 'Queue',
        Type: 'Group',
        Email: null,
      },
      null,
    ]);
  });

  it('takes names with the alias of the object, with its own name, and with the alias of a parent', () => {
    const org = smallOrg();
    expect(org.values('SELECT c.LastName FROM Contact c LIMIT 1')).toEqual(['Lovelace']);
    expect(org.values('SELECT Contact.LastName FROM Contact LIMIT 1')).toEqual(['Lovelace']);
    expect(org.ask("SELECT COUNT() FROM Contact c, c.Account a WHERE a.Name = 'Acme'").totalSize).toBe(2);
  });

  it.each([{ indexed: true }, { indexed: false }])('has children as an answer of their own, or null: %p', (options) => {
    const accounts = smallOrg(options).records(
      'SELECT Name, (SELECT LastName, Account.Name FROM Account.Contacts ORDER BY LastName) FROM Account',
    );
    expect(accounts.map(({ Contacts }) => Contacts)).toMatchObject([
      {
        totalSize: 2,
        done: true,
        records: [
          { attributes: { type: 'Contact' }, LastName: 'Byron', Account: { Name: 'Acme' } },
          { LastName: 'Lovelace' },
        ],
      },
      null,
    ]);
  });

  it('gives each parent its own children, of which WHERE, ORDER BY and LIMIT are asked for each', () => {
    const org = smallOrg();
    org.add('Contact', { LastName: 'Zuse', AccountId: toId('001', 2) });
    const children = org.values(
      "SELECT (SELECT LastName FROM Contacts WHERE LastName != 'Byron' LIMIT 1) FROM Account",
    );
    expect(children).toMatchObject([{ records: [{ LastName: 'Lovelace' }] }, { records: [{ LastName: 'Zuse' }] }]);
  });

  it('leaves out what is in the recycle bin, unless all are asked for, children too', () => {
    const org = smallOrg();
    org.add('Contact', { LastName: 'Gone', AccountId: acme }, { deletedAt: 1 });
    expect(org.ask('SELECT Id FROM Contact').totalSize).toBe(3);
    expect(org.ask('SELECT Id FROM Contact WHERE IsDeleted = true').totalSize).toBe(0);
    expect(org.values('SELECT LastName FROM Contact WHERE IsDeleted = true', true)).toEqual(['Gone']);
    expect(org.values('SELECT (SELECT Id FROM Contacts) FROM Account', false)).toMatchObject([{ totalSize: 2 }, null]);
    expect(org.values('SELECT (SELECT Id FROM Contacts) FROM Account', true)).toMatchObject([{ totalSize: 3 }, null]);
    const gone = toId('003', 4);
    expect(org.ask(`SELECT Id FROM Contact WHERE Id = '${gone}'`).totalSize).toBe(0);
  });

  it('has the number of rows and no records for COUNT()', () => {
    const org = smallOrg();
    const counted = org.ask('SELECT COUNT() FROM Contact WHERE AccountId != null');
    expect([counted.totalSize, counted.page(0, 2_000, '64.0')]).toEqual([2, { records: [], next: null }]);
    expect(org.ask('SELECT COUNT() FROM Contact LIMIT 1').totalSize).toBe(1);
  });

  it('comes in pages, in which children count too', () => {
    const org = soqlOrg();
    for (let at = 0; at < 5; at++) org.add('Account', { Name: `A${at}` });
    for (let at = 0; at < 3; at++) org.add('Contact', { LastName: 'X', AccountId: acme });
    const plain = org.ask('SELECT Id FROM Account');
    expect(plain.totalSize).toBe(5);
    expect([plain.page(0, 2, '64.0').next, plain.page(2, 2, '64.0').next, plain.page(4, 2, '64.0').next]).toEqual([
      2,
      4,
      null,
    ]);
    expect(plain.page(3, 2, '64.0').next).toBeNull();
    const withChildren = org.ask('SELECT Id, (SELECT Id FROM Contacts) FROM Account');
    expect([withChildren.page(0, 3, '64.0').next, withChildren.page(1, 3, '64.0').next]).toEqual([1, 4]);
  });

  it('is asked for with all fields, the standard ones, or those that were added; never those that are hidden', () => {
    const org = smallOrg();
    const names = (set: string): string[] =>
      Object.keys(org.records(`SELECT FIELDS(${set}) FROM Contact LIMIT 1`)[0] ?? {});
    expect(names('custom')).toEqual(['attributes', 'Colours__c', 'Score__c']);
    expect(names('STANDARD')).toContain('AccountId');
    expect(names('STANDARD')).not.toContain('Score__c');
    expect(names('ALL')).toHaveLength(names('custom').length + names('STANDARD').length - 1);
    expect(org.ask('SELECT FIELDS(STANDARD) FROM Contact').totalSize).toBe(3);
  });

  it('knows an object whose name is a word of the language', () => {
    const org = soqlOrg();
    org.add('Account', { Name: 'Acme' });
    org.add('Order', { Name: 'O-2', AccountId: acme });
    org.add('Order', { Name: 'O-1', AccountId: acme });
    expect(org.values('SELECT Order.Name FROM Order ORDER BY Order.Name')).toEqual(['O-1', 'O-2']);
    expect(org.values('SELECT Name FROM Group')).toEqual([]);
  });

  it('takes a name for the parent of that name, before the object of that name', () => {
    const org = soqlOrg();
    org.add('Group', { Name: 'child', RelatedId: org.add('Group', { Name: 'parent' }) });
    expect(org.records('SELECT Group.Name, Name FROM Group')).toMatchObject([
      { Group: null, Name: 'parent' },
      { Group: { Name: 'parent' }, Name: 'child' },
    ]);
  });

  it('is the same with what changes no row: scope everything, security, and what records that one was looked at', () => {
    const org = smallOrg();
    for (const ending of [
      'WITH SECURITY_ENFORCED',
      'WITH USER_MODE LIMIT 9',
      'FOR VIEW',
      'FOR REFERENCE',
      'FOR UPDATE',
    ])
      expect(org.ask(`SELECT Id FROM Contact ${ending}`).totalSize).toBe(3);
    expect(org.ask('SELECT Id FROM Contact USING SCOPE everything').totalSize).toBe(3);
  });
});
