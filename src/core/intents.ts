/**
 * Settles what was written without an answer. Every write carries a number in a property of our own; what is read back
 * names the last write of ours that arrived (architecture 5.1, rules 1, 2 and 15).
 */
import type { Intent, Link } from './link';
import type { Fields } from './record';

/**
 * A write without an answer may still arrive. HubSpot answers 524 after 100 s at the latest (docs, 2026-03), and our
 * own deadline is shorter; after two minutes nothing of it can land any more. Longer costs a read, shorter an edit.
 */
export const intentLifeMs = 120_000;

export interface Settled {
  readonly link: Link;
  /** Fields that a late write of an older value has overwritten: to be pushed again. */
  readonly overwritten: ReadonlySet<string>;
}

/**
 * @param number the number that the CRM record carries, 0 when it carries none
 * @param remote what the CRM record holds now, in normal form
 */
export function settleIntents(link: Link, number: number, remote: Fields, now: Date): Settled {
  const alive = (intent: Intent): boolean => now.getTime() - Date.parse(intent.at) < intentLifeMs;
  const landed = link.intents.find((intent) => intent.number === number);

  if (number > link.settledNumber) {
    // Our unanswered write is in there: that is what both sides last said. An unknown number is a write of ours whose
    // intent is gone (a restored backup): what it wrote is not known, so nothing is concluded but the number.
    const fields = Object.keys(landed?.fields ?? {});
    return {
      link: {
        ...link,
        settledNumber: number,
        issuedNumber: Math.max(link.issuedNumber, number),
        localBase: { ...link.localBase, ...landed?.fields },
        remoteBase: { ...link.remoteBase, ...pick(remote, fields) },
        intents: link.intents.filter((intent) => intent.number !== number && alive(intent)),
      },
      overwritten: new Set(),
    };
  }
  if (number < link.settledNumber && landed) {
    return { link, overwritten: new Set(Object.keys(landed.fields)) };
  }
  return { link: { ...link, intents: link.intents.filter(alive) }, overwritten: new Set() };
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.flatMap((name) => (name in fields ? [[name, fields[name] ?? null]] : [])));
}
