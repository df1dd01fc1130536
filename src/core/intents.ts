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

/**
 * The link once this read has settled what it can. Fields of which it is not known what our writes made of them, because
 * several were on their way or an older one came late, are forgotten in the local baseline: they are pushed again.
 * @param number the number that the CRM record carries, 0 when it carries none
 * @param remote what the CRM record holds now, in normal form
 */
export function settleIntents(link: Link, number: number, remote: Fields, now: Date): Link {
  const alive = (intent: Intent): boolean => now.getTime() - Date.parse(intent.at) < intentLifeMs;
  const landed = link.intents.find((intent) => intent.number === number);
  const others = link.intents.filter((intent) => intent !== landed);
  const settled = {
    ...link,
    settledNumber: Math.max(link.settledNumber, number),
    issuedNumber: Math.max(link.issuedNumber, number),
    intents: [...others, ...(landed ? hangingOf(landed) : [])].filter(alive),
  };
  // An unknown number is a write of ours whose intent is gone (a restored backup): what it wrote is not known, so
  // nothing is concluded but the number.
  if (!landed || number === link.settledNumber) return settled;

  const written = Object.keys(landed.fields);
  const said = number > link.settledNumber ? landed.fields : {};
  const inDoubt = [...written, ...others.flatMap((intent) => Object.keys(intent.fields))];
  return {
    ...settled,
    localBase: { ...omit(link.localBase, new Set(inDoubt)), ...said },
    remoteBase: { ...link.remoteBase, ...pick(remote, written) },
  };
}

/** The record's number says nothing of what hangs on it: that stays open while it may land. */
function hangingOf(intent: Intent): Intent[] {
  return intent.lines || intent.ends ? [{ ...intent, fields: {} }] : [];
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

export function omit(fields: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

/** What the writes that may still land would say. */
export function unsettledFields(link: Link): ReadonlySet<string> {
  return new Set(link.intents.flatMap((intent) => Object.keys(intent.fields)));
}
