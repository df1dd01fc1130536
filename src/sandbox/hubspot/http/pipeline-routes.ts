/** Pipelines: reading, and as much changing as setting one up for a test takes. */
import { randomInt } from 'node:crypto';
import type { ObjectType } from '../portal/object-types';
import type { Pipeline, PipelineStage } from '../portal/pipelines';
import type { Portal } from '../portal/portal';
import { Refused, invalid } from '../portal/refusal';
import { asObject, asText, optionalArray, optionalNumber, optionalText } from './body';
import { appSource } from './object-routes';
import type { Answer, Call, Route } from './route';
import { objectTypeOf } from './route';

export function pipelineRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/pipelines/:objectType';
  return [
    {
      method: 'GET',
      path,
      handle: (call) => ({
        status: 200,
        body: { results: portal.pipelines.list(objectTypeOf(call).id).map(pipelineView) },
      }),
    },
    { method: 'POST', path, handle: (call) => create(portal, call) },
    {
      method: 'GET',
      path: `${path}/:id`,
      handle: (call) => ({ status: 200, body: pipelineView(find(portal, objectTypeOf(call), call)) }),
    },
    { method: 'PATCH', path: `${path}/:id`, handle: (call) => update(portal, call) },
    {
      method: 'GET',
      path: `${path}/:id/stages`,
      handle: (call) => ({
        status: 200,
        body: { results: find(portal, objectTypeOf(call), call).stages.map(stageView) },
      }),
    },
  ];
}

/** New pipelines and stages get numbers for ids; the client drops ids of the caller's choice (HubSpot docs 2026-03). */
function create(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const body = asObject(call.body, 'PipelineInput');
  const now = portal.clock.now();
  const stages = optionalArray(body.stages, 'stages').map((stage, index) => asStage(stage, index, now));
  const pipeline: Pipeline = {
    id: newId(),
    label: asText(body.label, 'label'),
    displayOrder: optionalNumber(body.displayOrder, 'displayOrder') ?? 0,
    stages,
    createdAt: now,
    updatedAt: now,
  };
  return put(portal, type, pipeline, 201);
}

function update(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const before = find(portal, type, call);
  const body = asObject(call.body, 'PipelinePatchInput');
  const label = optionalText(body.label, 'label') ?? before.label;
  const displayOrder = optionalNumber(body.displayOrder, 'displayOrder') ?? before.displayOrder;
  return put(portal, type, { ...before, label, displayOrder, updatedAt: portal.clock.now() }, 200);
}

function asStage(value: unknown, index: number, now: number): PipelineStage {
  const stage = asObject(value, 'PipelineStageInput');
  const metadata = asObject(stage.metadata ?? {}, 'metadata');
  const probability = optionalText(metadata.probability, 'probability');
  if (probability === undefined || !(Number(probability) >= 0 && Number(probability) <= 1)) {
    throw invalid('A stage needs metadata.probability between 0.0 and 1.0');
  }
  return {
    id: newId(),
    label: asText(stage.label, 'label'),
    displayOrder: optionalNumber(stage.displayOrder, 'displayOrder') ?? index,
    metadata: { isClosed: String(['0.0', '0', '1.0', '1'].includes(probability)), probability },
    createdAt: now,
    updatedAt: now,
  };
}

function newId(): string {
  return String(randomInt(10_000_000, 999_999_999));
}

function put(portal: Portal, type: ObjectType, pipeline: Pipeline, status: number): Answer {
  portal.commit(appSource(portal), [{ kind: 'pipeline', object: type.id, pipeline }]);
  return { status, body: pipelineView(pipeline) };
}

function find(portal: Portal, type: ObjectType, call: Call): Pipeline {
  const pipeline = portal.pipelines.find(type.id, call.params.id ?? '');
  if (pipeline === undefined) throw new Refused({ kind: 'notFound', category: 'OBJECT_NOT_FOUND' });
  return pipeline;
}

function pipelineView(pipeline: Pipeline): unknown {
  const { stages, createdAt, updatedAt, ...shown } = pipeline;
  return { ...shown, stages: stages.map(stageView), archived: false, ...times(createdAt, updatedAt) };
}

function stageView({ createdAt, updatedAt, ...shown }: PipelineStage): unknown {
  const writePermissions = 'CRM_PERMISSIONS_ENFORCEMENT';
  return { ...shown, ...times(createdAt, updatedAt), writePermissions, archived: false };
}

function times(createdAt: number, updatedAt: number): Record<string, string> {
  return { createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
}
