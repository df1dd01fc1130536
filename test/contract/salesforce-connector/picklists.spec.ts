import { Describes } from '../../../src/connectors/salesforce/describe';
import { addOptions, readPicklist } from '../../../src/connectors/salesforce/picklists';
import { failing, startOrg, type Org } from './org';

const stage = { object: 'Opportunity', property: 'StageName' };
const fault = (code: string, text: string): string =>
  `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${text}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`;

let org: Org;
let describes: Describes;
beforeEach(async () => {
  org = await startOrg();
  describes = new Describes();
});
afterEach(() => org.close());

const add = (place: typeof stage, name: string): Promise<void> =>
  addOptions(org.begin(), describes, place, [{ name, outcome: 'lost' }]);

describe('the Salesforce connector adding values to picklists', () => {
  it('gives a stage of lost orders no chance and no place in the forecast', async () => {
    await add(stage, 'Bounced');
    const made = { Name: 'O', CloseDate: '2026-11-26', StageName: 'Bounced' };
    const { id } = await org.call<{ id: string }>('POST', 'sobjects/Opportunity', made);
    expect(await org.call('GET', `sobjects/Opportunity/${id}`)).toMatchObject({
      IsClosed: true,
      IsWon: false,
      Probability: 0,
      ForecastCategoryName: 'Omitted',
    });
  });

  it('leaves to a person what is a standard field', async () => {
    const { closed } = await readPicklist(org.begin(), describes, { object: 'Account', property: 'Industry' });
    expect(closed).toMatch(/Setup, Object Manager/);
  });

  it('leaves to a person what is there and inactive', async () => {
    await org.lever('POST', 'field', {
      object: 'Opportunity',
      name: 'Region__c',
      type: 'picklist',
      options: ['North', { value: 'South', active: false }],
    });
    const failure = await failing(add({ object: 'Opportunity', property: 'Region__c' }, 'South'));
    expect(failure).toMatchObject({ kind: 'rejected', property: 'Region__c' });
    expect(failure.message).toMatch(/South.*inactive.*activate it/);
  });

  it('says which permission is missing, and what to do by hand', async () => {
    const text = 'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';
    const body = fault('INSUFFICIENT_ACCESS', text);
    await org.lever('POST', 'faults', { path: '/services/Soap/m/**', kind: 'status', status: 500, body, times: 1 });
    const failure = await failing(add(stage, 'Bounced'));
    expect(failure).toMatchObject({ kind: 'rejected', property: 'StageName' });
    expect(failure.message).toMatch(/did not get Bounced.*"Modify Metadata.*Setup/);
  });

  it('waits where Salesforce has trouble of its own', async () => {
    const body = fault('SERVER_UNAVAILABLE', 'try later');
    await org.lever('POST', 'faults', { path: '/services/Soap/m/**', kind: 'status', status: 500, body, times: 1 });
    expect(await failing(add(stage, 'Bounced'))).toMatchObject({ kind: 'retry', code: 'SERVER_UNAVAILABLE' });
  });
});
