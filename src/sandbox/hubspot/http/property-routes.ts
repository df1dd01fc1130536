/** Property definitions (HubSpot docs 2026-03; error codes as seen in recorded answers). Groups are beside. */
import type { Mutation } from '../portal/mutations';
import { archiveProperty, createProperties, createProperty, isPurged, updateProperty } from '../portal/property-rules';
import type { PropertyDefinition } from '../portal/property-definition';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { Refused } from '../portal/refusal';
import { asInputs, asObject, asText, optionalBoolean } from './body';
import { appSource } from './object-routes';
import { propertyDraft } from './property-body';
import { batchAnswer } from './record-view';
import type { Answer, Call, Route } from './route';
import { objectTypeOf, queryFlag } from './route';

/** HubSpot docs 2026-03. */
const BATCH_MAX = 100;

export function propertyRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/properties/:objectType';
  return [
    { method: 'GET', path, handle: (call) => list(portal, call) },
    { method: 'POST', path, handle: (call) => create(portal, call) },
    { method: 'GET', path: `${path}/:name`, handle: (call) => read(portal, call) },
    { method: 'PATCH', path: `${path}/:name`, handle: (call) => update(portal, call) },
    { method: 'DELETE', path: `${path}/:name`, handle: (call) => archive(portal, call) },
    { method: 'POST', path: `${path}/batch/create`, handle: (call) => createBatch(portal, call) },
    { method: 'POST', path: `${path}/batch/read`, handle: (call) => readBatch(portal, call) },
    { method: 'POST', path: `${path}/batch/archive`, handle: (call) => archiveBatch(portal, call) },
  ];
}

function list(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const archived = queryFlag(call, 'archived');
  const properties = portal.catalog.list(type.id).filter((property) => isHere(portal, property, archived));
  return { status: 200, body: { results: properties.map(propertyView) } };
}

function create(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const outcome = createProperty(portal, type, propertyDraft(call.body));
  if ('refusal' in outcome) throw new Refused(outcome.refusal);
  portal.commit(appSource(portal), [outcome.mutation]);
  return { status: 201, body: propertyView(outcome.property) };
}

function read(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  return { status: 200, body: propertyView(find(portal, type, call.params.name ?? '', queryFlag(call, 'archived'))) };
}

function update(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const property = find(portal, type, call.params.name ?? '', false);
  const outcome = updateProperty(portal, type, property, propertyDraft(call.body));
  if ('refusal' in outcome) throw new Refused(outcome.refusal);
  portal.commit(appSource(portal), [outcome.mutation]);
  return { status: 200, body: propertyView(outcome.property) };
}

function archive(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const outcome = archiveProperty(portal, type, find(portal, type, call.params.name ?? '', false));
  if ('refusal' in outcome) throw new Refused(outcome.refusal);
  portal.commit(appSource(portal), [outcome.mutation]);
  return { status: 204 };
}

function createBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const type = objectTypeOf(call);
  const outcomes = createProperties(portal, type, asInputs(call.body, BATCH_MAX).map(propertyDraft));
  const mutations: Mutation[] = [];
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const outcome of outcomes) {
    if ('property' in outcome) {
      mutations.push(outcome.mutation);
      results.push(propertyView(outcome.property));
    } else if (outcome.refusal.kind === 'exists') {
      errors.push(existsItem(outcome.refusal.message, outcome.refusal.name));
    } else {
      throw new Refused(outcome.refusal);
    }
  }
  portal.commit(appSource(portal), mutations);
  return batchAnswer(portal, startedMs, 201, { results, errors, tally: {} });
}

function existsItem(message: string, name: string): unknown {
  return {
    status: 'error',
    category: 'OBJECT_ALREADY_EXISTS',
    subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    message,
    context: { name: [name] },
  };
}

function readBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const type = objectTypeOf(call);
  const archived = optionalBoolean(asObject(call.body, 'batch').archived, 'archived') ?? false;
  const names = asInputs(call.body, BATCH_MAX).map((input) => asText(input.name, 'name'));
  const properties = names.map((name) => ({ name, property: portal.catalog.findAny(type.id, name) }));
  const here = properties.flatMap(({ property }) =>
    property !== undefined && isHere(portal, property, archived) ? [property] : [],
  );
  const found = new Set(here.map((property) => property.name));
  const missing = names.filter((name) => !found.has(name));
  const message = 'Some properties do not exist.';
  const item = { status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { name: missing } };
  const errors = missing.length === 0 ? [] : [item];
  return batchAnswer(portal, startedMs, 200, { results: here.map(propertyView), errors, tally: {} });
}

/** All or none; names that are not there are passed over (unverified). */
function archiveBatch(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const names = new Set(asInputs(call.body, BATCH_MAX).map((input) => asText(input.name, 'name')));
  const mutations = [...names].flatMap((name): Mutation[] => {
    const property = portal.catalog.find(type.id, name);
    if (property === undefined) return [];
    const outcome = archiveProperty(portal, type, property);
    if ('refusal' in outcome) throw new Refused(outcome.refusal);
    return [outcome.mutation];
  });
  portal.commit(appSource(portal), mutations);
  return { status: 204 };
}

function find(portal: Portal, type: ObjectType, name: string, archived: boolean): PropertyDefinition {
  const property = portal.catalog.findAny(type.id, name);
  if (property !== undefined && isHere(portal, property, archived)) return property;
  const message = `The property named '${name}' does not exist.`;
  throw new Refused({ kind: 'notFound', message, category: 'OBJECT_NOT_FOUND' });
}

function isHere(portal: Portal, property: PropertyDefinition, archived: boolean): boolean {
  return (property.archivedAt !== null) === archived && !isPurged(property, portal.clock.now());
}

export function propertyView(property: PropertyDefinition): unknown {
  const { readOnly, createdAt, updatedAt, archivedAt, hubspotDefined, inUse, ...shown } = property;
  return {
    ...shown,
    required: undefined,
    calculated: readOnly,
    archived: archivedAt !== null,
    ...(archivedAt === null ? {} : { archivedAt: new Date(archivedAt).toISOString() }),
    ...(hubspotDefined ? { hubspotDefined } : {}),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    modificationMetadata: {
      archivable: !hubspotDefined && inUse !== true,
      readOnlyDefinition: hubspotDefined,
      readOnlyValue: readOnly,
      ...(property.options.length > 0 ? { readOnlyOptions: hubspotDefined } : {}),
    },
    dataSensitivity: 'non_sensitive',
  };
}
