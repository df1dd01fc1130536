import type { Owed } from './merge';
import {
  closesAs,
  foldAnswers,
  mayHaveTaken,
  openOffer,
  standAfter,
  type Answer,
  type Folded,
  type Standing,
} from './standing';

const two: Standing = {
  offers: [
    { seq: 3, value: 'b' },
    { seq: 5, value: 'c' },
  ],
};
const fold = (standing: Standing, answers: Readonly<Record<number, Answer>>): Folded =>
  foldAnswers(standing, (seq) => answers[seq]);

describe('an answer', () => {
  it('that has not come changes nothing', () => {
    expect(fold(two, {})).toEqual({ standing: two });
    expect(fold({}, {})).toEqual({ standing: {} });
  });

  it('that accepts says what both sides have said, and closes the offers before', () => {
    expect(fold(two, { 5: 'accepted' })).toEqual({ standing: {}, agreed: 'c' });
    expect(fold(two, { 3: 'refused', 5: 'accepted' })).toEqual({ standing: {}, agreed: 'c' });
  });

  it('that accepts an earlier offer leaves the later one open', () => {
    expect(fold(two, { 3: 'accepted' })).toEqual({ standing: { offers: [{ seq: 5, value: 'c' }] }, agreed: 'b' });
  });

  it('that accepts both says what was accepted last', () => {
    expect(fold(two, { 3: 'accepted', 5: 'accepted' })).toEqual({ standing: {}, agreed: 'c' });
  });

  it('that accepts a blank is about a blank', () => {
    expect(fold({ offers: [{ seq: 1, value: null }] }, { 1: 'accepted' })).toEqual({ standing: {}, agreed: null });
  });

  it('that refuses the open offer is remembered with its value, and ends them all', () => {
    expect(fold(two, { 5: 'refused' })).toEqual({ standing: { refused: 'c' } });
    expect(fold(two, { 3: 'accepted', 5: 'refused' })).toEqual({ standing: { refused: 'c' }, agreed: 'b' });
  });

  it('that refuses a superseded offer leaves the open one as it is', () => {
    expect(fold(two, { 3: 'refused' })).toEqual({ standing: two });
  });

  it('leaves what else stands', () => {
    expect(fold({ ...two, asked: true }, { 5: 'accepted' }).standing).toEqual({ asked: true });
    expect(fold({ refused: 'x' }, { 5: 'accepted' }).standing).toEqual({ refused: 'x' });
  });
});

describe('what stands', () => {
  const everything: Standing = { ...two, refused: 'x', asked: true };
  const owed = {
    push: { kind: 'push', value: 'a', why: 'moved' },
    offer: { kind: 'offer', value: 'd', why: 'moved', over: 'a' },
    settle: { kind: 'settle' },
    ask: { kind: 'ask' },
    rest: { kind: 'rest' },
  } as const satisfies Record<string, Owed>;

  it('is nothing after a push and after agreement', () => {
    expect(standAfter(everything, owed.push, 0)).toEqual({});
    expect(standAfter(everything, owed.settle, 0)).toEqual({});
  });

  it('after an offer is that offer and those that it supersedes, and no refusal of another value', () => {
    expect(standAfter(everything, owed.offer, 9)).toEqual({
      offers: [
        { seq: 3, value: 'b' },
        { seq: 5, value: 'c' },
        { seq: 9, value: 'd', over: 'a' },
      ],
    });
  });

  it('while a person is asked is the question and the offers', () => {
    expect(standAfter(everything, owed.ask, 0)).toEqual({ ...two, asked: true });
    expect(standAfter({}, owed.ask, 0)).toEqual({ asked: true });
  });

  it('at rest is what stood, but a question that is none any more', () => {
    expect(standAfter(everything, owed.rest, 0)).toEqual({ ...two, refused: 'x' });
    expect(standAfter({}, owed.rest, 0)).toEqual({});
  });

  it('for an answer is the last offer only', () => {
    expect(openOffer(two)).toEqual({ seq: 5, value: 'c' });
    expect(openOffer({})).toBeUndefined();
  });
});

describe('an offer may replace', () => {
  it('nothing but the present value when nothing was offered before', () => {
    expect(mayHaveTaken({}, 'a', 'b')).toEqual([]);
  });

  it('what was offered before and may have been taken, each once', () => {
    const again = { offers: [...two.offers!, { seq: 7, value: 'b' }] };
    expect(mayHaveTaken(again, 'a', 'd')).toEqual(['b', 'c']);
  });

  it('neither the present value twice nor itself', () => {
    expect(mayHaveTaken(two, 'b', 'c')).toEqual([]);
    expect(mayHaveTaken({ offers: [{ seq: 1, value: ['x', 'y'] }] }, ['y', 'x'], 'd')).toEqual([]);
  });
});

describe('an offer without an answer', () => {
  it('counts as accepted when both sides have come to its value, and else as superseded', () => {
    expect(closesAs({ seq: 5, value: 'c' }, 'c')).toBe('accepted');
    expect(closesAs({ seq: 5, value: 'c' }, 'a')).toBe('superseded');
    expect(closesAs({ seq: 5, value: null }, undefined)).toBe('superseded');
  });
});
