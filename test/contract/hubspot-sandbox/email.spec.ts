import { storedEmail } from '../../../src/sandbox/hubspot/portal/email';

describe('e-mail rule of the HubSpot sandbox', () => {
  it.each([
    ['Ana@Example.com', 'ana@example.com'],
    ['first.last+tag@sub.example.co.uk', 'first.last+tag@sub.example.co.uk'],
    ["o'neill@example.shop", "o'neill@example.shop"],
    ['a@münchen.de', 'a@münchen.de'],
    ['a@example.xn--p1ai', 'a@example.xn--p1ai'],
    ['a@пример.рф', 'a@пример.рф'],
  ])('stores %s as %s', (written, stored) => {
    expect(storedEmail(written)).toBe(stored);
  });

  it.each([
    'plain',
    '@example.com',
    'a@',
    'a@localhost',
    '"a b"@example.com',
    'a b@example.com',
    ' a@example.com',
    'a@example.com ',
    'a..b@example.com',
    '.a@example.com',
    'a.@example.com',
    'a@example..com',
    'a@-example.com',
    'a@@example.com',
    'ána@example.com',
    'a@example.test',
    'a@shop.example',
    'a@example.invalid',
    'a@my.localhost',
    'a@gmail.con',
    'a@gmail.comtttt',
    'a@127.0.0.1',
    `${'a'.repeat(65)}@example.com`,
  ])('rejects %j', (written) => {
    expect(storedEmail(written)).toBeUndefined();
  });
});
