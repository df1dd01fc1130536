import { parseId, toId, withChecksum } from './ids';

describe('record ids', () => {
  // contract 8.7: verified against ids in Salesforce's documentation
  it.each([
    ['001D000000IqhSL', 'IAZ'],
    ['003RM0000068xV6', 'YAI'],
    ['006R0000003FPYx', 'IAO'],
    ['000000000000000', 'AAA'],
  ])('%s has the checksum %s', (short, checksum) => {
    expect(withChecksum(short)).toBe(short + checksum);
  });

  it('an id is read back with 18 and with 15 characters', () => {
    for (const ordinal of [1, 61, 62, 1_000_000, 123_456_789_012]) {
      const id = toId('003', ordinal);
      expect(id).toHaveLength(18);
      expect(parseId(id)).toEqual({ keyPrefix: '003', ordinal });
      expect(parseId(id.slice(0, 15))).toEqual({ keyPrefix: '003', ordinal });
    }
  });

  it('what has another length, another character or a false checksum is no id', () => {
    const id = toId('001', 4_711);
    const falsified = id.slice(0, 15) + (id.endsWith('AAA') ? 'AAB' : 'AAA');
    for (const text of ['', '001', id.slice(0, 14), `${id}x`, id.replace('001', '0-1'), falsified])
      expect(parseId(text)).toBeUndefined();
  });

  it('an id of another org names no record here', () => {
    expect(parseId('001D000000IqhSLIAZ')).toEqual({ keyPrefix: '001', ordinal: 0 });
  });
});
