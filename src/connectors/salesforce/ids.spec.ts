import { endsOf, sameId, spanOf, toLongId } from './ids';

describe('ids of Salesforce', () => {
  it.each([
    ['001D000000IqhSL', 'IAZ'],
    ['003RM0000068xV6', 'YAI'],
    ['006R0000003FPYx', 'IAO'],
    ['000000000000000', 'AAA'],
  ])('of 15 characters become 18: %s + %s', (short, checksum) => {
    expect(toLongId(short)).toBe(short + checksum);
  });

  it.each(['001D000000IqhSLIAZ', '', '<unknown>', '001D000000IqhS', '001D000000IqhS-', '001D000000IqhSLI'])(
    'are left as they are when they are not of 15 characters: %j',
    (text) => {
      expect(toLongId(text)).toBe(text);
    },
  );

  it('are the same by their first 15 characters, case and all', () => {
    expect(sameId('001D000000IqhSL', '001D000000IqhSLIAZ')).toBe(true);
    expect(sameId('001D000000IqhSLIAZ', '001D000000IqhSLIAZ')).toBe(true);
    expect(sameId('001D000000IqhSL', '001D000000IqhSl')).toBe(false);
  });

  it.each([
    [['001D000000IqhSL', '001D000000IqhSL'], 1],
    [['001D000000IqhSz', '001D000000IqhT1', '001D000000IqhT0'], 3],
    [['001D000000IqhSLIAZ', '001D000000IqiSLIAZ'], 62 * 62 + 1],
    [['001D000000IqhTA', '001D000000IqhSz'], 12],
  ])('are so many from the first to the last: %j', (ids, span) => {
    expect(spanOf(ids)).toBe(span);
  });

  it('are very many where they have hardly a digit in common', () => {
    expect(spanOf(['001D000000IqhSL', '001E000000000000'])).toBeGreaterThan(1e15);
  });

  it('have a first and a last', () => {
    expect(endsOf(['b', 'Z', 'a'])).toEqual({ first: 'Z', last: 'b' });
  });
});
