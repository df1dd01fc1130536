/** The name that somebody may have meant. */

/** Null when none is near: about one letter in three may be another, case aside. */
export function nearest(name: string, names: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const one of names) {
    const limit = Math.max(1, Math.round(Math.max(one.length, wanted.length) / 3));
    if (Math.abs(one.length - wanted.length) > limit) continue;
    const distance = distanceOf(wanted, one.toLowerCase());
    if (distance <= limit && (best === null || distance < best.distance)) best = { name: one, distance };
  }
  return best?.name ?? null;
}

/** ` (did you mean phone?)`, or nothing. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const near = nearest(name, names);
  return near === null ? '' : ` (did you mean ${near}?)`;
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let index = 0; index < a.length; index++) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const change = (row[column - 1] ?? 0) + (a[index] === b[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
