/** The stages of a pipeline, one at a time (HubSpot docs 2026-03). */
import { blankStage, refuseStagesInUse, stageFrom } from '../portal/pipeline-rules';
import type { PipelineStage } from '../portal/pipelines';
import type { Portal } from '../portal/portal';
import { Refused, invalid } from '../portal/refusal';
import { inOrder, stageDraft, stageView } from './pipeline-body';
import { findPipeline, mustBeUnused, putPipeline } from './pipeline-routes';
import type { Answer, Call, Route } from './route';
import { objectTypeOf } from './route';

export function pipelineStageRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/pipelines/:objectType/:id/stages';
  const one = `${path}/:stageId`;
  return [
    { method: 'GET', path, handle: (call) => list(portal, call) },
    { method: 'POST', path, handle: (call) => create(portal, call) },
    { method: 'GET', path: one, handle: (call) => ({ status: 200, body: stageView(find(portal, call)) }) },
    { method: 'PATCH', path: one, handle: (call) => change(portal, call, find(portal, call)) },
    { method: 'PUT', path: one, handle: (call) => change(portal, call, replaced(find(portal, call))) },
    { method: 'DELETE', path: one, handle: (call) => archive(portal, call) },
  ];
}

function list(portal: Portal, call: Call): Answer {
  return { status: 200, body: { results: inOrder(findPipeline(portal, call).stages).map(stageView) } };
}

function create(portal: Portal, call: Call): Answer {
  const pipeline = findPipeline(portal, call);
  const now = portal.clock.now();
  const stage = stageFrom(objectTypeOf(call), blankStage(now), stageDraft(call.body), now);
  putStages(portal, call, [...pipeline.stages, stage]);
  return { status: 201, body: stageView(stage) };
}

function change(portal: Portal, call: Call, before: PipelineStage): Answer {
  const stage = stageFrom(objectTypeOf(call), before, stageDraft(call.body), portal.clock.now());
  const { stages } = findPipeline(portal, call);
  putStages(
    portal,
    call,
    stages.map((each) => (each.id === stage.id ? stage : each)),
  );
  return { status: 200, body: stageView(stage) };
}

/** What a PUT leaves of a stage: all else must be given anew. */
function replaced({ id, createdAt }: PipelineStage): PipelineStage {
  return blankStage(createdAt, id);
}

/** Records keep the id of the stage. The last stage stays (unverified). */
function archive(portal: Portal, call: Call): Answer {
  const gone = find(portal, call);
  const left = findPipeline(portal, call).stages.filter((stage) => stage.id !== gone.id);
  if (left.length === 0) throw invalid('The last stage of a pipeline cannot be deleted');
  if (mustBeUnused(call)) refuseStagesInUse(portal, objectTypeOf(call), [gone]);
  putStages(portal, call, left);
  return { status: 204 };
}

function putStages(portal: Portal, call: Call, stages: readonly PipelineStage[]): void {
  const pipeline = { ...findPipeline(portal, call), stages, updatedAt: portal.clock.now() };
  putPipeline(portal, objectTypeOf(call), pipeline);
}

function find(portal: Portal, call: Call): PipelineStage {
  const stage = findPipeline(portal, call).stages.find(({ id }) => id === call.params.stageId);
  if (stage === undefined) throw new Refused({ kind: 'notFound', category: 'OBJECT_NOT_FOUND' });
  return stage;
}
