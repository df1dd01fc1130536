import { describeCondition, unmetCondition, type Condition } from './condition';
import type { Fields } from './record';
import type { FieldKind } from './values';

const kinds: Readonly<Record<string, FieldKind>> = { email: 'email', phone: 'phone', country: 'country' };
const holds = (condition: Condition, fields: Fields): boolean => unmetCondition([condition], fields, kinds) === null;

describe('a condition', () => {
  it.each<[string, Condition, Fields, boolean]>([
    ['names a value that the field has', { field: 'status', in: ['paid', 'sent'] }, { status: 'sent' }, true],
    ['names none that it has', { field: 'status', in: ['paid'] }, { status: 'sent' }, false],
    ['compares in normal form', { field: 'email', in: ['ANNA@x.de '] }, { email: ' anna@X.de' }, true],
    [
      'reads a phone number by the country of the record',
      { field: 'phone', in: ['030 123456'] },
      { phone: '+4930123456', country: 'de' },
      true,
    ],
    ['tells a number from its digits', { field: 'points', in: ['1'] }, { points: 1 }, false],
    ['takes 0 and false for values', { field: 'points', in: [0] }, { points: 0 }, true],
    ['finds an item of a list', { field: 'tags', in: ['tea'] }, { tags: ['coffee', 'tea'] }, true],
    ['excludes by an item of a list', { field: 'tags', notIn: ['tea'] }, { tags: ['coffee', 'tea'] }, false],
    ['is among nothing when it is blank', { field: 'status', in: ['paid'] }, { status: ' ' }, false],
    ['is among nothing when it was never said', { field: 'status', in: ['paid'] }, {}, false],
    ['excludes no blank', { field: 'status', notIn: ['paid'] }, { status: null }, true],
    ['takes what was never said for blank', { field: 'status', blank: true }, {}, true],
    ['asks for a value', { field: 'status', blank: false }, { status: '' }, false],
    ['takes false for a value', { field: 'vip', blank: false }, { vip: false }, true],
  ])('%s', (_, condition, fields, expected) => {
    expect(holds(condition, fields)).toBe(expected);
  });

  it('that does not hold is the first of several', () => {
    const conditions: Condition[] = [
      { field: 'a', blank: true },
      { field: 'b', blank: false },
      { field: 'c', blank: false },
    ];
    expect(unmetCondition(conditions, {}, kinds)).toBe(conditions[1]);
  });

  it('is told in the words of the mapping, of very many values the first', () => {
    const many = Array.from({ length: 12 }, (_, index) => index);
    expect(
      [
        { field: 'status', in: ['paid'] },
        { field: 'status', notIn: ['paid', 'sent'] },
        { field: 'status', blank: true },
        { field: 'status', blank: false },
        { field: 'points', in: many },
      ].map(describeCondition),
    ).toEqual([
      'status is paid',
      'status is not one of paid, sent',
      'status is blank',
      'status is not blank',
      'points is one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more',
    ]);
  });
});
