/** Judges changes to pipelines and their stages (HubSpot docs 2026-03; texts are unverified unless said). */
import { randomInt } from 'node:crypto';
import { firstRepeated } from './first-repeated';
import type { ObjectType } from './object-types';
import type { Pipeline, PipelineStage } from './pipelines';
import type { Portal } from './portal';
import { invalid } from './refusal';

/** HubSpot docs 2026-03: stages of a deal pipeline. */
const STAGES_MAX = 100;

/** A stage as a request describes it. */
export interface StageDraft {
  /** Only where the stage is there already. */
  readonly id: string | undefined;
  readonly label: string | undefined;
  readonly displayOrder: number | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** Throws `Refused` for a pipeline that HubSpot would not take. */
export function checkPipeline(portal: Portal, type: ObjectType, pipeline: Pipeline): Pipeline {
  const { id, label, stages } = pipeline;
  const others = portal.pipelines.list(type.id).filter((other) => other.id !== id);
  if (others.some((other) => other.label === label)) throw invalid(`There already is a pipeline labelled '${label}'`);
  if (stages.length > STAGES_MAX) throw invalid(`A pipeline can have at most ${STAGES_MAX} stages`);
  const twice = firstRepeated(stages.map((stage) => stage.label));
  if (twice !== undefined) throw invalid(`The pipeline has two stages labelled '${twice}'`);
  return pipeline;
}

/** The stage as a request makes it of what was there. */
export function stageFrom(type: ObjectType, before: PipelineStage, draft: StageDraft, now: number): PipelineStage {
  const { label = before.label, displayOrder = before.displayOrder, metadata = before.metadata } = draft;
  if (label === '') throw invalid('A stage needs a label');
  const judged = type.id === '0-3' ? dealMetadata(metadata) : metadata;
  return { ...before, label, displayOrder, metadata: judged, updatedAt: now };
}

export function blankStage(now: number, id = numericId()): PipelineStage {
  return { id, label: '', displayOrder: 0, metadata: {}, createdAt: now, updatedAt: now };
}

/** New pipelines and stages get numbers for ids; the client drops ids of the caller's choice (HubSpot docs 2026-03). */
export function numericId(): string {
  return String(randomInt(10_000_000, 999_999_999));
}

/** A deal with no chance or every chance is closed. */
function dealMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const { probability = '' } = metadata;
  if (!/^(0(\.\d+)?|1(\.0+)?)$/.test(probability)) {
    throw invalid('A stage needs metadata.probability between 0.0 and 1.0');
  }
  return { ...metadata, isClosed: String([0, 1].includes(Number(probability))), probability };
}

/** Throws when a live record is in one of the stages; the body is as HubSpot docs 2026-03 show it. */
export function refuseStagesInUse(portal: Portal, type: ObjectType, stages: readonly PipelineStage[]): void {
  const ids = new Set(stages.map((stage) => stage.id));
  const used = new Set<string>();
  const users: string[] = [];
  for (const record of portal.records(type.id).all()) {
    const stage = record.properties.get('dealstage') ?? '';
    if (record.archivedAt !== null || !ids.has(stage)) continue;
    used.add(stage);
    users.push(record.id);
  }
  if (users.length === 0) return;
  const stageIds = `[${[...used].join(', ')}]`;
  const objectIds = `[${users.join(', ')}]`;
  throw invalid(`Stage IDs: ${stageIds} are being referenced by object IDs: ${objectIds}`, {
    subCategory: 'PipelineError.STAGE_ID_IN_USE',
    context: { stageIds: [stageIds], objectIds: [objectIds] },
  });
}
