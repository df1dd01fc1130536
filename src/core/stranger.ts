/**
 * A CRM record that nobody ordered for, where such records are offered: is it the order system's matter? Offered once, and
 * again when it says something else by then. Pure; `sync/offer-strangers` carries it out.
 */
import { isNotShown, type Failure, type Outcome } from './failure';
import { toFields, urlField, type ObjectMapping, type OwnProperties } from './mapping';
import type { News, OfferedField } from './news';
import type { RemoteRecord, Value } from './record';
import { sameValue } from './values';

/** What the order system was told of it last. */
export interface StrangerOffer {
  readonly fields: Readonly<Record<string, OfferedField>>;
  readonly isOpen: boolean;
}

export interface StrangerLook {
  readonly externalId: string;
  /** The source id of the link that holds it by now. */
  readonly holder: string | undefined;
  /** The order system has accepted it: first contact joins the two. */
  readonly isAccepted: boolean;
  readonly offer: StrangerOffer | null;
  readonly seen: Outcome<RemoteRecord | null>;
}

export type StrangerPlan =
  /** It is told of. What was told before gives way. */
  | { readonly kind: 'offer'; readonly news: News }
  /** It is no stranger any more: this record's link holds it. */
  | { readonly kind: 'held'; readonly by: string }
  /** It is not there, or is ours. An open offer is taken back by `news`. */
  | { readonly kind: 'forget'; readonly news: News | null }
  /** Nothing is owed until it changes. */
  | { readonly kind: 'rest' }
  /** It could not be read. */
  | { readonly kind: 'again' };

const rest = { kind: 'rest' } as const;

export function planStranger(mapping: ObjectMapping, own: OwnProperties, look: StrangerLook): StrangerPlan {
  const { externalId, holder, isAccepted, offer, seen } = look;
  if (isAccepted) return rest;
  if (holder !== undefined) return { kind: 'held', by: holder };
  if (!seen.ok && seen.failure.kind !== 'gone') return unread(seen.failure);
  const record = seen.ok ? seen.value : null;
  const isOffered = offer?.isOpen === true;
  if (record?.id !== externalId) return { kind: 'forget', news: isOffered ? lossOf(seen) : null };
  // One of ours whose link is not stored yet: the settle that stores it sees to what was offered.
  if (!isBlank(record.properties[own.key])) return isOffered ? rest : { kind: 'forget', news: null };
  return offerOf(offer, offeredFields(mapping, record));
}

/** Of one that is not shown to us what was told may still hold, and nobody looks at it for ever. */
const unread = (failure: Failure): StrangerPlan => (isNotShown(failure) ? rest : { kind: 'again' });

/** Merged into another record, or deleted. */
function lossOf(seen: StrangerLook['seen']): News {
  const into = seen.ok ? seen.value?.id : mergedInto(seen.failure);
  return into === undefined ? { kind: 'deleted' } : { kind: 'merged', into };
}

const mergedInto = (failure: Failure): string | undefined => (failure.kind === 'gone' ? failure.mergedInto : undefined);

/** Of a record that says nothing there is nothing to tell. */
function offerOf(offer: StrangerOffer | null, fields: StrangerOffer['fields']): StrangerPlan {
  if (Object.keys(fields).length === 0 || (offer && saysTheSame(offer.fields, fields))) return rest;
  return { kind: 'offer', news: { kind: 'created', fields } };
}

/** All that the mapping understands of it, whichever way its fields flow: the order system has nothing of it yet. */
function offeredFields(mapping: ObjectMapping, { properties }: RemoteRecord): Readonly<Record<string, OfferedField>> {
  // Some values are understood by others of the same record: a phone by its country, an amount by its currency.
  const first = toFields(mapping, properties, {});
  const said = Object.entries(toFields(mapping, properties, first));
  const known = said.filter(([field, value]) => field !== urlField && value !== null);
  return Object.fromEntries(known.map(([field, to]) => [field, { from: null, to }]));
}

function saysTheSame(
  before: Readonly<Record<string, OfferedField>>,
  now: Readonly<Record<string, OfferedField>>,
): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].every((name) => sameValue(before[name]?.to, now[name]?.to));
}

const isBlank = (value: Value | undefined): boolean => value === undefined || value === null || value === '';

/**
 * What both sides have said of a stranger once it was accepted. What was blank in the CRM was offered as nothing, and
 * is a blank on both sides: a later word of either is news.
 */
export function agreedFields(
  mapping: ObjectMapping,
  offered: Readonly<Record<string, OfferedField>>,
): Readonly<Record<string, Value>> {
  const fields = mapping.fields.filter(({ field }) => field !== urlField);
  return Object.fromEntries(fields.map(({ field }) => [field, offered[field]?.to ?? null]));
}
