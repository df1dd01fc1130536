import { salesforceMessages } from './outbound-message';

const org = '00D5g000004fXkLEAU';
const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const enterprise = 'urn:sobject.enterprise.soap.sforce.com';

const record = (id: string, more = ''): string =>
  `<Notification><Id>04l5g00000000bAAA1</Id>
    <sObject xsi:type="sf:Contact" xmlns:sf="${enterprise}"><sf:Id>${id}</sf:Id>${more}</sObject></Notification>`.replace(
    '04l5g00000000bAAA1',
    '04l5g00000000bA',
  );

const contact = '0035g00000000bAAAQ';

interface Parts {
  readonly notifications?: string;
  readonly organization?: string;
  readonly before?: string;
}

const envelope = ({ notifications = record(contact), organization = org, before = '' }: Parts = {}): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${before}
<soapenv:Envelope xmlns:soapenv="${soap}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organization}</OrganizationId>
   <ActionId>04k5g00000000bA</ActionId>
   <SessionId xsi:nil="true"/>
   ${notifications}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`;

type Read = ReturnType<typeof salesforceMessages.readMessage>;
const read = (text: string | Buffer, account = org): Read =>
  salesforceMessages.readMessage(typeof text === 'string' ? Buffer.from(text) : text, account);
const idsIn = (message: Read): readonly string[] =>
  message.ok ? message.events.flatMap(({ records }) => records.map(({ object, id }) => `${object}/${id}`)) : [];
const problemOf = (message: Read): string | null => (message.ok ? null : message.problem);

describe('an outbound message', () => {
  it('names the records to look at, and nothing of what they hold', () => {
    const values = '<sf:LastName>Ærø &amp; &lt;Söhne&gt;</sf:LastName><sf:Email>ada@example.com</sf:Email>';
    expect(read(envelope({ notifications: record(contact, values) }))).toEqual({
      ok: true,
      events: [
        {
          accountId: org,
          kind: 'changed',
          records: [{ object: 'Contact', id: contact }],
          occurredAt: null,
          isOurs: false,
        },
      ],
    });
  });

  it('may hold a hundred notifications and no more', () => {
    const many = (count: number): Read => read(envelope({ notifications: record(contact).repeat(count) }));
    expect(idsIn(many(100))).toHaveLength(100);
    expect(problemOf(many(101))).toBe('too-many');
  });

  it('names records by ids of 18 characters, also where it has 15', () => {
    expect(idsIn(read(envelope({ notifications: record(contact.slice(0, 15)) })))).toEqual([`Contact/${contact}`]);
    const folded = contact.slice(0, 15) + contact.slice(15).toLowerCase();
    expect(idsIn(read(envelope({ notifications: record(folded) })))).toEqual([`Contact/${contact}`]);
  });

  it.each([
    ['18 characters for 18', org, org],
    ['15 for 18', org.slice(0, 15), org],
    ['18 for 15', org, org.slice(0, 15)],
  ])('is of the account whose id it says: %s', (_what, said, account) => {
    const message = read(envelope({ organization: said }), account);
    expect(message).toMatchObject({ ok: true, events: [{ accountId: account }] });
  });

  it.each([
    ['another', '00D5g000004fXkMEAU'.slice(0, 15)],
    ['one that differs in the case of a letter', '00D5g000004fxkL'],
  ])('is refused when it is of %s org', (_what, organization) => {
    expect(problemOf(read(envelope({ organization })))).toBe('other-account');
  });

  it('may begin with a mark of byte order, and choose other prefixes', () => {
    expect(idsIn(read(`\ufeff${envelope()}`))).toEqual([`Contact/${contact}`]);
    const renamed = envelope()
      .replaceAll('soapenv', 'S')
      .replaceAll('sf:', 'x:')
      .replaceAll(':sf=', ':x=')
      .replaceAll('xsi', 'i')
      .replace('<notifications xmlns=', '<n:notifications xmlns:n=')
      .replaceAll(/<(\/?)(notifications|Notification|OrganizationId|ActionId|SessionId|sObject|Id)\b/g, '<$1n:$2');
    expect(idsIn(read(renamed))).toEqual([`Contact/${contact}`]);
  });

  it('is of objects of any name, custom ones too', () => {
    const custom = envelope().replace('sf:Contact', 'sf:Delivery_Note__c');
    expect(idsIn(read(custom))).toEqual([`Delivery_Note__c/${contact}`]);
  });

  it('says nothing of its body in a refusal', () => {
    const broken = envelope({ notifications: record('ada@example.com') });
    for (const text of [broken, broken.replace('</soapenv:Body>', '<ada@example.com>')]) {
      const message = read(text);
      expect(message.ok ? '' : message.message).toMatch(/^The message .+\.$/);
      expect(JSON.stringify(message)).not.toContain('ada');
    }
  });

  const laughs = Array.from({ length: 12 }, (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at};`.repeat(10)}">`).join('');

  it.each<[string, string | Buffer]>([
    ['of nothing', ''],
    ['of blanks', ' \n'],
    ['of JSON', '[{"portalId":33}]'],
    ['of bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x3c])],
    ['in UTF-16', Buffer.from(`\ufeff${envelope()}`, 'utf16le')],
    [
      'in Latin-1, as its bytes have it',
      Buffer.from(envelope({ notifications: record(contact, '<sf:a>\u00e9</sf:a>') }), 'latin1'),
    ],
    ['in Latin-1, as it says', envelope().replace('UTF-8', 'ISO-8859-1')],
    ['that ends in the middle', envelope().slice(0, -40)],
    ['with a second root', `${envelope()}<again/>`],
    ['with elements that overlap', envelope().replace('</sObject></Notification>', '</Notification></sObject>')],
    ['with a document type', envelope({ before: '<!DOCTYPE notifications>' })],
    [
      'with an entity of its own',
      envelope({ before: `<!DOCTYPE n [<!ENTITY id "${contact}">]>`, notifications: record('&id;') }),
    ],
    [
      'with an entity of a file',
      envelope({ before: '<!DOCTYPE n [<!ENTITY id SYSTEM "file:///etc/passwd">]>', notifications: record('&id;') }),
    ],
    ['with a document type elsewhere', envelope({ before: '<!DOCTYPE n SYSTEM "http://127.0.0.1:9/n.dtd">' })],
    [
      'with a billion laughs',
      envelope({ before: `<!DOCTYPE n [<!ENTITY lol0 "lol">${laughs}]>`, notifications: record('&lol12;') }),
    ],
    ['with an entity that nobody has declared', envelope({ notifications: record('&id;') })],
    ['with an id of character references', envelope({ notifications: record('&#48;035g00000000bAAAQ') })],
    ['of another envelope', envelope().replace(soap, 'http://www.w3.org/2003/05/soap-envelope')],
    ['of another API', envelope().replace('2005/09/outbound', '2006/09/outbound')],
    ['with records of another namespace', envelope().replace(enterprise, 'urn:example')],
    ['with a type of another namespace', envelope().replace('"sf:Contact"', '"xsi:Contact"')],
    ['with a type that is not the schema’s', envelope().replace('xsi:type', 'xsd:type')],
    ['without a type', envelope().replace('xsi:type="sf:Contact"', '')],
    ['with a type that is no name', envelope().replace('sf:Contact', 'sf:Contact; drop')],
    ['without an org', envelope().replace(/<OrganizationId>.*<\/OrganizationId>/, '')],
    ['of two orgs', envelope().replace('<ActionId>', `<OrganizationId>${org}</OrganizationId><ActionId>`)],
    ['without notifications', envelope({ notifications: '' })],
    ['with a notification without an id', envelope().replace('<Id>04l5g00000000bA</Id>', '')],
    ['with a record without an id', envelope().replace(`<sf:Id>${contact}</sf:Id>`, '')],
    ['with a record of two ids', envelope({ notifications: record(contact, `<sf:Id>${contact}</sf:Id>`) })],
    [
      'with two records in a notification',
      envelope({ notifications: record(contact).replace(/(<sObject.*<\/sObject>)/s, '$1$1') }),
    ],
    ['with an id that holds elements', envelope({ notifications: record(`<sf:Id>${contact}</sf:Id>`) })],
    ['with an id of 16 characters', envelope({ notifications: record(contact.slice(0, 16)) })],
    ['with an id whose letters were folded', envelope({ notifications: record(contact.toLowerCase()) })],
    [
      'with one bad notification among good ones',
      envelope({ notifications: record(contact) + record('?') + record(contact) }),
    ],
    ['that is nested deep', envelope({ notifications: '<a>'.repeat(50) + record(contact) + '</a>'.repeat(50) })],
  ])('is refused %s', (_what, body) => {
    expect(problemOf(read(body))).toBe('malformed');
  });

  it('is refused when it holds more elements than a hundred records can have', () => {
    expect(problemOf(read(envelope({ notifications: record(contact, '<sf:a/>'.repeat(200_000)) })))).toBe('too-many');
  });

  it.each(['__proto__', 'prototype', 'constructor', 'hasOwnProperty', 'toString'])(
    'does not reach the objects of the language by the name %s',
    (name) => {
      const message = read(envelope({ notifications: record(contact, `<sf:a ${name}="x"/><${name}>y</${name}>`) }));
      expect([`Contact/${contact}`, undefined]).toContain(idsIn(message)[0]);
      for (const [holder] of [[{}], [[]], ['']])
        expect(Object.keys(Object.getPrototypeOf(holder) as object)).toEqual([]);
    },
  );

  it('is answered as the WSDL has it', () => {
    const { contentType, body } = salesforceMessages.taken;
    expect(contentType).toMatch(/^text\/xml/);
    expect(body).toContain('<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack>');
  });
});
