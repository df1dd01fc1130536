import { isAck } from './envelope';

describe('acknowledgement of an outbound message', () => {
  it.each([
    ['<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>'],
    ['<out:notificationsResponse><out:Ack>true</out:Ack></out:notificationsResponse>'],
    ['<ns0:Ack xsi:type="xsd:boolean"> true\n</ns0:Ack>'],
  ])('is said by %s', (answer) => {
    expect(isAck(answer)).toBe(true);
  });

  it.each([['<Ack>false</Ack>'], ['true'], [''], ['<NoAck>true</NoAck>'], ['{"Ack":true}'], ['<Ack>true']])(
    'is not said by %j',
    (answer) => {
      expect(isAck(answer)).toBe(false);
    },
  );
});
