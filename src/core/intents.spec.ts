import { intentLifeMs, settleIntents } from './intents';
import { newLink, type Intent, type Link } from './link';
import type { Fields } from './record';

const now = new Date('2026-03-01T12:00:00Z');
const intent = (number: number, fields: Fields, ageMs = 1_000): Intent => ({
  number,
  at: new Date(now.getTime() - ageMs).toISOString(),
  fields,
});
const link = (intents: readonly Intent[], more: Partial<Link> = {}): Link => ({
  ...newLink('1042'),
  externalId: '7',
  localBase: { name: 'Anna', phone: '1' },
  remoteBase: { name: 'ANNA', phone: '1' },
  settledNumber: 3,
  issuedNumber: 5,
  intents,
  ...more,
});
const numbers = (settled: Link): number[] => settled.intents.map((one) => one.number);

describe('a write without an answer', () => {
  it('that landed is what both sides said last: ours as sent, the CRM’s as it holds it', () => {
    const settled = settleIntents(link([intent(4, { name: 'Ann' })]), 4, { name: 'ANN', phone: 'edited' }, now);
    expect(settled).toMatchObject({
      localBase: { name: 'Ann', phone: '1' },
      remoteBase: { name: 'ANN', phone: '1' },
      settledNumber: 4,
      intents: [],
    });
  });

  it('that landed stays open for the lines and parents written along with it', () => {
    const along = { ...intent(4, { name: 'Ann' }), lines: ['1'], ends: { customerId: ['70'] } };
    const settled = settleIntents(link([along]), 4, { name: 'ANN' }, now);
    expect(settled).toMatchObject({ settledNumber: 4, localBase: { name: 'Ann' } });
    expect(settled.intents).toEqual([{ ...along, fields: {} }]);
  });

  it('is settled however old it is', () => {
    const settled = settleIntents(link([intent(4, { name: 'Ann' }, 10 * intentLifeMs)]), 4, { name: 'ANN' }, now);
    expect(settled.localBase).toEqual({ name: 'Ann', phone: '1' });
  });

  it('that has not landed is kept while it may', () => {
    const before = link([intent(4, { name: 'Ann' }, intentLifeMs - 1)]);
    expect(settleIntents(before, 3, { name: 'ANNA' }, now)).toEqual(before);
  });

  it('that has not landed in its life never will', () => {
    const settled = settleIntents(link([intent(4, { name: 'Ann' }, intentLifeMs)]), 3, { name: 'ANNA' }, now);
    expect(settled).toEqual(link([]));
  });

  it('that landed late, after a newer one, makes its fields forgotten, so that they are pushed again', () => {
    const settled = settleIntents(link([intent(2, { name: 'Older' })]), 2, { name: 'OLDER', phone: '1' }, now);
    expect(settled).toMatchObject({ localBase: { phone: '1' }, settledNumber: 3, issuedNumber: 5, intents: [] });
    expect(settled.localBase).not.toHaveProperty('name');
  });

  it('among others that may have landed before it makes the fields of those forgotten', () => {
    const settled = settleIntents(link([intent(4, { phone: '2' }), intent(5, { name: 'Ann' })]), 5, {}, now);
    expect(settled.localBase).toEqual({ name: 'Ann' });
    expect(numbers(settled)).toEqual([4]);
  });

  it('whose answer was incomplete is settled by the next read', () => {
    expect(settleIntents(link([intent(3, { name: 'Anna' })]), 3, { name: 'ANNA' }, now)).toEqual(link([]));
  });
});

describe('a number in the CRM', () => {
  it('without an intent is remembered, and nothing else is concluded from it', () => {
    const before = link([intent(4, { name: 'Ann' })]);
    expect(settleIntents(before, 9, { name: 'X' }, now)).toEqual({ ...before, settledNumber: 9, issuedNumber: 9 });
  });

  it('that is lower than the settled one and unknown changes nothing', () => {
    expect(settleIntents(link([]), 1, { name: 'X' }, now)).toEqual(link([]));
  });

  it('never lowers the number that was given out', () => {
    expect(settleIntents(link([intent(4, {})]), 4, {}, now).issuedNumber).toBe(5);
  });
});
