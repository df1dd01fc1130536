import { InvalidArgumentError } from 'commander';
import { archiveChoices } from '../core/archive';
import { typeChoices } from './type-choices';

describe('an option that says something by object type', () => {
  const read = typeChoices(archiveChoices);

  it('adds up, and its last word about a type stands', () => {
    const said = ['order=push', 'customer=both', 'order=none'].reduce<ReturnType<typeof read>>(
      (before, text) => read(text, before),
      {},
    );
    expect(said).toEqual({ order: 'none', customer: 'both' });
  });

  it.each([
    '',
    'order',
    'order=',
    '=push',
    'order=delete',
    'deal=push',
    'order=push=pull',
    'Order=push',
    ' order=push',
  ])('is refused as %j, with what there is', (text) => {
    expect(() => read(text)).toThrow(InvalidArgumentError);
    expect(() => read(text)).toThrow(
      'must be <type>=<rule>, with company, customer, order and none, push, pull, both.',
    );
  });
});
