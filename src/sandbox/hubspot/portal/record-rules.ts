/** What each object type needs, and what follows from a write (HubSpot docs 2026-03; what HubSpot fills in by itself: `computed-values.ts`). */
import type { Seen } from './computed-values';
import { computedValues, emailDomain, fullNameOrEmail } from './computed-values';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import type { StoredValue } from './property-values';
import type { StoredRecord } from './record-store';
import type { PropertyProblem } from './refusal';

type Values = ReadonlyMap<string, StoredValue>;

/**
 * The properties of which at least one must be there; deals need each of theirs. Line items need nothing. What an upsert
 * makes needs the value it is found by, or the next one would make it again (unverified).
 */
export function missingToCreate(
  type: ObjectType,
  values: Values,
  lookedUpBy: string | undefined,
): readonly PropertyProblem[] {
  const has = (name: string): boolean => typeof values.get(name) === 'string';
  if (lookedUpBy !== undefined && !has(lookedUpBy)) return [required(lookedUpBy, lookedUpBy)];
  switch (type.id) {
    case '0-1':
      return ['email', 'firstname', 'lastname'].some(has) ? [] : [required('email', 'email, firstname or lastname')];
    case '0-2':
      return ['name', 'domain'].some(has) ? [] : [required('name', 'name or domain')];
    case '0-3':
      return ['dealname', 'dealstage'].filter((name) => !has(name)).map((name) => required(name, name));
    case '0-8':
      return [];
  }
}

/** Code and text are unverified; only which properties are needed is documented. */
function required(property: string, names: string): PropertyProblem {
  return { property, code: 'REQUIRED_FIELD', message: `A record needs a value for ${names}.` };
}

/**
 * What an administrator's rule calls for and the write does not give (the code: HubSpot changelog 2026-08-11). The text is
 * unverified, and so is that an update is bound only in what it clears.
 */
export function missingByRule(
  portal: Portal,
  type: ObjectType,
  values: Values,
  record: StoredRecord | undefined,
): PropertyProblem[] {
  const ruled = portal.catalog.list(type.id).filter((property) => property.required === true);
  const left = ruled.filter(({ name, archivedAt }) => {
    const value = values.get(name);
    return archivedAt === null && (value === null || (value === undefined && record === undefined));
  });
  return left.map(({ name }) => {
    return { property: name, code: 'MISSING_REQUIRED_PROPERTY', message: `Property "${name}" is required` };
  });
}

/** What a new record holds besides what was written. */
export function creationDefaults(type: ObjectType, birth: Omit<Seen, 'value'>, values: Values): [string, string][] {
  const seen: Seen = { ...birth, value: (name) => values.get(name) ?? null };
  const defaults: [string, string][] = [];
  for (const [name, compute] of computedValues[type.id]) {
    const value = compute(seen);
    if (value !== null) defaults.push([name, value]);
  }
  return defaults;
}

type After = (property: string) => StoredValue;

/** What a write changes beyond itself. */
export function followUps(
  portal: Portal,
  type: ObjectType,
  changes: Values,
  record: StoredRecord | undefined,
): [string, StoredValue][] {
  const after: After = (name) =>
    changes.get(name) ?? (changes.has(name) ? null : (record?.properties.get(name) ?? null));
  // A new record's names are among its defaults.
  if (type.id === '0-1' && record !== undefined && nameParts.some((name) => changes.has(name))) {
    return contactNames(after);
  }
  if (type.id === '0-3' && changes.has('dealstage')) return dealProgress(portal, after);
  return [];
}

const nameParts = ['email', 'firstname', 'lastname'];

function contactNames(after: After): [string, StoredValue][] {
  return [
    ['hs_email_domain', emailDomain(after('email'))],
    ['hs_full_name_or_email', fullNameOrEmail(after)],
  ];
}

function dealProgress(portal: Portal, after: After): [string, StoredValue][] {
  const stage = portal.pipelines.stage('0-3', after('pipeline') ?? 'default', after('dealstage') ?? '');
  const probability = stage?.metadata.probability ?? '0';
  const closed = stage?.metadata.isClosed === 'true';
  return [
    ['hs_deal_stage_probability', probability],
    ['hs_is_closed', String(closed)],
    ['hs_is_closed_won', String(closed && Number(probability) === 1)],
  ];
}
