import { movedTo } from './crm';

describe('where an account answers once its token was refreshed', () => {
  const own = 'https://acme.my.salesforce.com';
  const renamed = 'https://emca.my.salesforce.com';
  const proxy = 'https://crm-proxy.example.com';

  it.each([
    ['is where it did when nothing is said', own, undefined, [], null],
    ['is where it did when that is said', own, own, [], null],
    ['is another address of the CRM', own, renamed, [], renamed],
    ['is none of the doors, which only let in', own, 'https://login.salesforce.com', [], null],
    ['is no address of anybody else', own, 'http://169.254.169.254', [], null],
    ['is one that the operator allows', own, proxy, [proxy], proxy],
    ['is where a person has said it is, behind a proxy', proxy, renamed, [proxy], null],
  ] as const)('%s', (...[, from, to, allowed, expected]) => {
    expect(movedTo('salesforce', { from, to }, allowed)).toBe(expected);
  });
});
