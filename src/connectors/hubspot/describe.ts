/** What HubSpot says of an object's properties. */
import type { PropertyDescription, Spelling } from '../../core/property-description';
import { CallFailure } from '../connector';
import { asJson, asList, asText, isPresent, type Json } from '../json';
import { readBatch } from './answer';
import type { Answer, Send } from './client';
import {
  pipelineProperty,
  readPipelines,
  stageProperty,
  usualPipeline,
  type Ordered,
  type Pipeline,
} from './pipelines';

/** HubSpot docs 2026-03; of a phone number nothing else is said, so it is taken for a string (unverified). */
const longestText = 65_536;

/**
 * What HubSpot requires of a new record is in its docs (2026-03) and not in its answers: of a deal both, of a contact and of
 * a company one of these. What an account's own administrators require does not bind the paths that we call (HubSpot
 * changelog 2026-08-11).
 */
const required: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  contacts: [['email', 'firstname', 'lastname']],
  companies: [['name', 'domain']],
  deals: [['dealname'], ['dealstage']],
};

/** One call; of an object with stages one more. Throws `CallFailure`. */
export async function describeObject(send: Send, object: string): Promise<readonly PropertyDescription[]> {
  const definitions = await readDefinitions(send, object);
  const pipelines = stageProperty[object] === undefined ? [] : await readPipelines(send, object);
  return definitions.map((definition) => describe(object, definition, pipelines));
}

interface Definition {
  readonly name: string;
  readonly json: Json;
}

async function readDefinitions(send: Send, object: string): Promise<readonly Definition[]> {
  const answer = await send({
    method: 'GET',
    endpoint: `/crm/v3/properties/${object}`,
    object,
    rows: 0,
    writes: false,
    send: ({ crm }, perCall) => crm.properties.coreApi.getAll(object, false, undefined, perCall),
    read: (body) => readBatch(body, readDefinition), // all in one page
  });
  return valueOf(answer).results;
}

function readDefinition(value: unknown): Definition | null {
  const json = asJson(value);
  const name = asText(json?.['name']);
  return json === null || name === null ? null : { name, json };
}

function describe(object: string, { name, json }: Definition, pipelines: readonly Pipeline[]): PropertyDescription {
  const type = typeOf(json);
  const others = (required[object] ?? []).find(([first]) => first === name)?.slice(1);
  const isWritable = json['calculated'] !== true && asJson(json['modificationMetadata'])?.['readOnlyValue'] !== true;
  const reads = spellings[type];
  return {
    name,
    label: asText(json['label']) ?? name,
    type,
    maxLength: type === 'text' ? longestText : null,
    digits: null, // HubSpot says of no number how long it may be
    ...optionsOf({ object, name, type, json }, pipelines),
    required: others !== undefined,
    ...(others && others.length > 0 && { orOneOf: others }),
    writable: { onCreate: isWritable, onUpdate: isWritable },
    unique: json['hasUniqueValue'] === true || (object === 'contacts' && name === 'email'),
    ...(reads && { reads }),
  };
}

/** HubSpot docs 2026-03: ISO 8601 or epoch milliseconds. That seconds may be left out is unverified. */
const spellings: Readonly<Partial<Record<PropertyDescription['type'], readonly Spelling[]>>> = {
  date: ['epoch', 'minutes'],
  datetime: ['epoch', 'minutes'],
};

const types: Readonly<Record<string, PropertyDescription['type']>> = {
  string: 'text',
  phone_number: 'text',
  number: 'number',
  bool: 'boolean',
  date: 'date',
  datetime: 'datetime',
};

function typeOf(json: Json): PropertyDescription['type'] {
  const type = asText(json['type']) ?? '';
  if (type !== 'enumeration') return types[type] ?? 'other';
  if (json['fieldType'] === 'booleancheckbox') return 'boolean';
  return json['fieldType'] === 'checkbox' ? 'options' : 'option';
}

/** Hidden options are left out of HubSpot's forms; calls may say them (unverified). */
function optionsOf(
  { object, name, type, json }: Definition & { readonly object: string; readonly type: PropertyDescription['type'] },
  pipelines: readonly Pipeline[],
): Pick<PropertyDescription, 'options' | 'optionsBy'> {
  const stages = stagesOf({ object, name }, pipelines);
  if (stages !== null) return stages;
  if (type !== 'option' && type !== 'options') return { options: null };
  // Owners are such: who is none is refused by HubSpot.
  if (json['externalOptions'] === true) return { options: null };
  return {
    options: asList(json['options'])
      .map((option) => asText(asJson(option)?.['value']))
      .filter(isPresent),
  };
}

/** A stage belongs to one pipeline (contract 5.2); a new deal that names none is in the default one. Null: it is neither. */
function stagesOf(
  { object, name }: { readonly object: string; readonly name: string },
  pipelines: readonly Pipeline[],
): Pick<PropertyDescription, 'options' | 'optionsBy'> | null {
  const property = pipelineProperty[object];
  if (property === undefined || pipelines.length === 0) return null;
  if (name === property) return { options: idsOf(pipelines) };
  if (name !== stageProperty[object]) return null;
  const options = Object.fromEntries(pipelines.map(({ id, stages }) => [id, idsOf(stages)]));
  return { options: idsOf(usualPipeline(pipelines)?.stages ?? []), optionsBy: { property, options } };
}

const idsOf = (items: readonly Ordered[]): readonly string[] => items.map(({ id }) => id);

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value;
}
