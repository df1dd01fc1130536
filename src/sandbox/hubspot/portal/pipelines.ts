/** Pipelines and their stages. A portal is born with one for deals, whose stages were recorded 2026-02. */
import type { ObjectTypeId } from './object-types';

export interface PipelineStage {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Pipeline {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly stages: readonly PipelineStage[];
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Absent: it is there. An archived one is found no more, and its id is not given out again. */
  readonly archivedAt?: number;
}

const dealStages: readonly (readonly [id: string, label: string, probability: string])[] = [
  ['appointmentscheduled', 'Appointment Scheduled', '0.2'],
  ['qualifiedtobuy', 'Qualified To Buy', '0.4'],
  ['presentationscheduled', 'Presentation Scheduled', '0.6'],
  ['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'],
  ['contractsent', 'Contract Sent', '0.9'],
  ['closedwon', 'Closed Won', '1.0'],
  ['closedlost', 'Closed Lost', '0.0'],
];

const salesPipeline: Pipeline = {
  id: 'default',
  label: 'Sales Pipeline',
  displayOrder: 0,
  stages: dealStages.map(([id, label, probability], displayOrder) => ({
    id,
    label,
    displayOrder,
    metadata: { isClosed: String(id.startsWith('closed')), probability },
    createdAt: 0,
    updatedAt: 0,
  })),
  createdAt: 0,
  updatedAt: 0,
};

export class Pipelines {
  private readonly byType = new Map<ObjectTypeId, Map<string, Pipeline>>([
    ['0-3', new Map([[salesPipeline.id, salesPipeline]])],
  ]);

  list(type: ObjectTypeId): Pipeline[] {
    const all = this.listAny(type).filter((pipeline) => pipeline.archivedAt === undefined);
    return all.sort((a, b) => a.displayOrder - b.displayOrder);
  }

  find(type: ObjectTypeId, id: string): Pipeline | undefined {
    const pipeline = this.byType.get(type)?.get(id);
    return pipeline?.archivedAt === undefined ? pipeline : undefined;
  }

  /** Archived ones too. */
  listAny(type: ObjectTypeId): Pipeline[] {
    return [...(this.byType.get(type)?.values() ?? [])];
  }

  stage(type: ObjectTypeId, pipelineId: string, stageId: string): PipelineStage | undefined {
    return this.find(type, pipelineId)?.stages.find((stage) => stage.id === stageId);
  }

  put(type: ObjectTypeId, pipeline: Pipeline): void {
    const pipelines = this.byType.get(type) ?? new Map<string, Pipeline>();
    this.byType.set(type, pipelines.set(pipeline.id, pipeline));
  }
}
