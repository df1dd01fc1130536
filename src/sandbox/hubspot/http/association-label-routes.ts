/** The types of associations between two objects: HubSpot's own, and labels that the portal makes (HubSpot docs 2026-03). */
import type { AssociationType } from '../portal/association-types';
import { hubspotTypes } from '../portal/association-types';
import type { Mutation } from '../portal/mutations';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { Refused, invalid } from '../portal/refusal';
import { labelView } from './association-routes';
import { asObject, asText, optionalNumber, optionalText, unreadable } from './body';
import { appSource } from './object-routes';
import type { Answer, Call, Route } from './route';
import { objectTypeOf } from './route';

/** Each direction counts (unverified; HubSpot's knowledge base names 50 for each pair of objects). */
const LABELS_MAX = 50;

export function associationLabelRoutes(portal: Portal): Route[] {
  const path = '/crm/v4/associations/:objectType/:toObjectType/labels';
  return [
    { method: 'GET', path, handle: (call) => list(portal, call) },
    { method: 'POST', path, handle: (call) => create(portal, call) },
    { method: 'PUT', path, handle: (call) => rename(portal, call) },
    { method: 'DELETE', path: `${path}/:associationTypeId`, handle: (call) => remove(portal, call) },
  ];
}

function list(portal: Portal, call: Call): Answer {
  const { from, to } = pairOf(call);
  return { status: 200, body: { results: portal.associationTypes.between(from.id, to.id).map(labelView) } };
}

/**
 * Makes both directions at once and answers both. With `inverseLabel` the other direction has a text of its own; within
 * one object type a label without it reads the same both ways and is one type.
 */
function create(portal: Portal, call: Call): Answer {
  const { from, to } = pairOf(call);
  const body = asObject(call.body, 'PublicAssociationDefinitionCreateRequest');
  const label = asText(body.label, 'label');
  const name = asText(body.name, 'name');
  const inverse = optionalText(body.inverseLabel, 'inverseLabel');
  requireRoom(portal, { from, to }, [name, label]);

  const typeId = portal.associationTypes.upcomingTypeId;
  const symmetric = from === to && inverse === undefined;
  const reverseId = symmetric ? typeId : typeId + 1;
  const forth = made({ typeId, from, to, label, reverseId, name });
  const back = made({ typeId: reverseId, from: to, to: from, label: inverse ?? label, reverseId: typeId, name });
  const labels = symmetric ? [forth] : [forth, back];
  portal.commit(
    appSource(portal),
    labels.map((each): Mutation => ({ kind: 'label', label: each })),
  );
  return { status: 200, body: { results: labels.map(labelView) } };
}

interface Made {
  readonly typeId: number;
  readonly from: ObjectType;
  readonly to: ObjectType;
  readonly label: string;
  readonly reverseId: number;
  readonly name: string;
}

function made({ typeId, from, to, label, reverseId, name }: Made): AssociationType {
  return {
    id: -typeId,
    category: 'USER_DEFINED',
    typeId,
    from: from.id,
    to: to.id,
    label,
    reverse: -reverseId,
    primary: false,
    name,
  };
}

/** Texts and codes of these refusals are unverified. */
function requireRoom(portal: Portal, { from, to }: Pair, [name, label]: readonly [string, string]): void {
  if (hubspotTypes(from.id, to.id).length === 0) throw invalid(`${from.plural} and ${to.plural} cannot be associated`);
  if (name === '' || label === '') throw invalid('label and name must not be blank');
  const existing = portal.associationTypes.between(from.id, to.id);
  if (existing.some((type) => type.name === name || type.label === label)) {
    throw new Refused({ kind: 'exists', message: `Association label '${label}' already exists`, name });
  }
  const own = existing.filter((type) => type.category === 'USER_DEFINED');
  if (own.length >= LABELS_MAX) throw invalid(`At most ${LABELS_MAX} association labels between two objects`);
}

function rename(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'PublicAssociationDefinitionUpdateRequest');
  const typeId = optionalNumber(body.associationTypeId, 'associationTypeId');
  if (typeId === undefined) throw unreadable('Missing required creator property `associationTypeId`');
  const type = requireLabel(portal, call, typeId);
  const label = asText(body.label, 'label');
  const inverse = optionalText(body.inverseLabel, 'inverseLabel');
  const back = portal.associationTypes.find(type.reverse);
  const mutations: Mutation[] = [{ kind: 'label', label: { ...type, label } }];
  if (back !== undefined && back.id !== type.id) {
    // A label that read the same both ways goes on doing so.
    const backLabel = inverse ?? (back.label === type.label ? label : back.label);
    mutations.push({ kind: 'label', label: { ...back, label: backLabel } });
  }
  portal.commit(appSource(portal), mutations);
  return { status: 204 };
}

/** Both directions go. Pairs that have the label lose it and stay associated (unverified). */
function remove(portal: Portal, call: Call): Answer {
  const type = requireLabel(portal, call, Number(call.params.associationTypeId));
  const ids = [...new Set([type.id, type.reverse])];
  portal.commit(
    appSource(portal),
    ids.map((id): Mutation => ({ kind: 'unlabel', id })),
  );
  return { status: 204 };
}

function requireLabel(portal: Portal, call: Call, typeId: number): AssociationType {
  const { from, to } = pairOf(call);
  const type = portal.associationTypes.named('USER_DEFINED', typeId);
  if (type?.from === from.id && type.to === to.id) return type;
  throw new Refused({
    kind: 'notFound',
    message: `No association label ${typeId} from ${from.plural} to ${to.plural}`,
  });
}

interface Pair {
  readonly from: ObjectType;
  readonly to: ObjectType;
}

function pairOf(call: Call): Pair {
  return { from: objectTypeOf(call), to: objectTypeOf(call, 'toObjectType') };
}
