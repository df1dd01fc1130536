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

const foreign: ReadonlySet<string> = new Set();

describe('a write without an answer', () => {
  it('that landed is what both sides said last: ours as sent, the CRM’s as it holds it', () => {
    const settled = settleIntents(
      link([intent(4, { name: 'Ann' })]),
      { number: 4, fields: { name: 'ANN', phone: 'edited' }, foreign },
      now,
    );
    expect(settled).toMatchObject({
      localBase: { name: 'Ann', phone: '1' },
      remoteBase: { name: 'ANN', phone: '1' },
      settledNumber: 4,
      intents: [],
    });
  });

  it('that landed stays open for the lines and parents written along with it', () => {
    const along = { ...intent(4, { name: 'Ann' }), lines: ['1'], ends: { customerId: ['70'] } };
    const settled = settleIntents(link([along]), { number: 4, fields: { name: 'ANN' }, foreign }, now);
    expect(settled).toMatchObject({ settledNumber: 4, localBase: { name: 'Ann' } });
    expect(settled.intents).toEqual([{ ...along, fields: {} }]);
  });

  it('is taken for the CRM’s spelling where it differs, once nobody else has changed the record since', () => {
    const of = (isLastOurs: boolean): Link =>
      settleIntents(
        link([intent(4, { name: 'Ann' })]),
        { number: 4, fields: { name: 'ANN', phone: 'edited' }, foreign: new Set(['name', 'phone']), isLastOurs },
        now,
      );
    expect(of(true).remoteBase).toEqual({ name: 'ANN', phone: '1' });
    expect(of(false).remoteBase).toEqual({ name: 'Ann', phone: '1' });
  });

  it('is settled however old it is', () => {
    const settled = settleIntents(
      link([intent(4, { name: 'Ann' }, 10 * intentLifeMs)]),
      { number: 4, fields: { name: 'ANN' }, foreign },
      now,
    );
    expect(settled.localBase).toEqual({ name: 'Ann', phone: '1' });
  });

  it('that has not landed is kept while it may', () => {
    const before = link([intent(4, { name: 'Ann' }, intentLifeMs - 1)]);
    expect(settleIntents(before, { number: 3, fields: { name: 'ANNA' }, foreign }, now)).toEqual(before);
  });

  it('that has not landed in its life never will', () => {
    const settled = settleIntents(
      link([intent(4, { name: 'Ann' }, intentLifeMs)]),
      { number: 3, fields: { name: 'ANNA' }, foreign },
      now,
    );
    expect(settled).toEqual(link([]));
  });

  it('that landed late, after a newer one, makes its fields forgotten, so that they are pushed again', () => {
    const settled = settleIntents(
      link([intent(2, { name: 'Older' })]),
      { number: 2, fields: { name: 'OLDER', phone: '1' }, foreign },
      now,
    );
    expect(settled).toMatchObject({ localBase: { phone: '1' }, settledNumber: 3, issuedNumber: 5, intents: [] });
    expect(settled.localBase).not.toHaveProperty('name');
  });

  it('among others that may have landed before it makes the fields of those forgotten', () => {
    const settled = settleIntents(
      link([intent(4, { phone: '2' }), intent(5, { name: 'Ann' })]),
      { number: 5, fields: {}, foreign },
      now,
    );
    expect(settled.localBase).toEqual({ name: 'Ann' });
    expect(numbers(settled)).toEqual([4]);
  });

  it('whose answer was incomplete is settled by the next read', () => {
    expect(
      settleIntents(link([intent(3, { name: 'Anna' })]), { number: 3, fields: { name: 'ANNA' }, foreign }, now),
    ).toEqual(link([]));
  });
});

describe('a number in the CRM', () => {
  it('without an intent is remembered, and nothing else is concluded from it', () => {
    const before = link([intent(4, { name: 'Ann' })]);
    expect(settleIntents(before, { number: 9, fields: { name: 'X' }, foreign }, now)).toEqual({
      ...before,
      settledNumber: 9,
      issuedNumber: 9,
    });
  });

  it('that is lower than the settled one and unknown changes nothing', () => {
    expect(settleIntents(link([]), { number: 1, fields: { name: 'X' }, foreign }, now)).toEqual(link([]));
  });

  it('never lowers the number that was given out', () => {
    expect(settleIntents(link([intent(4, {})]), { number: 4, fields: {}, foreign }, now).issuedNumber).toBe(5);
  });
});
