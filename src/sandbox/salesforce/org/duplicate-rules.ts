/** Records that are too much like another one (contract section 6, DUPLICATES_DETECTED). */
import { recordUrl } from './render';
import type { Saving } from './check';
import { proposedValue } from './condition';
import { recordError, type RecordError } from './refused';
import type { Row, Value } from './row';
import type { SObject } from './sobject';

export interface DuplicateRule {
  readonly kind: 'duplicate';
  readonly object: string;
  readonly name: string;
  /** Where the others are looked for. */
  readonly among: string;
  /** All of these have to be the same, without case; blank is like nothing. */
  readonly match: readonly string[];
  /** `alert` lets the record through to who insists (`allowSave=true`); `block` does not. */
  readonly action: 'alert' | 'block';
  readonly message: string;
}

/** Asked on create, and on an update that moves one of the fields (when an org asks is its own setting). */
export function duplicatesOf(rule: DuplicateRule, saving: Saving): RecordError | undefined {
  const moved = rule.match.some((name) => {
    const field = saving.type.fieldOf(name);
    return field !== undefined && saving.values.has(field) && saving.values.get(field) !== currentOf(saving, name);
  });
  const among = saving.org.sObjectType(rule.among);
  if (among === undefined || (saving.row !== undefined && !moved)) return undefined;
  const wanted = rule.match.map((name) => proposedValue(saving, name));
  if (wanted.includes(null)) return undefined;
  const found = matches(rule, saving, { among, wanted });
  return found.length === 0 ? undefined : detected(rule, saving, { among, found });
}

function currentOf({ type, row }: Saving, name: string): Value {
  return row === undefined ? null : (type.fieldOf(name)?.read(row) ?? null);
}

function matches(
  { match }: DuplicateRule,
  { org, row: own }: Saving,
  { among, wanted }: { readonly among: SObject; readonly wanted: readonly Value[] },
): Row[] {
  const fields = match.map((name) => among.fieldOf(name));
  const [first] = fields;
  const candidates = (first && org.rowsWhere(among, first, String(wanted[0]))) ?? org.rows(among);
  const same = (row: Row): boolean =>
    fields.every((field, at) => field !== undefined && folded(field.read(row)) === folded(wanted[at] ?? null));
  return [...candidates].filter((row) => row !== own && row.deletedAt === null && same(row));
}

function folded(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** The misspelt key is Salesforce's. */
function detected(
  rule: DuplicateRule,
  { transaction }: Saving,
  { among, found }: { readonly among: SObject; readonly found: readonly Row[] },
): RecordError {
  const [version = '0.0'] = /\d+\.\d+/.exec(transaction.actor.origin) ?? [];
  const matchRecords = found.map((row) => {
    const id = among.idOf(row);
    const url = recordUrl(version, among.name, id);
    return {
      additionalInformation: [],
      fieldDiffs: [],
      matchConfidence: 100,
      record: { attributes: { type: among.name, url }, Id: id },
    };
  });
  const duplicateResut = {
    allowSave: rule.action === 'alert',
    duplicateRule: rule.name,
    duplicateRuleEntityType: rule.object,
    errorMessage: rule.message,
    matchResults: [
      {
        entityType: among.name,
        errors: [],
        matchEngine: 'ExactMatchEngine',
        matchRecords,
        rule: `${among.name}_MR`,
        size: found.length,
        success: true,
      },
    ],
  };
  return { ...recordError('DUPLICATES_DETECTED', rule.message), more: { duplicateResut } };
}
