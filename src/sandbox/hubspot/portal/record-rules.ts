/** What each object type needs, and what HubSpot fills in by itself (HubSpot docs 2026-03; created contacts recorded 2026-02). */
import type { Source } from './mutations';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import type { StoredValue } from './property-values';
import type { StoredRecord } from './record-store';
import type { PropertyProblem } from './refusal';

type Values = ReadonlyMap<string, StoredValue>;

/** The properties of which at least one must be there; deals need each of theirs. Line items need nothing. */
export function missingToCreate(type: ObjectType, values: Values): readonly PropertyProblem[] {
  const has = (name: string): boolean => typeof values.get(name) === 'string';
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

/** What a new record holds besides what was written. */
export function creationDefaults(type: ObjectType, id: string, source: Source, nowMs: number): [string, string][] {
  const origin: [string, string][] = [
    ['hs_object_source', source.type],
    ['hs_object_source_id', source.id],
    ['hs_object_source_label', source.type],
  ];
  if (type.id === '0-3') return [...origin, ['pipeline', 'default']];
  if (type.id !== '0-1') return origin;
  return [
    ...origin,
    ['hs_all_contact_vids', id],
    ['hs_is_contact', 'true'],
    ['hs_is_unworked', 'true'],
    // Recorded as a string of milliseconds where every other datetime is ISO.
    ['hs_lifecyclestage_lead_date', String(nowMs)],
    ['hs_pipeline', 'contacts-lifecycle-pipeline'],
    ['lifecyclestage', 'lead'],
    ['num_notes', '0'],
  ];
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
  if (type.id === '0-1' && nameParts.some((name) => changes.has(name))) return contactNames(after);
  if (type.id === '0-3' && changes.has('dealstage')) return dealProgress(portal, after);
  return [];
}

const nameParts = ['email', 'firstname', 'lastname'];

function contactNames(after: After): [string, StoredValue][] {
  const fullName = [after('firstname'), after('lastname')].filter((part) => part !== null).join(' ');
  return [
    ['hs_email_domain', after('email')?.split('@').at(-1) ?? null],
    ['hs_full_name_or_email', fullName === '' ? after('email') : fullName],
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
