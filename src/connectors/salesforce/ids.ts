/**
 * Record ids: 15 characters that are told apart by case, and 3 more that make them safe without it. Salesforce takes both
 * and answers 18, but its error texts and some of its events name 15 (Salesforce docs 2026-03). Up to the engine go 18
 * always; two are the same when their first 15 are.
 */
const checksumDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The id of 18 characters. What is no id of 15 is left as it is. */
export function toLongId(id: string): string {
  if (!/^[0-9A-Za-z]{15}$/.test(id)) return id;
  return id + [0, 5, 10].map((start) => checksumDigits.charAt(capitals(id.slice(start, start + 5)))).join('');
}

/** Which of the five are capitals, as a number of five bits; the leftmost is the lowest. */
function capitals(five: string): number {
  return Array.from(five).reduce((bits, digit, at) => bits + (/[A-Z]/.test(digit) ? 2 ** at : 0), 0);
}

export function sameId(a: string, b: string): boolean {
  return a.slice(0, 15) === b.slice(0, 15);
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 15;

/** How many records can have an id from the first of these to the last, in the order in which ids compare. */
export function spanOf(ids: readonly string[]): number {
  const { first, last } = endsOf(ids);
  let span = 0;
  // Digit by digit, so that near ones are told exactly: a whole id is more than a number can hold.
  for (let at = 0; at < idLength; at++) {
    span = span * digits.length + digits.indexOf(last.charAt(at)) - digits.indexOf(first.charAt(at));
  }
  return span + 1;
}

/** That text is compared by its characters' codes is how Salesforce compares ids too (unverified). */
export function endsOf(ids: readonly string[]): { readonly first: string; readonly last: string } {
  const [one = ''] = ids;
  return ids.reduce(({ first, last }, id) => ({ first: id < first ? id : first, last: id > last ? id : last }), {
    first: one,
    last: one,
  });
}
