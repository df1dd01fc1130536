/**
 * What stands between the two sides of a field: values that the order system was offered and has not answered, one that it
 * has refused, a question to a person. It is kept on the link, of which settle is the only writer: whoever answers writes
 * the answer down beside the change and marks the link, and the next look folds it in (architecture 5.1, rules 8 to 14).
 */
import type { Owed } from './merge';
import type { Value } from './record';
import { sameValue } from './values';

export interface OfferedValue {
  /** Its number in the change feed. */
  readonly seq: number;
  readonly value: Value;
  /** What the order system said then. Absent: it was offered before this was kept (2026-11). */
  readonly over?: Value;
}

export interface Standing {
  /** Since the baselines moved last, the oldest first. The last one stands; each has superseded those before it. */
  readonly offers?: readonly OfferedValue[];
  readonly refused?: Value;
  /** A person is asked which of two values is right. */
  readonly asked?: true;
}

/** By field; one without anything is not in it. */
export type Standings = Readonly<Record<string, Standing>>;

/** What became of a field of a change. */
export type Answer = 'accepted' | 'refused' | 'superseded';

export interface Folded {
  readonly standing: Standing;
  /** The value that both sides are known to have said: both baselines move there. Absent: neither moves. */
  readonly agreed?: Value;
}

/**
 * Takes in what the order system has answered. Accepting an offer accepts those before it; one that was offered after it
 * still stands. Only the last one can be refused: it has taken the place of the others.
 */
export function foldAnswers(standing: Standing, answerOf: (seq: number) => Answer | undefined): Folded {
  const { offers = [], ...others } = standing;
  const accepted = offers.findLastIndex(({ seq }) => answerOf(seq) === 'accepted');
  const open = offers.slice(accepted + 1);
  const last = open.at(-1);
  const folded = accepted < 0 ? {} : { agreed: offers[accepted]?.value ?? null };
  if (last && answerOf(last.seq) === 'refused') return { standing: { ...others, refused: last.value }, ...folded };
  return { standing: { ...others, ...(open.length > 0 && { offers: open }) }, ...folded };
}

/** What stands once that which is owed has been done. `seq` is the number of the offer, if it is one. */
export function standAfter(standing: Standing, owed: Owed, seq: number): Standing {
  const { offers = [], refused } = standing;
  const stillRefused = refused === undefined ? {} : { refused };
  switch (owed.kind) {
    case 'push':
    case 'settle':
      return {};
    case 'offer':
      return withOffer(standing, { seq, value: owed.value, over: owed.over });
    case 'ask':
      return { ...(offers.length > 0 && { offers }), asked: true };
    case 'rest':
      return { ...(offers.length > 0 && { offers }), ...stillRefused };
  }
}

/** An offer takes the place of those before it, and of what was refused or asked. */
export const withOffer = ({ offers = [] }: Standing, offer: OfferedValue): Standing => ({ offers: [...offers, offer] });

/** The offer that waits for an answer. */
export const openOffer = ({ offers }: Standing): OfferedValue | undefined => offers?.at(-1);

/**
 * What an offer may replace beside the order system's present value: what it was offered before and may have taken since
 * (rule 8).
 */
export function mayHaveTaken({ offers = [] }: Standing, present: Value, offered: Value): readonly Value[] {
  const others = offers.map(({ value }) => value).filter((value) => !sameValue(value, present));
  return others.filter(
    (value, index) => !sameValue(value, offered) && others.findIndex((other) => sameValue(other, value)) === index,
  );
}

/** Of those offers that have no answer yet, what becomes of them when the field has come to `value` on both sides. */
export function closesAs({ value }: OfferedValue, reached: Value | undefined): Answer {
  return sameValue(value, reached) ? 'accepted' : 'superseded';
}
