/** What a row must reach: its value or its ratio, at least or at most so much. */

/** A row as the document has it; the ratio is value over limit where the measure has not said better. */
export function completed({ name, value, unit, limit = null, ratio }) {
  return { name, value, unit, limit, ratio: ratio ?? (limit === null || limit === 0 ? null : value / limit) };
}

export function isMissed(row, { of, least = -Infinity, most = Infinity }) {
  const seen = row[of];
  return seen === null || seen < least || seen > most;
}

export function inWords({ of, least, most }) {
  const what = of === 'ratio' ? 'ratio ' : '';
  if (least !== undefined && most !== undefined) return `${what}${least} to ${most}`;
  return least === undefined ? `${what}≤ ${most}` : `${what}≥ ${least}`;
}
