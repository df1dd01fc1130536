/** Patterns of LIKE: `%` is any run of characters, `_` any one, both literal after a backslash. */

/** What stands between the `%`; in it, `null` is a `_`. Never empty: a pattern without `%` is one piece. */
export type LikePattern = readonly LikePiece[];
export type LikePiece = readonly (string | null)[];

/** Literals are folded to lower case unless the field tells case apart, and so must the text be that is matched. */
export function foldPattern(pattern: LikePattern): LikePattern {
  return pattern.map((piece) => piece.flatMap((char) => (char === null ? [null] : Array.from(char.toLowerCase()))));
}

/**
 * Piece by piece from the left, each where it first fits, the last one at the end: linear in text times pattern, whatever
 * the pattern. A `_` is a character of Unicode, not half of one (unverified).
 */
export function matchesLike(pattern: LikePattern, text: string): boolean {
  const chars = /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
  const first = pattern[0] ?? [];
  if (!fits(first, chars, 0)) return false;
  if (pattern.length === 1) return chars.length === first.length;
  const last = pattern[pattern.length - 1] ?? [];
  const end = chars.length - last.length;
  let at = first.length;
  for (const piece of pattern.slice(1, -1)) {
    while (at + piece.length <= end && !fits(piece, chars, at)) at++;
    if (at + piece.length > end) return false;
    at += piece.length;
  }
  return at <= end && fits(last, chars, end);
}

function fits(piece: LikePiece, chars: ArrayLike<string>, at: number): boolean {
  if (at + piece.length > chars.length) return false;
  return piece.every((char, index) => char === null || char === chars[at + index]);
}
