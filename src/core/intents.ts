/**
 * Settles what was written without an answer. Every write carries a number in a property of our own; what is read back
 * names the last write of ours that arrived (architecture 5.1, rules 1, 2 and 15).
 */
import type { Intent, Link } from './link';
import type { Fields } from './record';

/**
 * A write without an answer may still arrive. A gateway before a CRM gives up after 100 s at the latest, and our own deadline
 * is shorter; after two minutes nothing of it is expected to land any more. Longer costs a read, shorter an edit.
 */
export const intentLifeMs = 120_000;

/** What a read says of our writes. */
export interface ReadBack {
  /** The number that the CRM record carries, 0 when it carries none. */
  readonly number: number;
  /** What it holds now, in normal form. */
  readonly fields: Fields;
  /** Fields whose value may be somebody else's word: where it is not what we wrote, it is taken for one. */
  readonly foreign: ReadonlySet<string>;
  /** Nobody has written anything since our last write landed: what differs in what that has written is the CRM's spelling. */
  readonly isLastOurs?: boolean | undefined;
}

/**
 * The link once this read has settled what it can. Fields of which it is not known what our writes made of them, because
 * several were on their way or an older one came late, are forgotten in the local baseline: they are pushed again.
 */
export function settleIntents(link: Link, { number, fields, foreign, isLastOurs = false }: ReadBack, now: Date): Link {
  const landed = link.intents.find((intent) => intent.number === number);
  const others = link.intents.filter((intent) => intent !== landed);
  const settled = {
    ...link,
    settledNumber: Math.max(link.settledNumber, number),
    issuedNumber: Math.max(link.issuedNumber, number),
    intents: openIntents({ intents: [...others, ...(landed ? hangingOf(landed) : [])] }, now),
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
    // A value that is not the one we wrote is what the CRM made of it, or what somebody has written since: where it could
    // become the order system's, it is taken for an edit, which at worst offers it a spelling of its own word.
    remoteBase: {
      ...link.remoteBase,
      ...pick(fields, written),
      ...pick(landed.fields, isLastOurs ? [] : [...foreign]),
    },
    standings: omitStandings(link, written),
  };
}

/** Those that may land still. */
export const openIntents = ({ intents }: Pick<Link, 'intents'>, now: Date): readonly Intent[] =>
  intents.filter(({ at }) => now.getTime() - Date.parse(at) < intentLifeMs);

/** The record's number says nothing of what hangs on it: that stays open while it may land. */
function hangingOf(intent: Intent): Intent[] {
  return intent.lines || intent.ends ? [{ ...intent, fields: {} }] : [];
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

/** Both sides have come to the same in these fields: what stood between them is over. */
function omitStandings({ standings }: Link, names: readonly string[]): Link['standings'] {
  return Object.fromEntries(Object.entries(standings).filter(([name]) => !names.includes(name)));
}

export function omit(fields: Fields, names: ReadonlySet<string>): Fields {
  if (names.size === 0) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

/** What the writes that may still land would say. */
export function unsettledFields(link: Link): ReadonlySet<string> {
  return new Set(link.intents.flatMap((intent) => Object.keys(intent.fields)));
}
