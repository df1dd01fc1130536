/** Judges associations before they are made: do the records exist, is the type one of this direction. */
import { defaultType } from './association-types';
import type { Link } from './association-store';
import type { Mutation } from './mutations';
import type { ObjectTypeId } from './object-types';
import { objectType } from './object-types';
import type { Portal } from './portal';
import type { Refusal } from './refusal';

/** An association asked for together with a new record; the type ids say which object `toId` is. */
export interface LinkRequest {
  readonly toId: string;
  readonly types: readonly number[];
}

/** No mutation where the pair is as it was asked for. */
export type PlannedLink = { readonly mutations: readonly Mutation[] } | { readonly refusal: Refusal };

/** `types` replaces what the pair has; `default` adds the unlabelled type to it. */
export function planLink(portal: Portal, link: Link, types: readonly number[] | 'default'): PlannedLink {
  const refusal =
    idRefusal(portal, link.from, link.fromId) ??
    idRefusal(portal, link.to, link.toId) ??
    (link.from === link.to && link.fromId === link.toId ? selfRefusal(link.fromId) : undefined);
  return refusal === undefined ? planTypes(portal, link, types) : { refusal };
}

/** The links of a record that is being created as `fromId`. */
export function plannedLinks(
  portal: Portal,
  from: ObjectTypeId,
  fromId: string,
  requests: readonly LinkRequest[],
): PlannedLink[] {
  return requests.map(({ toId, types }) => {
    const to = portal.associationTypes.find(types[0] ?? 0)?.to;
    if (to === undefined) return { refusal: typeRefusal(types) };
    const refusal = idRefusal(portal, to, toId);
    return refusal === undefined ? planTypes(portal, { from, fromId, to, toId }, types) : { refusal };
  });
}

/** Gives the pair these types, and takes the primary flag from the pair that had it; none parts the pair. */
export function linkMutations(portal: Portal, link: Link, types: readonly number[]): Mutation[] {
  const { associations } = portal;
  const complete = associations.complete(link, types);
  const before = associations.typesOf(link);
  if (complete.length === before.length && complete.every((id) => before.includes(id))) return [];
  const demoted = associations.rivals(link, complete).map(({ types: left, ...rival }): Mutation => {
    return { kind: 'link', link: rival, types: left };
  });
  return [...demoted, { kind: 'link', link, types: complete }];
}

function planTypes(portal: Portal, link: Link, types: readonly number[] | 'default'): PlannedLink {
  const unlabelled = defaultType(link.from, link.to);
  if (types === 'default') {
    if (unlabelled === undefined) return { refusal: typeRefusal([]) };
    const all = [...portal.associations.typesOf(link), unlabelled.id];
    return { mutations: linkMutations(portal, link, all) };
  }
  const fits = (id: number): boolean => {
    const type = portal.associationTypes.find(id);
    return type?.from === link.from && type.to === link.to;
  };
  if (types.length === 0 || !types.every(fits)) return { refusal: typeRefusal(types.map(Math.abs)) };
  return { mutations: linkMutations(portal, link, types) };
}

export function malformedId(id: string): Refusal | undefined {
  if (/^\d+$/.test(id)) return undefined;
  const subCategory = 'crm.associations.INVALID_IDENTIFIER';
  return { kind: 'invalid', message: `${id} is not a valid ID`, subCategory, context: { id: [id] } };
}

function idRefusal(portal: Portal, type: ObjectTypeId, id: string): Refusal | undefined {
  const malformed = malformedId(id);
  if (malformed !== undefined) return malformed;
  if (portal.records(type).findLive(id) !== undefined) return undefined;
  const { constant } = objectType(type);
  // As in hubspot-api-nodejs issue 646.
  return {
    kind: 'invalid',
    message: 'One or more associations are invalid',
    context: { INVALID_OBJECT_IDS: [`${constant}=${id} is not valid`], objectId: [id], objectType: [constant] },
  };
}

function selfRefusal(id: string): Refusal {
  return { kind: 'invalid', message: `Object ${id} cannot be associated to itself (${id})` };
}

/** The text is unverified. */
function typeRefusal(types: readonly number[]): Refusal {
  return { kind: 'invalid', message: `Association type ids [${types.join(', ')}] are not valid between these objects` };
}
