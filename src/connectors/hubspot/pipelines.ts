/** Pipelines and their stages: what the enumerations of an object take that have no options of their own. */
import { CallFailure } from '../connector';
import { asJson, asList, asText, isPresent } from '../json';
import { readBatch } from './answer';
import type { Send } from './client';

/** By object: the properties that hold a record's pipeline and stage. */
export const pipelineProperty: Readonly<Record<string, string>> = { deals: 'pipeline' };
export const stageProperty: Readonly<Record<string, string>> = { deals: 'dealstage' };

export interface Ordered {
  readonly id: string;
  readonly label: string;
  readonly order: number;
}

export interface Pipeline extends Ordered {
  /** In their order. */
  readonly stages: readonly Ordered[];
}

/** In their order. Throws `CallFailure`. */
export async function readPipelines(send: Send, object: string): Promise<readonly Pipeline[]> {
  const answer = await send({
    method: 'GET',
    endpoint: `/crm/v3/pipelines/${object}`,
    object,
    rows: 0,
    writes: false,
    send: ({ crm }, perCall) => crm.pipelines.pipelinesApi.getAll(object, perCall),
    read: (body) => readBatch(body, readPipeline),
  });
  if (!answer.ok) throw new CallFailure(answer.failure);
  return inOrder(answer.value.results);
}

/** The one of a record that names none: `default` in most accounts. */
export const usualPipeline = (pipelines: readonly Pipeline[]): Pipeline | null =>
  pipelines.find(({ id }) => id === 'default') ?? pipelines[0] ?? null;

const inOrder = <T extends Ordered>(items: readonly T[]): readonly T[] => [...items].sort((a, b) => a.order - b.order);

function readOrdered(value: unknown): Ordered | null {
  const json = asJson(value);
  const id = asText(json?.['id']);
  if (id === null) return null;
  return { id, label: asText(json?.['label']) ?? id, order: Number(json?.['displayOrder'] ?? 0) };
}

function readPipeline(value: unknown): Pipeline | null {
  const pipeline = readOrdered(value);
  if (pipeline === null) return null;
  return { ...pipeline, stages: inOrder(asList(asJson(value)?.['stages']).map(readOrdered).filter(isPresent)) };
}
