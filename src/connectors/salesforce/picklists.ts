/**
 * What the picklists of an org take, and values added to them by the Metadata API: of custom fields, and of an
 * opportunity's stage, which are a standard value set (contract 8.3, 8.5).
 */
import type { NeededOption, Option, Picklist, StageOutcome } from '../../core/provision-plan';
import { CallFailure, type PicklistQuery } from '../connector';
import { asJson, asText, type Json } from '../json';
import type { Problem, Send } from './call';
import type { Describes } from './describe';
import { listIn, readComponent, updateComponent, type Component } from './metadata-api';

/** Throws `CallFailure`. */
export async function readPicklist(
  send: Send,
  describes: Describes,
  { object, property }: Omit<PicklistQuery, 'given'>,
): Promise<Picklist> {
  const field = (await describes.fieldsOf(send, object)).get(property);
  if (field === undefined) throw refusal({ object, property }, 'cannot be found, or not be seen by us');
  return {
    kind: isStage({ object, property }) ? 'stage' : 'option',
    options: field.choices,
    closed: closedBecause({ object, property }, field.type),
    missingPipeline: null,
  };
}

function closedBecause(place: Place, type: string): string | null {
  if (isStage(place)) return null;
  if (type !== 'picklist' && type !== 'multipicklist') return `it is a field of type ${type} and has none: map another`;
  if (place.property.endsWith('__c')) return null;
  return `${byHand}, as it is a standard field`;
}

/** Values are only added. Two who add at once may lose what one of them added: look again. Throws `CallFailure`. */
export async function addOptions(
  send: Send,
  describes: Describes,
  { object, property }: Omit<PicklistQuery, 'given'>,
  added: readonly NeededOption[],
): Promise<void> {
  const place = { object, property };
  const component = isStage(place) ? stageSet : customField(place);
  try {
    const before = await readComponent(send, component);
    if (before === null) throw refusal(place, 'is not shown by the Metadata API', byHand);
    const problems = await updateComponent(send, component, extended(place, before, added));
    const [first] = problems;
    if (first) throw refusal(place, `did not get ${namesOf(added)} (${wordsOf(first)})`, byHand);
  } catch (error) {
    throw error instanceof CallFailure ? withRemedy(error, place, added) : error;
  } finally {
    describes.forget(object);
  }
}

type Place = Omit<PicklistQuery, 'given'>;

const isStage = ({ object, property }: Place): boolean => object === 'Opportunity' && property === 'StageName';

/** Salesforce docs (metadata guide, standard value sets; unverified). */
const stageSet: Component = { type: 'StandardValueSet', fullName: 'OpportunityStage' };

const customField = ({ object, property }: Place): Component => ({
  type: 'CustomField',
  fullName: `${object}.${property}`,
});

const byHand = 'add the value in Setup, Object Manager, Fields';

/** As it was, with more values. */
function extended(place: Place, before: Json, added: readonly NeededOption[]): Json {
  if (isStage(place)) {
    const values = listIn(before['standardValue']);
    return { ...before, standardValue: appended(place, values, added, stageOf) };
  }
  const valueSet = asJson(before['valueSet']);
  const definition = asJson(valueSet?.['valueSetDefinition']);
  if (definition === null) {
    const name = asText(valueSet?.['valueSetName']);
    const remedy = name === null ? byHand : `add the value in Setup, Picklist Value Sets, to ${name}`;
    throw refusal(place, 'has no values of its own', remedy);
  }
  const value = appended(place, listIn(definition['value']), added, valueOf);
  return { ...before, valueSet: { ...valueSet, valueSetDefinition: { ...definition, value } } };
}

function appended(
  place: Place,
  values: readonly Json[],
  added: readonly NeededOption[],
  make: (option: NeededOption) => Json,
): readonly Json[] {
  const known = new Set(values.map(({ fullName }) => asText(fullName)));
  const asleep = added.filter(({ name }) => known.has(name));
  if (asleep.length > 0) {
    throw refusal(
      place,
      `has ${namesOf(asleep)} among its inactive values`,
      'activate it in Setup, Object Manager, Fields',
    );
  }
  return [...values, ...added.map(make)];
}

const valueOf = ({ name }: NeededOption): Json => ({ fullName: name, default: false, label: name });

/** Probabilities and forecast categories of stages of a new org; the words of the metadata guide (unverified). */
const forecasts: Readonly<Record<StageOutcome, Json>> = {
  open: { closed: false, forecastCategory: 'Pipeline', probability: 50, won: false },
  won: { closed: true, forecastCategory: 'Closed', probability: 100, won: true },
  lost: { closed: true, forecastCategory: 'Omitted', probability: 0, won: false },
};

const stageOf = (option: NeededOption): Json => ({ ...valueOf(option), ...forecasts[option.outcome] });

const namesOf = (options: readonly (NeededOption | Option)[]): string =>
  options.map((option) => ('name' in option ? option.name : option.value)).join(', ');

/** Salesforce's own: what is said of a field quotes no value of a record. */
const wordsOf = ({ code, message }: Problem): string => `${code}: ${message.replace(/\s+/g, ' ').slice(0, 300)}`;

function refusal({ object, property }: Place, fault: string, remedy?: string): CallFailure {
  const message = `Salesforce: ${object}.${property} ${fault}${remedy === undefined ? '' : `: ${remedy}`}.`;
  return new CallFailure({ kind: 'rejected', code: 'OPTIONS_NOT_ADDED', property, message });
}

/** Which of them whoever may not change metadata is told is unverified. */
const withoutPermission: ReadonlySet<string> = new Set([
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INVALID_TYPE',
]);

function withRemedy(error: CallFailure, place: Place, added: readonly NeededOption[]): CallFailure {
  const { code } = error.failure;
  if (!withoutPermission.has(code)) return error;
  const remedy = `give the integration user the permissions "Customize Application" and "Modify Metadata Through Metadata API Functions", or ${byHand}`;
  return refusal(place, `did not get ${namesOf(added)} (${code})`, remedy);
}
