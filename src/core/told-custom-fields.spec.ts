import { toldCustomFields, type RuledCustomField } from './told-custom-fields';

const field = (
  property: string,
  rule: RuledCustomField['rule'],
  { object = 'customer', connections = 1 }: Partial<RuledCustomField> = {},
): RuledCustomField => ({ object, property, rule, connections });

describe('the custom fields that a CRM has to tell of', () => {
  it.each([
    ['flow to the CRM alone, as they do unless a rule says otherwise', {}, false],
    ['flow to the CRM alone by a rule', { direction: 'push', enforce: false }, false],
    ['flow both ways', { direction: 'both' }, true],
    ['flow from the CRM alone', { direction: 'pull' }, true],
    ['are put right in the CRM', { enforce: true }, true],
    ['are put right in the CRM and said to flow there alone', { direction: 'push', enforce: true }, true],
  ] as const)('of those that %s', (_what, rule, isTold) => {
    expect(toldCustomFields([field('tier', rule)])).toEqual(isTold ? [{ object: 'customer', property: 'tier' }] : []);
  });

  it('are those that one connection needs, whatever others say of them, each once', () => {
    const [push, both, pull] = [{}, { direction: 'both' }, { direction: 'pull' }] as const;
    const all = [field('tier', push, { connections: 9 }), field('tier', both), field('tier', pull)];
    expect(toldCustomFields(all)).toEqual([{ object: 'customer', property: 'tier' }]);
  });

  it('are apart by object type, though they have one name', () => {
    const both = { direction: 'both' } as const;
    expect(toldCustomFields([field('tier', both), field('tier', both, { object: 'company' })])).toHaveLength(2);
  });

  it('begin with what most connections need, and are else in the order of their names', () => {
    const [both, pull] = [{ direction: 'both' }, { direction: 'pull' }] as const;
    const all = [
      field('b', both, { connections: 2 }),
      field('d', both, { connections: 2 }),
      field('c', {}, { connections: 100 }),
      field('a', both, { connections: 2 }),
      field('d', pull, { connections: 1 }),
    ];
    expect(toldCustomFields(all).map(({ property }) => property)).toEqual(['d', 'a', 'b']);
    expect(toldCustomFields(all.toReversed())).toEqual(toldCustomFields(all));
  });
});
