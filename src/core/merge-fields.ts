/** The merge of all fields of a link: what is to be written, what is offered and asked, and where the baselines come to. */
import type { AlsoHeld } from './also-held';
import type { FieldRule } from './field-rule';
import { omit, unsettledFields } from './intents';
import type { Link } from './link';
import { isRead, ruleOf, type FieldMapping, type ObjectMapping } from './mapping';
import { mergeField, type FieldView, type Owed, type Resolution } from './merge';
import type { Fields, SourceRecord, Value, Writer } from './record';
import { openOffer, standAfter, type Standing, type Standings } from './standing';
import { sameValue } from './values';

/** Both sides of a link in this look, in normal form. */
export interface Sides {
  readonly record: SourceRecord;
  readonly local: Fields;
  /** With its intents settled and answers folded in. */
  readonly link: Link;
  /** What was read of the CRM record; absent fields were not read. */
  readonly remote: Fields;
  readonly alsoRemote: AlsoHeld;
  readonly writers: Readonly<Record<string, Writer>>;
  /** `fresh`: there is no CRM record yet. `adopting`: there is, and nothing was ever said to it. */
  readonly contact: 'fresh' | 'adopting' | 'known';
  readonly resolutions: Readonly<Record<string, Resolution>>;
}

/** A field whose two sides differ, and what the rule made of it. */
export interface Decided {
  readonly owed: Exclude<Owed, { kind: 'rest' | 'settle' }>;
  readonly base: Value | undefined;
  readonly ours: Value;
  /** `undefined`: it was not read. */
  readonly theirs: Value | undefined;
  readonly oursAt: Date | null;
  readonly theirsAt: Date | null;
  /** At first contact, and in a field that was mapped later, two words meet of which neither is a change of the other. */
  readonly isFirst: boolean;
}

export interface Merged {
  /** What is to be written, in normal form. */
  readonly push: Fields;
  /** Of those, blanks that empty a property whatever its line says of blanks: a refused value goes. */
  readonly emptied: ReadonlySet<string>;
  readonly decided: Readonly<Record<string, Decided>>;
  /** What stands once all is done, but for the numbers of new offers. */
  readonly standings: Standings;
  readonly localBase: Fields;
  readonly remoteBase: Fields;
}

export function mergeFields(mapping: ObjectMapping, sides: Sides): Merged {
  const owed = new Map<string, Owed>();
  const views = new Map<string, FieldView>();
  for (const line of mapping.fields) {
    const view = viewOf(line, sides);
    views.set(line.field, view);
    owed.set(line.field, mergeField(ruleNow(line, sides, view), view));
  }
  const push = pushed(mapping, sides, owed, views);
  return {
    push,
    emptied: emptiedOf(owed),
    decided: decidedOf(owed, views, (field) => isFirstWord(sides, views.get(field))),
    standings: standingsAfter(sides.link.standings, owed),
    localBase: localBaseAfter(sides, owed),
    remoteBase: remoteBaseAfter(mapping, sides, owed),
  };
}

/** Where neither side is known to have said anything of the field, the line may say whose value stands. */
function ruleNow(line: FieldMapping, sides: Sides, view: FieldView): FieldRule {
  const rule = ruleOf(line);
  const isSeeded = line.seed !== undefined && rule.direction === 'both' && isFirstWord(sides, view);
  return isSeeded && sides.contact === 'known' ? { ...rule, policy: line.seed } : rule;
}

/** Two words meet of which neither is a change of the other. */
const isFirstWord = ({ contact }: Sides, view: Pick<FieldView, 'localBase' | 'remoteBase'> | undefined): boolean =>
  contact !== 'known' || (view?.localBase === undefined && view?.remoteBase === undefined);

function viewOf(line: FieldMapping, sides: Sides): FieldView {
  const { record, local, link, remote } = sides;
  const { field, property } = line;
  const standing: Standing = link.standings[field] ?? {};
  const saidAt = record.fieldAt[field];
  return {
    local: local[field],
    localAt: saidAt === undefined ? record.updatedAt : new Date(saidAt),
    remote: remote[field],
    offered: openOffer(standing)?.value,
    offeredOver: openOffer(standing)?.over,
    refused: standing.refused,
    resolution: sides.resolutions[field] ?? null,
    ...basesOf(line, sides),
    ...writerOf(sides.writers[property]),
  };
}

const writerOf = (writer: Writer | undefined): Pick<FieldView, 'remoteAt' | 'isOurs'> =>
  writer ? { remoteAt: writer.at, isOurs: writer.isOurs } : { remoteAt: null, isOurs: false };

function basesOf(line: FieldMapping, sides: Sides): Pick<FieldView, 'localBase' | 'remoteBase'> {
  const { contact, link, local, remote } = sides;
  const { field } = line;
  const before = { localBase: link.localBase[field], remoteBase: link.remoteBase[field] };
  // Two first words agree when the CRM record holds ours as well: written, ours would take the place of the other, and that
  // would be lost.
  if (isFirstWord(sides, before) && isAlsoHeld(sides, field)) {
    return { localBase: local[field], remoteBase: remote[field] };
  }
  if (contact === 'known') return before;
  // What an adopted record says already need not be said to it; where its word counts, the two are weighed.
  const isHeard = contact === 'adopting' && !isRead(line);
  return { localBase: isHeard ? remote[field] : undefined, remoteBase: undefined };
}

const isAlsoHeld = ({ local, alsoRemote }: Sides, field: string): boolean => {
  const ours = local[field];
  return ours !== undefined && (alsoRemote[field] ?? []).some((value) => sameValue(value, ours));
};

/**
 * What moved, and what is converted with it (an amount with its currency). While an older write is on its way, whatever it
 * names is said again along with them: the older one may land a moment before this one does, and would be hidden under this
 * one's number. Not so a field in which the CRM has a word of its own.
 */
function pushed(
  mapping: ObjectMapping,
  { local, link }: Sides,
  owed: ReadonlyMap<string, Owed>,
  views: ReadonlyMap<string, FieldView>,
): Fields {
  const values: Record<string, Value> = {};
  for (const [field, one] of owed) if (one.kind === 'push') values[field] = one.value;
  // Also to a blank, which is not written itself, and by which another value is converted otherwise.
  const hasMoved = (field: string): boolean => {
    const view = views.get(field);
    return field in values || (view?.local !== undefined && !sameValue(view.local, view.localBase));
  };
  const held = mapping.fields.filter(
    (line) => local[line.field] !== undefined && owed.get(line.field)?.kind === 'settle' && line.direction !== 'pull',
  );
  const along = held.filter((line) => (line.reads ?? []).some(hasMoved)).map(({ field }) => field);
  for (const field of along) values[field] = local[field] ?? null;
  if (Object.keys(values).length === 0) return values;
  const unsettled = unsettledFields(link);
  for (const { field } of held) if (unsettled.has(field)) values[field] = local[field] ?? null;
  return values;
}

const emptiedOf = (owed: ReadonlyMap<string, Owed>): ReadonlySet<string> =>
  new Set([...owed].flatMap(([field, one]) => (one.kind === 'push' && one.why === 'put-right' ? [field] : [])));

function decidedOf(
  owed: ReadonlyMap<string, Owed>,
  views: ReadonlyMap<string, FieldView>,
  isFirst: (field: string) => boolean,
): Readonly<Record<string, Decided>> {
  const decided: Record<string, Decided> = {};
  for (const [field, one] of owed) {
    const view = views.get(field);
    if (!view || one.kind === 'rest' || one.kind === 'settle') continue;
    if (one.kind === 'push' && one.why === 'moved') continue;
    decided[field] = {
      owed: one,
      base: view.remoteBase,
      ours: view.local ?? null,
      theirs: view.remote,
      oursAt: view.localAt,
      theirsAt: view.remoteAt,
      isFirst: isFirst(field),
    };
  }
  return decided;
}

function standingsAfter(before: Standings, owed: ReadonlyMap<string, Owed>): Standings {
  const after: Record<string, Standing> = {};
  for (const [field, one] of owed) {
    const standing = before[field];
    if (standing === undefined && one.kind !== 'ask') continue;
    const kept = one.kind === 'offer' ? beforeOffer(standing) : standAfter(standing ?? {}, one, 0);
    if (Object.keys(kept).length > 0) after[field] = kept;
  }
  return after;
}

/** A new one takes the place of what was refused or asked, and has no number yet. */
const beforeOffer = ({ offers }: Standing = {}): Standing => (offers ? { offers } : {});

/** Each side's baseline moves but where its word has not been dealt with. */
const staysOpen = (owed: Owed | undefined): boolean =>
  owed !== undefined && owed.kind !== 'push' && owed.kind !== 'settle';

function localBaseAfter({ local, link, contact }: Sides, owed: ReadonlyMap<string, Owed>): Fields {
  // A write on its way may land just before this one; what it says and the record does not hold now is forgotten.
  const before = contact === 'known' ? omit(link.localBase, unsettledFields(link)) : {};
  const after: Record<string, Value> = { ...before };
  for (const [field, value] of Object.entries(local)) if (!staysOpen(owed.get(field))) after[field] = value;
  return after;
}

function remoteBaseAfter(
  mapping: ObjectMapping,
  { remote, link, contact }: Sides,
  owed: ReadonlyMap<string, Owed>,
): Fields {
  const after: Record<string, Value> = contact === 'known' ? { ...link.remoteBase } : {};
  // A record that we make is blank where we write nothing: what stands there later is a salesperson's word.
  if (contact === 'fresh') for (const { field } of mapping.fields.filter(isRead)) after[field] = null;
  for (const [field, value] of Object.entries(remote)) {
    if (!staysOpen(owed.get(field)) && !sameValue(after[field], value)) after[field] = value;
  }
  return after;
}
