import fc from 'fast-check';
import { lineKey, recordKey } from './record-key';

const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);
/** Two spellings of one word: the pairs that could collide. */
const twoSpellings = fc
  .tuple(fc.stringMatching(/^[a-z0-9._:-]{1,64}$/), fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.boolean()))
  .map(([word, first, second]) => [spelled(word, first), spelled(word, second)] as const);

function spelled(word: string, capitals: Iterator<boolean>): string {
  return word.replace(/[a-z]/g, (letter) => (capitals.next().value === true ? letter.toUpperCase() : letter));
}

describe('record key', () => {
  it('is the id itself when it is lower-case', () => {
    expect(recordKey('1042')).toBe('1042');
    expect(recordKey('a-1.b:c_2')).toBe('a-1.b:c_2');
  });

  it('of an id with capitals is the lower-case id and 8 hex digits of its SHA-256', () => {
    expect(recordKey('A1')).toBe('a1~16a36e86');
  });

  it('tells ids apart that differ in case alone', () => {
    const keys = ['a1', 'A1', 'ab', 'Ab', 'aB', 'AB'].map((each) => recordKey(each).toLowerCase());
    expect(new Set(keys).size).toBe(6);
  });

  it('is never shared by two ids, to a CRM that compares without case', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(id, id), twoSpellings), ([a, b]) => {
        expect(recordKey(a).toLowerCase() === recordKey(b).toLowerCase()).toBe(a === b);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is lower-case, and is the key of no other id', () => {
    fc.assert(
      fc.property(id, (one) => {
        expect(recordKey(one)).toBe(recordKey(one).toLowerCase());
        expect(recordKey(one) === one || recordKey(one).includes('~')).toBe(true);
      }),
    );
  });
});

describe('line key', () => {
  it('joins the keys of order and line', () => {
    expect(lineKey('4711', '1')).toBe('4711/1');
  });

  it('is shared by no two lines of any orders', () => {
    const near = fc.stringMatching(/^[aA1:.]{1,3}$/);
    fc.assert(
      fc.property(fc.tuple(near, near), fc.tuple(near, near), ([order, line], [otherOrder, otherLine]) => {
        const same = order === otherOrder && line === otherLine;
        expect(lineKey(order, line).toLowerCase() === lineKey(otherOrder, otherLine).toLowerCase()).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });
});
