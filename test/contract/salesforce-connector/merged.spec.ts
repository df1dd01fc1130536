import { archiveEach } from '../../../src/connectors/salesforce/archive';
import { readEach } from '../../../src/connectors/salesforce/read';
import { updateEach } from '../../../src/connectors/salesforce/write';
import { failureOf, kinds, startOrg, valueOf, type Org } from './records-bench';

describe('the Salesforce connector and merged records', () => {
  let org: Org;
  beforeAll(async () => {
    org = await startOrg();
  });
  afterAll(() => org.close());

  const lookup = { object: 'Account', by: 'id', properties: ['Name'] } as const;
  const make = (...names: string[]): Promise<readonly string[]> =>
    org.seed('Account', ...names.map((Name) => ({ Name })));

  it('reads a record that was merged away as its survivor, also after merges one upon another', async () => {
    const [a = '', b = '', c = '', d = ''] = await make('A', 'B', 'C', 'D');
    await org.edit('Account', b, { merge: a });
    await org.edit('Account', c, { merge: b });
    await org.edit('Account', d, { delete: true });
    const outcomes = await readEach(org.reach(), lookup, [a, b, c, d]);
    expect(kinds(outcomes)).toEqual(['ok', 'ok', 'ok', 'gone']);
    expect(outcomes.slice(0, 3).map((outcome) => valueOf(outcome)?.id)).toEqual([c, c, c]);
    expect(valueOf(outcomes[0])?.properties).toEqual({ Name: 'C' });
  });

  it('says gone of a loser whose survivor was deleted', async () => {
    const [a = '', b = ''] = await make('A', 'B');
    await org.edit('Account', b, { merge: a });
    await org.edit('Account', b, { delete: true });
    const [outcome] = await readEach(org.reach(), lookup, [a]);
    expect(failureOf(outcome)).toMatchObject({ kind: 'gone' });
  });

  it('says gone of no loser whose survivor is kept from our user, and follows it once it is shown', async () => {
    const [a = '', b = ''] = await make('A', 'B');
    await org.edit('Account', b, { merge: a });
    await org.control('POST', 'hidden', { ids: [b] });
    const [outcome] = await readEach(org.reach(), lookup, [a]);
    await org.control('DELETE', 'hidden');
    expect(failureOf(outcome)).toMatchObject({ kind: 'rejected', code: 'NOT_SHOWN' });
    expect(valueOf((await readEach(org.reach(), lookup, [a]))[0])?.id).toBe(b);
  });

  it('does not write a loser, and says what it was merged into', async () => {
    const [a = '', b = '', c = ''] = await make('A', 'B', 'C');
    await org.edit('Account', b, { merge: a });
    await org.edit('Account', c, { delete: true });
    const never = '001000000000001AAA';
    const rows = [a, b, c, never].map((id) => ({ id, properties: { Phone: '1' } }));
    const outcomes = await updateEach(org.reach(), 'Account', rows);
    expect(kinds(outcomes)).toEqual(['gone', 'ok', 'gone', 'rejected']);
    expect(failureOf(outcomes[0])).toMatchObject({ mergedInto: b });
    expect(failureOf(outcomes[2])).not.toHaveProperty('mergedInto');
    expect(failureOf(outcomes[3])).toMatchObject({ code: 'NOT_SHOWN', owner: 'crm-administrator' });
  });

  it('does not say gone of a loser while nobody can say what became of it', async () => {
    const [a = '', b = ''] = await make('A', 'B');
    await org.edit('Account', b, { merge: a });
    await org.control('POST', 'faults', { kind: 'status', status: 503, path: '/services/data/*/queryAll', times: 1 });
    const rows = [{ id: a, properties: { Phone: '1' } }];
    expect(kinds(await updateEach(org.reach(), 'Account', rows))).toEqual(['retry']);
    const [outcome] = await updateEach(org.reach(), 'Account', rows);
    expect(failureOf(outcome)).toMatchObject({ kind: 'gone', mergedInto: b });
  });

  it('leaves the survivor alone when the loser is to be moved to the bin', async () => {
    const [a = '', b = ''] = await make('A', 'B');
    await org.edit('Account', b, { merge: a });
    expect(kinds(await archiveEach(org.reach(), 'Account', [a]))).toEqual(['ok']);
    expect(kinds(await readEach(org.reach(), lookup, [b]))).toEqual(['ok']);
  });

  it('reads deleted records of objects that cannot be merged', async () => {
    const order = { Name: 'O', StageName: 'Prospecting', CloseDate: '2026-12-01' };
    const [id = ''] = await org.seed('Opportunity', order);
    await org.edit('Opportunity', id, { delete: true });
    expect(kinds(await readEach(org.reach(), { ...lookup, object: 'Opportunity' }, [id]))).toEqual(['gone']);
  });
});
