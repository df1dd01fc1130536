import { fromText, fromWire, toWire } from './wire';

const fields = new Map(
  Object.entries({ Text: 'string', Count: 'int', Price: 'currency', Ticked: 'boolean', Options: 'multipicklist' }).map(
    ([name, type]) => [name, { type }],
  ),
);

describe('values on the wire', () => {
  it('are of the type of their field, and blank is null', () => {
    const given = { Text: 7, Count: '12', Price: '-0.50', Ticked: 'TRUE', Options: 'a;b', Unknown__c: '5' };
    const sent = { Text: '7', Count: 12, Price: -0.5, Ticked: true, Options: 'a;b', Unknown__c: '5' };
    expect(toWire(fields, given)).toEqual(sent);
    expect(toWire(fields, { Text: '', Count: '', Price: null, Ticked: '' })).toEqual({
      Text: null,
      Count: null,
      Price: null,
      Ticked: false,
    });
  });

  it.each(['a dozen', '12 pieces', '0x10', 'Infinity', '1e999', '1,5', ' '])(
    'leave it to Salesforce to refuse "%s" as a number',
    (text) => {
      expect(toWire(fields, { Count: text })).toEqual({ Count: text });
    },
  );

  it('are read by the names asked for, and compound ones say nothing', () => {
    const record = { Text: 'x', Count: 3, Ticked: false, Price: null, Address: { city: 'y' }, Other: 1 };
    expect(fromWire(record, ['text', 'Count', 'Ticked', 'Price', 'Address', 'Missing'])).toEqual({
      text: 'x',
      Count: 3,
      Ticked: false,
      Price: null,
    });
  });

  it('are read from CSV by the types of their fields', () => {
    const line = { Text: '007', Count: '3', Ticked: 'false', Price: '' };
    expect(fromText(fields, line, ['Text', 'Count', 'Ticked', 'Price', 'Missing'])).toEqual({
      Text: '007',
      Count: 3,
      Ticked: false,
      Price: null,
    });
  });
});
