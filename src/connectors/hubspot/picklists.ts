/**
 * What the enumerations of an account take, and options, stages and pipelines added to them.
 *
 * A stage that is made gets an id of HubSpot's own choosing (numeric, docs 2026-03). Newer specifications let the caller
 * choose it, but the client drops it and no answer was seen: so what a mapping names becomes the label, and whoever asked
 * for the stage looks up its id afterwards.
 */
import type { NeededOption, Picklist, StageOutcome } from '../../core/provision-plan';
import type { Properties } from '../../core/record';
import { CallFailure, type PicklistQuery } from '../connector';
import { asJson, asList, asText, isPresent, type Json } from '../json';
import { model, type Answer, type Request, type Send } from './client';
import {
  pipelineProperty,
  readPipelines,
  stageProperty,
  usualPipeline,
  type Ordered,
  type Pipeline,
} from './pipelines';

/** Throws `CallFailure`. */
export async function readPicklist(send: Send, { object, property, given }: PicklistQuery): Promise<Picklist> {
  if (property === pipelineProperty[object]) return pipelinesAsOptions(await readPipelines(send, object));
  if (property === stageProperty[object]) {
    const pipelines = await readPipelines(send, object);
    const named = given[pipelineProperty[object] ?? ''];
    const pipeline = pipelineOf(pipelines, named);
    const missingPipeline = pipeline === null && typeof named === 'string' ? named : null;
    const options = (pipeline?.stages ?? []).map(asOption);
    return { kind: 'stage', options, closed: null, missingPipeline };
  }
  const definition = await readProperty(send, object, property);
  return {
    kind: 'option',
    options: optionsIn(definition).flatMap((option) => {
      const value = asText(option['value']);
      return value === null ? [] : [{ value, label: asText(option['label']) ?? value }];
    }),
    closed: closedBecause(definition),
    missingPipeline: null,
  };
}

/** Throws `CallFailure`. */
export async function addOptions(send: Send, query: PicklistQuery, added: readonly NeededOption[]): Promise<void> {
  const { object, property } = query;
  const answer =
    property === stageProperty[object] ? await addStages(send, query, added) : await append(send, query, added);
  if (answer.ok) return;
  const { failure } = answer;
  if (failure.kind !== 'rejected' && failure.kind !== 'reauth') throw new CallFailure(failure);
  const names = added.map(({ name }) => name).join(', ');
  const message = `HubSpot property "${property}" of ${object} did not get ${names}. ${failure.message} ${byHand(object)}`;
  throw new CallFailure({ ...failure, kind: 'rejected', property, message });
}

const byHand = (object: string): string =>
  `Give the app the scope crm.schemas.${object}.write, or add them in HubSpot's settings (Properties, or Objects, Pipelines).`;

const pipelinesAsOptions = (pipelines: readonly Pipeline[]): Picklist => ({
  kind: 'pipeline',
  options: pipelines.map(asOption),
  closed: null,
  missingPipeline: null,
});

/** HubSpot says of the options of some stock properties that they are its own (recorded 2025-11). */
function closedBecause(definition: Json): string | null {
  const { readOnlyOptions } = asJson(definition['modificationMetadata']) ?? {};
  if (definition['externalOptions'] === true) return 'HubSpot takes them from elsewhere: add it there';
  if (definition['type'] !== 'enumeration') return 'it has no options: map a property of another type';
  return readOnlyOptions === true ? 'HubSpot lets nobody add to this property: map another' : null;
}

const optionsIn = (definition: Json): readonly Json[] => asList(definition['options']).map(asJson).filter(isPresent);

async function readProperty(send: Send, object: string, property: string): Promise<Json> {
  const answer = await send({
    method: 'GET',
    endpoint: `/crm/v3/properties/${object}/{name}`,
    object,
    rows: 0,
    writes: false,
    namesOne: true,
    send: ({ crm }, perCall) => crm.properties.coreApi.getByName(object, property, false, undefined, perCall),
    read: asJson,
  });
  if (answer.ok) return answer.value;
  if (answer.failure.kind !== 'gone') throw new CallFailure(answer.failure);
  const message = `HubSpot property "${property}" of ${object} does not exist.`;
  throw new CallFailure({ kind: 'rejected', code: 'PROPERTY_UNFIT', property, message });
}

/** A list of options is replaced whole (docs 2026-03): what is there goes back as it came. Two who add at once: look again. */
async function append(send: Send, { object, property }: PicklistQuery, added: readonly NeededOption[]): Promise<Told> {
  const before = optionsIn(await readProperty(send, object, property));
  const known = new Set(before.map((option) => asText(option['value'])));
  const next = 1 + Math.max(-1, ...before.map((option) => Number(option['displayOrder'] ?? 0)));
  const more = added
    .filter(({ name }) => !known.has(name))
    .map(({ name }, at) => ({ label: name, value: name, displayOrder: next + at, hidden: false }));
  const options = [...before, ...more] as unknown as typeof more;
  return send({
    method: 'PATCH',
    endpoint: `/crm/v3/properties/${object}/{name}`,
    object,
    rows: more.length,
    writes: true,
    send: ({ crm }, perCall) => crm.properties.coreApi.update(object, property, model({ options }), perCall),
    read: asJson,
  });
}

const asOption = ({ id, label }: Ordered): Picklist['options'][number] => ({ value: id, label });

/** By id, else by label; of a mapping that names none the account's first, `default` in most. */
function pipelineOf(pipelines: readonly Pipeline[], named: Properties[string] | undefined): Pipeline | null {
  if (typeof named === 'string') {
    return pipelines.find(({ id }) => id === named) ?? pipelines.find(({ label }) => label === named) ?? null;
  }
  return usualPipeline(pipelines);
}

/** `0.0` and `1.0` close a deal (docs 2026-03). A stage on the way gets no better guess than the middle. */
const probabilities: Readonly<Record<StageOutcome, string>> = { open: '0.5', won: '1.0', lost: '0.0' };

async function addStages(send: Send, { object, given }: PicklistQuery, added: readonly NeededOption[]): Promise<Told> {
  const pipelines = await readPipelines(send, object);
  const named = given[pipelineProperty[object] ?? ''];
  const pipeline = pipelineOf(pipelines, named);
  const first = 1 + Math.max(-1, ...(pipeline?.stages ?? []).map(({ order }) => order));
  const stages = added.map(({ name, outcome }, at) => ({
    label: name,
    displayOrder: first + at,
    metadata: { probability: probabilities[outcome] },
  }));
  const common = { method: 'POST', object, writes: true, read: asJson } as const;
  if (pipeline === null) {
    const displayOrder = 1 + Math.max(-1, ...pipelines.map(({ order }) => order));
    return send({
      ...common,
      endpoint: `/crm/v3/pipelines/${object}`,
      rows: 1,
      send: ({ crm }, perCall) =>
        crm.pipelines.pipelinesApi.create(object, model({ label: String(named), displayOrder, stages }), perCall),
    });
  }
  return eachInTurn(
    send,
    stages.map((stage) => ({
      ...common,
      endpoint: `/crm/v3/pipelines/${object}/{id}/stages`,
      rows: 1,
      send: ({ crm }, perCall) => crm.pipelines.pipelineStagesApi.create(object, pipeline.id, model(stage), perCall),
    })),
  );
}

/** Of what was answered, only whether it was done is of interest. */
type Told = { readonly ok: true } | Extract<Answer<never>, { ok: false }>;

/** The first that fails ends it. */
async function eachInTurn<T>(send: Send, requests: readonly Request<T>[]): Promise<Told> {
  for (const request of requests) {
    const answer = await send(request);
    if (!answer.ok) return answer;
  }
  return { ok: true };
}
