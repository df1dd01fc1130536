import { soqlOrg } from '../../../../test/support/soql-source';
import { toId } from '../org/ids';
import { prepareFlat } from './flat';
import { parseSoql } from './parse';

describe('the rows of a Bulk query', () => {
  it('have a header of names with their parents in front, and text in every cell, empty for null', () => {
    const org = soqlOrg();
    org.add('Account', { Name: 'Acme', OwnerId: org.add('User', { Name: 'Ada' }), AnnualRevenue: 1.5 });
    org.add('Contact', {
      LastName: 'A',
      AccountId: toId('001', 1),
      DoNotCall: true,
      Birthdate: '2000-01-02',
      Score__c: 7,
    });
    org.add('Contact', { LastName: 'B' });
    org.add('Contact', { LastName: 'Gone' }, { deletedAt: 1 });
    const text =
      'SELECT id, lastname, account.owner.NAME, DoNotCall, Birthdate, Score__c, SystemModstamp FROM Contact ORDER BY Id DESC';
    const prepared = prepareFlat(parseSoql(text), org);
    const found = prepared.run({ includeDeleted: false });
    expect(prepared.header.join()).toBe('Id,LastName,Account.Owner.Name,DoNotCall,Birthdate,Score__c,SystemModstamp');
    expect(found.totalSize).toBe(2);
    expect([0, 1].map((at) => found.cells(at))).toEqual([
      [toId('003', 2), 'B', '', '', '', '', '2026-03-17T12:32:00.000Z'],
      [toId('003', 1), 'A', 'Ada', 'true', '2000-01-02', '7', '2026-03-17T12:31:00.000Z'],
    ]);
    expect(prepared.run({ includeDeleted: true }).totalSize).toBe(3);
  });
});
