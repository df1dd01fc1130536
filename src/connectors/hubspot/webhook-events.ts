/**
 * Reads the body of HubSpot's webhooks: which records somebody should look at, and nothing else. No value of a record is
 * kept: events come in any order, late and twice, so what is true is read from the record itself. The portals that a body names
 * tell the secret, so they are looked for before its signature is checked; it may be anybody's until then.
 */
import { asJson } from '../json';
import type { EventsRead, RemoteEvent } from '../webhooks';

/** HubSpot sends 100 (docs "Webhooks", 2025-01); somewhat more is no reason to refuse. */
const eventsPerRequest = 1_000;

type WebhookObject = 'contacts' | 'companies' | 'deals' | 'line_items';

/**
 * By its text alone: to parse 8 MiB of what somebody made up (empty objects, as many keys) takes forty times as long and more
 * (2026-11). Within a value quotes have an escape before them, so that no value names a portal. A key with escapes of its own is
 * not found.
 */
export function namedAccounts(body: Buffer): readonly string[] | null {
  const named: string[] = [];
  for (const [, id = ''] of body.toString('latin1').matchAll(/"portalId"\s*:\s*"?(\d{1,19})/g)) {
    if (named.length === eventsPerRequest) return null;
    named.push(id);
  }
  return named;
}

/** Never throws, whatever the bytes are. One event that cannot be read refuses them all; an unknown one does not. */
export function readEvents(body: Buffer): EventsRead {
  const values = parse(body);
  if (values === undefined) return refused('not-json', 'The body is no JSON.');
  if (!Array.isArray(values)) return refused('not-an-array', 'The body is no array of events.');
  if (values.length > eventsPerRequest) {
    const counted = `The body holds ${values.length} events; at most ${eventsPerRequest} are taken at once.`;
    return refused('too-many', counted);
  }
  const events: RemoteEvent[] = [];
  for (const [index, value] of (values as readonly unknown[]).entries()) {
    const event = readEvent(value);
    if (typeof event === 'string') return refused('malformed-event', `The event at index ${index} ${event}.`);
    events.push(event);
  }
  return { ok: true, events };
}

function refused(problem: Extract<EventsRead, { readonly ok: false }>['problem'], message: string): EventsRead {
  return { ok: false, problem, message };
}

/**
 * `undefined` when it is no JSON. Bytes that are no UTF-8 are replaced, not refused: they can only stand in texts that
 * nobody reads, and refusing would lose what the other events tell.
 */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** The event, or what is wrong with it. */
function readEvent(value: unknown): RemoteEvent | string {
  const json = asJson(value);
  if (json === null) return 'is no object';
  const accountId = readId(json['portalId']);
  if (accountId === null) return 'has no id in "portalId"';
  const appId = isAbsent(json['appId']) ? null : readId(json['appId']);
  if (appId === null && !isAbsent(json['appId'])) return 'has no id in "appId"';

  const { kind, mentions } = meaningOf(json);
  const records: RemoteEvent['records'][number][] = [];
  for (const { object, key, value: given } of mentions) {
    const id = readId(given);
    if (id === null) return `has no id in "${key}"`;
    records.push({ object, id });
  }
  return {
    accountId,
    kind,
    records: records.length > 1 ? distinct(records) : records,
    occurredAt: readTime(json['occurredAt']),
    // Recorded 2025-03: the app's own write has the app's id for a source, as text.
    isOurs: appId !== null && json['changeSource'] === 'INTEGRATION' && json['sourceId'] === appId,
  };
}

const distinct = (records: RemoteEvent['records']): RemoteEvent['records'] => [
  ...new Map(records.map((record) => [`${record.object}/${record.id}`, record])).values(),
];

const kinds = [
  ['propertyChange', 'changed'],
  ['creation', 'created'],
  ['deletion', 'deleted'],
  ['privacyDeletion', 'privacyDeleted'],
  ['restore', 'restored'],
  ['merge', 'merged'],
] as const;

/** Maps, because a plain object would know `constructor` as well. Keys: what stands in an event. */
const byPrefix = new Map<unknown, WebhookObject>([
  ['contact', 'contacts'],
  ['company', 'companies'],
  ['deal', 'deals'],
  ['line_item', 'line_items'],
]);
const byTypeId = new Map<unknown, WebhookObject>([
  ['0-1', 'contacts'],
  ['0-2', 'companies'],
  ['0-3', 'deals'],
  ['0-8', 'line_items'],
]);

/** What an event is about by its type alone: `object` is null in the newer, generic types, which name it by `objectTypeId`. */
interface TypeMeaning {
  readonly kind: RemoteEvent['kind'];
  readonly object: WebhookObject | null;
}

/** By whole types (`contact.propertyChange`): a delivery has a hundred events, nearly all of one type. */
const byType = new Map<unknown, TypeMeaning>(
  [...byPrefix, ['object', null] as const].flatMap(([prefix, object]) =>
    kinds.map(([change, kind]) => [`${String(prefix)}.${change}`, { kind, object }] as const),
  ),
);

/** Of any two objects, one of which may be unknown here. */
const association = /^[^.]*\.associationChange$/;

/** A place where the event names a record: its value may turn out to be no id. */
interface Mention {
  readonly object: WebhookObject;
  readonly key: string;
  readonly value: unknown;
}

interface Meaning {
  readonly kind: RemoteEvent['kind'];
  readonly mentions: readonly Mention[];
}

const nothing: Meaning = { kind: 'unknown', mentions: [] };

/** HubSpot's tables call the type `eventType`, its samples and real traffic `subscriptionType` (recorded 2026-01). */
function meaningOf(json: Json): Meaning {
  const { subscriptionType, eventType, objectTypeId, objectId } = json;
  const type = typeof subscriptionType === 'string' ? subscriptionType : eventType;
  const meaning = byType.get(type);
  if (meaning === undefined) return typeof type === 'string' && association.test(type) ? associated(json) : nothing;
  const object = meaning.object ?? byTypeId.get(objectTypeId);
  if (object === undefined) return nothing;
  const { kind } = meaning;
  return { kind, mentions: kind === 'merged' ? merged(json, object) : [{ object, key: 'objectId', value: objectId }] };
}

/** The record that is there afterwards has an id of its own since 2025-01; older merges kept the primary's. */
function merged(json: Json, object: WebhookObject): readonly Mention[] {
  const { primaryObjectId, mergedObjectIds, newObjectId } = json;
  const losers: readonly unknown[] = Array.isArray(mergedObjectIds) ? mergedObjectIds : [mergedObjectIds];
  return [
    { object, key: 'primaryObjectId', value: primaryObjectId },
    ...losers.map((value) => ({ object, key: 'mergedObjectIds', value })),
    ...(isAbsent(newObjectId) ? [] : [{ object, key: 'newObjectId', value: newObjectId }]),
  ];
}

/** Both ends; one of an object that we do not know is left out. */
function associated(json: Json): Meaning {
  const [from, to] = endsOf(json['associationType']);
  const ends = [
    { object: byTypeId.get(json['fromObjectTypeId']) ?? from, key: 'fromObjectId' },
    { object: byTypeId.get(json['toObjectTypeId']) ?? to, key: 'toObjectId' },
  ];
  const mentions = ends.flatMap(({ object, key }) => (object === undefined ? [] : [{ object, key, value: json[key] }]));
  return mentions.length === 0 ? nothing : { kind: 'associated', mentions };
}

/** `CONTACT_TO_COMPANY`, `LINE_ITEM_TO_DEAL` */
function endsOf(associationType: unknown): readonly (WebhookObject | undefined)[] {
  if (typeof associationType !== 'string') return [];
  const ends = associationType.toLowerCase().split('_to_', 3);
  return ends.length === 2 ? ends.map((end) => byPrefix.get(end)) : [];
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/**
 * Ids are numbers in events and texts elsewhere. A number beyond 2^53 was rounded when it was parsed and would name
 * another record.
 */
function readId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null;
  return typeof value === 'string' && /^[1-9]\d{0,18}$/.test(value) ? value : null;
}

function readTime(value: unknown): Date | null {
  const time = new Date(typeof value === 'number' ? value : NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}
