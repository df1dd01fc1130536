/** What is said of a value or a record that Salesforce will not take, in our words: its own quote the value. */
import type { Owner } from '../../core/owner';
import type { Problem } from './call';
import { toLongId } from './ids';

interface Refusal {
  readonly message: string;
  /** The field that it is about, when it is about one. */
  readonly property?: string;
}

/** What an administrator wrote may be long. */
const wordsMax = 300;

const sentences: Readonly<Record<string, (field: string) => string>> = {
  REQUIRED_FIELD_MISSING: (field) => `Salesforce asks for a value of ${field}.`,
  INVALID_EMAIL_ADDRESS: (field) => `Salesforce takes the value of ${field} for no e-mail address.`,
  STRING_TOO_LONG: (field) => `The value of ${field} is longer than Salesforce takes.`,
  NUMBER_OUTSIDE_VALID_RANGE: (field) => `The number in ${field} is outside the range that Salesforce takes.`,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: (field) => `The value of ${field} is none of its picklist's.`,
  INVALID_FIELD: (field) => `Salesforce has no ${field}, or does not show it to this user.`,
  INVALID_FIELD_FOR_INSERT_UPDATE: (field) => `This user may not write ${field}.`,
  FIELD_INTEGRITY_EXCEPTION: (field) => `The value of ${field} does not go with the rest of the record.`,
  INVALID_CROSS_REFERENCE_KEY: (field) => `There is no record where ${field} points to.`,
  ENTITY_IS_DELETED: (field) => `The record where ${field} points to is deleted.`,
  MALFORMED_ID: (field) => `Salesforce takes the value of ${field} for no id of the right object.`,
  ENTITY_IS_LOCKED: () => 'The record is locked, by an approval perhaps.',
  DELETE_FAILED: () => 'Salesforce does not let this record be deleted.',
};

/** What is tried again. */
export const passing: readonly string[] = [
  'QUERY_TIMEOUT',
  'INVALID_QUERY_LOCATOR',
  'EXCEEDED_ID_LIMIT',
  'EXCEEDEDQUOTA', // of Bulk jobs a day
  'STORAGE_LIMIT_EXCEEDED', // a person has to make room: nothing is wrong with the record
  'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', // a trigger or flow failed, which may be for a lock or a limit of its own
  'CANNOT_EXECUTE_FLOW_TRIGGER', // likewise of a process or a flow (restforce#624)
  'SERVER_UNAVAILABLE',
  'UNKNOWN_EXCEPTION',
  'PROCESSING_HALTED',
  'BATCH_PROCESSING_HALTED',
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
];

/** By code. Codes that are not here: a value's, when they name a field; else what we sent. */
const ownersByCode: Readonly<Record<string, Owner>> = {
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 'crm-administrator',
  INVALID_FIELD: 'crm-administrator',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'crm-administrator',
  DELETE_FAILED: 'crm-administrator',
  REQUIRED_FIELD_MISSING: 'data-steward',
  INVALID_EMAIL_ADDRESS: 'data-steward',
  STRING_TOO_LONG: 'data-steward',
  NUMBER_OUTSIDE_VALID_RANGE: 'data-steward',
  FIELD_INTEGRITY_EXCEPTION: 'data-steward',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'data-steward',
  DUPLICATES_DETECTED: 'data-steward',
  INVALID_CROSS_REFERENCE_KEY: 'data-steward',
  ENTITY_IS_DELETED: 'data-steward',
  MALFORMED_ID: 'us',
  ENTITY_IS_LOCKED: 'wait',
  // Tried for hours before anybody is asked.
  STORAGE_LIMIT_EXCEEDED: 'crm-administrator',
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 'crm-administrator',
  CANNOT_EXECUTE_FLOW_TRIGGER: 'crm-administrator',
};

const ofOther = (fields: readonly string[]): Owner => (fields.length > 0 ? 'data-steward' : 'us');

export function ownerOf({ code, fields }: Problem): Owner {
  const known = Object.hasOwn(ownersByCode, code) ? ownersByCode[code] : undefined;
  return known ?? (passing.includes(code) ? 'wait' : ofOther(fields));
}

export function refusalOf(problem: Problem, code: string): Refusal {
  const { fields } = problem;
  const named = fields.length === 0 ? inText(problem) : fields.filter((field) => /^[\w.]+$/.test(field));
  const [property] = named;
  return {
    message: messageOf(problem, code, named),
    ...(named.length === 1 && property !== undefined && { property }),
  };
}

function messageOf(problem: Problem, code: string, named: readonly string[]): string {
  if (code === 'FIELD_CUSTOM_VALIDATION_EXCEPTION') return ofRule(problem);
  if (code === 'DUPLICATES_DETECTED') return ofMatches(problem);
  const field = named.length === 0 ? 'a field' : named.join(', ');
  return sentences[code]?.(field) ?? `Salesforce does not take ${named.length === 0 ? 'this' : field} (${code}).`;
}

/** An administrator's own words, and the only ones that tell a person what to do. Those of a trigger may quote an address. */
function ofRule({ message }: Problem): string {
  const words = message
    .replace(/\S+@\S+/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, wordsMax);
  return `A validation rule of Salesforce refuses the record: ${words === '' ? 'it does not say why.' : words}`;
}

/** A person merges, or changes the rule so that it lets it be saved. */
function ofMatches({ matches = [] }: Problem): string {
  const ids = matches.map(toLongId).filter((id) => /^[0-9A-Za-z]{18}$/.test(id));
  const of = ids.length === 0 ? 'another record' : ids.join(', ');
  return `A duplicate rule of Salesforce takes the record for the same as ${of}.`;
}

/** `Required fields are missing: [LastName]`, `No such column 'Foo__c' on sobject …`: names, where `fields` has none. */
function inText({ code, message }: Problem): readonly string[] {
  if (code === 'REQUIRED_FIELD_MISSING') {
    const [, list = ''] = /\[([\w., ]+)\]/.exec(message) ?? [];
    return list.split(/[, ]+/).filter((name) => name !== '');
  }
  const [, column] = code === 'INVALID_FIELD' ? (/No such column '(\w+)'/.exec(message) ?? []) : [];
  return column === undefined ? [] : [column];
}

/** `duplicate value found: Ext__c duplicates value on record with id: 0018M000003uKqq`; the id may be `<unknown>`. */
export function holderOf({ message, fields }: Problem): { readonly existingId?: string; readonly property?: string } {
  const existingId = /record with id: ([0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?)\b/.exec(message)?.[1];
  const property = /found: (\w+) duplicates/.exec(message)?.[1] ?? (fields.length === 1 ? fields[0] : undefined);
  return {
    ...(existingId !== undefined && { existingId: toLongId(existingId) }),
    ...(property !== undefined && { property }),
  };
}
