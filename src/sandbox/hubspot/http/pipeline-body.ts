/** Pipelines and stages in requests and answers. */
import type { Pipeline, PipelineStage } from '../portal/pipelines';
import type { StageDraft } from '../portal/pipeline-rules';
import { asObject, asProperties, optionalNumber, optionalText } from './body';

export function stageDraft(value: unknown): StageDraft {
  const stage = asObject(value, 'PipelineStageInput');
  return {
    id: optionalText(stage.stageId ?? stage.id, 'stageId'),
    label: optionalText(stage.label, 'label'),
    displayOrder: optionalNumber(stage.displayOrder, 'displayOrder'),
    metadata:
      stage.metadata === undefined || stage.metadata === null
        ? undefined
        : Object.fromEntries(asProperties(stage.metadata)),
  };
}

export function pipelineView(pipeline: Pipeline): unknown {
  const { stages, createdAt, updatedAt, ...shown } = pipeline;
  return { ...shown, stages: inOrder(stages).map(stageView), archived: false, ...times(createdAt, updatedAt) };
}

export function inOrder(stages: readonly PipelineStage[]): PipelineStage[] {
  return stages.toSorted((a, b) => a.displayOrder - b.displayOrder);
}

export function stageView({ createdAt, updatedAt, ...shown }: PipelineStage): unknown {
  const writePermissions = 'CRM_PERMISSIONS_ENFORCEMENT';
  return { ...shown, ...times(createdAt, updatedAt), writePermissions, archived: false };
}

function times(createdAt: number, updatedAt: number): Record<string, string> {
  return { createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
}
