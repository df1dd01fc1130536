/**
 * Associations many at a time: every row has its own verdict, trace ids play no part. A row that cannot be read, or that
 * names a type which does not exist, refuses the whole call (unverified), so all are read before one is written.
 */
import type { Link } from '../portal/association-store';
import { linkMutations, malformedId, planLink } from '../portal/link-rules';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { asTypeIds } from './association-body';
import { defaultView, pairView, targetsPage } from './association-routes';
import type { Json } from './body';
import { asArray, asInputs, asObject, asText, optionalText } from './body';
import { appSource } from './object-routes';
import { problemItem } from './problems';
import { batchAnswer } from './record-view';
import type { Answer, Call, Route } from './route';
import { objectTypeOf } from './route';

/** HubSpot docs 2026-03. */
const WRITE_MAX = 2_000;
const READ_MAX = 1_000;
const TARGETS_PER_INPUT = 500;

export function associationBatchRoutes(portal: Portal): Route[] {
  const batch = (path: string, handle: Route['handle']): Route => ({
    method: 'POST',
    path: `/crm/v4/associations/:objectType/:toObjectType/batch/${path}`,
    limit: 'associations',
    handle,
  });
  return [
    batch('create', (call) => createBatch(portal, call, 'labelled')),
    batch('associate/default', (call) => createBatch(portal, call, 'default')),
    batch('read', (call) => readBatch(portal, call)),
    batch('archive', (call) => archiveBatch(portal, call)),
    batch('labels/archive', (call) => archiveLabels(portal, call)),
  ];
}

function createBatch(portal: Portal, call: Call, mode: 'labelled' | 'default'): Answer {
  const startedMs = portal.clock.now();
  const types = typesOf(call);
  const rows = asInputs(call.body, WRITE_MAX).map((input) => {
    return { link: linkOf(types, input), wanted: mode === 'default' ? mode : asTypeIds(portal, input.types) };
  });
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const { link, wanted } of rows) {
    const planned = planLink(portal, link, wanted);
    if ('refusal' in planned) {
      errors.push(problemItem(planned.refusal, {}, portal.portalId));
      continue;
    }
    portal.commit(appSource(portal), planned.mutations);
    results.push(mode === 'default' ? defaultView(link) : pairView(portal, link));
  }
  const tally = { failed: errors.length };
  const answer = batchAnswer(portal, startedMs, mode === 'default' ? 200 : 201, { results, errors, tally });
  // The client takes nothing but 200 for default associations: errors stand beside the results.
  return mode === 'default' ? { ...answer, status: 200 } : answer;
}

function readBatch(portal: Portal, call: Call): Answer {
  const startedMs = portal.clock.now();
  const { from, to } = typesOf(call);
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const input of asInputs(call.body, READ_MAX)) {
    const id = asText(input.id, 'id');
    const after = optionalText(input.after, 'after');
    const page = targetsPage(portal, { from, id, to, after, limit: TARGETS_PER_INPUT });
    const paging = page.next === undefined ? {} : { paging: { next: { after: page.next } } };
    const badId = malformedId(id);
    if (badId !== undefined) errors.push(problemItem(badId, {}, portal.portalId));
    else if (page.results.length === 0) errors.push(noneItem(from, id, to));
    else results.push({ from: { id }, to: page.results, ...paging });
  }
  return batchAnswer(portal, startedMs, 200, { results, errors, tally: { read: results.length } });
}

/** A record without associations is an error to HubSpot, not an empty list. */
function noneItem(from: ObjectType, id: string, to: ObjectType): unknown {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] },
  };
}

/** Here `to` is a list. Pairs that are not associated are passed over. */
function archiveBatch(portal: Portal, call: Call): Answer {
  const { from, to } = typesOf(call);
  const links = asInputs(call.body, WRITE_MAX).flatMap((input): Link[] => {
    const fromId = asId(input.from);
    const targets = asArray(input.to, 'java.util.ArrayList');
    return targets.map((target) => ({ from: from.id, fromId, to: to.id, toId: asId(target) }));
  });
  for (const link of links) retype(portal, link, () => []);
  return { status: 204 };
}

/** Without its unlabelled type a pair is no pair: all its labels go. */
function archiveLabels(portal: Portal, call: Call): Answer {
  const types = typesOf(call);
  const rows = asInputs(call.body, WRITE_MAX).map((input) => {
    return { link: linkOf(types, input), gone: asTypeIds(portal, input.types) };
  });
  for (const { link, gone } of rows) {
    const all = gone.some((id) => portal.associationTypes.find(id)?.label === null);
    retype(portal, link, (ids) => (all ? [] : ids.filter((id) => !gone.includes(id))));
  }
  return { status: 204 };
}

function retype(portal: Portal, link: Link, change: (types: readonly number[]) => readonly number[]): void {
  const before = portal.associations.typesOf(link);
  const types = change(before);
  if (types.length < before.length) portal.commit(appSource(portal), linkMutations(portal, link, types));
}

interface Types {
  readonly from: ObjectType;
  readonly to: ObjectType;
}

function typesOf(call: Call): Types {
  return { from: objectTypeOf(call), to: objectTypeOf(call, 'toObjectType') };
}

function linkOf({ from, to }: Types, input: Json): Link {
  return { from: from.id, fromId: asId(input.from), to: to.id, toId: asId(input.to) };
}

function asId(end: unknown): string {
  return asText(asObject(end, 'PublicObjectId').id, 'id');
}
