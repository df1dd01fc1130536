/**
 * What becomes of rows that a worker had in hand when it died. One of them may be what kills, so they are looked at in ever smaller
 * portions until it is alone, and then not any more. But most workers die by chance (a machine is switched off, memory is short), and
 * small portions take more calls of the CRM for as many rows: the first deaths say nothing of a row, and those that get through are
 * no longer looked at in portions.
 */

const byChance = 2;

/** Of 500 rows, the most that are in hand at a time then, the guilty one is alone after twelve deaths; no other has died as often as it. */
const crashLimit = 14;

/** How many of them are looked at at a time; null: as always. @param crashes with the one of them with which most workers died */
export function portionAfter(crashes: number, leftInHand: number, rows: number): number | null {
  if (crashes <= byChance) return null;
  return Math.max(1, Math.min(rows, Math.ceil(leftInHand / 2)));
}

export const isGivenUp = (crashes: number): boolean => crashes >= crashLimit;
