/** Pipelines (HubSpot docs 2026-03). Their stages one at a time: `pipeline-stage-routes.ts`. */
import type { ObjectType } from '../portal/object-types';
import { blankStage, checkPipeline, numericId, refuseStagesInUse, stageFrom } from '../portal/pipeline-rules';
import type { Pipeline, PipelineStage } from '../portal/pipelines';
import type { Portal } from '../portal/portal';
import { Refused, invalid } from '../portal/refusal';
import type { Json } from './body';
import { asArray, asObject, asText, optionalNumber, optionalText, unreadable } from './body';
import { appSource } from './object-routes';
import { pipelineView, stageDraft } from './pipeline-body';
import type { Answer, Call, Route } from './route';
import { objectTypeOf, queryFlag } from './route';

export function pipelineRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/pipelines/:objectType';
  return [
    { method: 'GET', path, handle: (call) => list(portal, call) },
    { method: 'POST', path, handle: (call) => create(portal, call) },
    {
      method: 'GET',
      path: `${path}/:id`,
      handle: (call) => ({ status: 200, body: pipelineView(findPipeline(portal, call)) }),
    },
    { method: 'PATCH', path: `${path}/:id`, handle: (call) => update(portal, call) },
    { method: 'PUT', path: `${path}/:id`, handle: (call) => replace(portal, call) },
    { method: 'DELETE', path: `${path}/:id`, handle: (call) => archive(portal, call) },
  ];
}

export function findPipeline(portal: Portal, call: Call): Pipeline {
  const pipeline = portal.pipelines.find(objectTypeOf(call).id, call.params.id ?? '');
  if (pipeline === undefined) throw new Refused({ kind: 'notFound', category: 'OBJECT_NOT_FOUND' });
  return pipeline;
}

/** Throws `Refused` unless the pipeline may be as it is. */
export function putPipeline(portal: Portal, type: ObjectType, pipeline: Pipeline): void {
  portal.commit(appSource(portal), [
    { kind: 'pipeline', object: type.id, pipeline: checkPipeline(portal, type, pipeline) },
  ]);
}

/** Either flag, both false unless given: what is in use is not deleted (HubSpot docs 2026-03). */
export function mustBeUnused(call: Call): boolean {
  return queryFlag(call, 'validateReferencesBeforeDelete') || queryFlag(call, 'validateDealStageUsagesBeforeDelete');
}

function list(portal: Portal, call: Call): Answer {
  return { status: 200, body: { results: portal.pipelines.list(objectTypeOf(call).id).map(pipelineView) } };
}

function create(portal: Portal, call: Call): Answer {
  const now = portal.clock.now();
  const type = objectTypeOf(call);
  const body = asInput(call);
  const pipeline = { id: numericId(), ...body, stages: stagesFrom(type, [], body.stages, now) };
  return put(portal, type, { ...pipeline, createdAt: now, updatedAt: now }, 201);
}

function update(portal: Portal, call: Call): Answer {
  const before = findPipeline(portal, call);
  const body = asObject(call.body, 'PipelinePatchInput');
  const label = optionalText(body.label, 'label') ?? before.label;
  const displayOrder = optionalNumber(body.displayOrder, 'displayOrder') ?? before.displayOrder;
  const updatedAt = portal.clock.now();
  return put(portal, objectTypeOf(call), { ...before, label, displayOrder, updatedAt }, 200);
}

/** All stages are replaced: one that names its `stageId` stays itself, the others are new. */
function replace(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const before = findPipeline(portal, call);
  const body = asInput(call);
  const updatedAt = portal.clock.now();
  const stages = stagesFrom(type, before.stages, body.stages, updatedAt);
  const kept = new Set(stages.map((stage) => stage.id));
  if (mustBeUnused(call)) {
    const gone = before.stages.filter((stage) => !kept.has(stage.id));
    refuseStagesInUse(portal, type, gone);
  }
  return put(portal, type, { ...before, ...body, stages, updatedAt }, 200);
}

/** Records keep the ids of what is gone. The last pipeline stays (unverified). */
function archive(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const before = findPipeline(portal, call);
  if (portal.pipelines.list(type.id).length === 1) throw invalid('The last pipeline cannot be deleted');
  if (mustBeUnused(call)) refuseStagesInUse(portal, type, before.stages);
  putPipeline(portal, type, { ...before, archivedAt: portal.clock.now() });
  return { status: 204 };
}

function asInput(call: Call): { readonly label: string; readonly displayOrder: number; readonly stages: Json[] } {
  const body = asObject(call.body, 'PipelineInput');
  const displayOrder = optionalNumber(body.displayOrder, 'displayOrder') ?? 0;
  const label = asText(body.label, 'label');
  if (label === '') throw unreadable('Missing required creator property `label`');
  const stages = asArray(body.stages, 'stages').map((stage) => asObject(stage, 'PipelineStageInput'));
  return { label, displayOrder, stages };
}

function stagesFrom(
  type: ObjectType,
  before: readonly PipelineStage[],
  given: readonly Json[],
  now: number,
): PipelineStage[] {
  return given.map((value, index) => {
    const draft = stageDraft(value);
    const known = before.find((stage) => stage.id === draft.id) ?? blankStage(now);
    return stageFrom(type, known, { ...draft, displayOrder: draft.displayOrder ?? index }, now);
  });
}

function put(portal: Portal, type: ObjectType, pipeline: Pipeline, status: number): Answer {
  putPipeline(portal, type, pipeline);
  return { status, body: pipelineView(pipeline) };
}
