import { Org } from './org';

const text = { label: 'X', type: 'Text', length: 10 };

/** A minute later, without waiting. */
function pass(org: Org): void {
  org.clock.restore(org.clock.changed({ advanceMs: 60_000 }));
}

describe('the schema of an org', () => {
  it.each([
    ['a field that comes', (org: Org) => org.customSchema.createField('Task.New__c', text)],
    ['a field that changes', (org: Org) => org.customSchema.updateField('Task.Old__c', { ...text, length: 20 })],
    ['a field that goes', (org: Org) => org.customSchema.removeField('Task.Old__c')],
    ['a field that is hidden', (org: Org) => org.sObjectType('Task')?.setHidden('Old__c', true)],
  ])('%s changes it at that time', (_what, change) => {
    const org = new Org();
    org.customSchema.createField('Task.Old__c', text);
    const before = org.schemaChangedAt;
    pass(org);
    expect(org.schemaChangedAt).toBe(before);
    change(org);
    expect(org.schemaChangedAt).toBeGreaterThanOrEqual(before + 60_000);
  });

  it('a field of the same name as one that went starts without its values', () => {
    const org = new Org();
    const type = org.sObjectType('Task');
    org.customSchema.createField('Task.Old__c', text);
    const first = type?.field('Old__c')?.position;
    org.customSchema.removeField('Task.Old__c');
    org.customSchema.createField('Task.Old__c', text);
    expect(type?.field('Old__c')?.position).not.toBe(first);
  });
});
