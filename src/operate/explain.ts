/** Why a field is as it is: what each side says, the rule, and the chain of what was said, decided, written and answered. */
import { catalogs } from '../catalog/catalog';
import type { FieldRule } from '../core/field-rule';
import { mappingOf } from '../core/field-rule-settings';
import type { Link, LinkReason, LinkState } from '../core/link';
import { ruleOf } from '../core/mapping';
import { mappingVersion } from '../core/mapping-version';
import { familyOf, type Family } from '../core/reason-families';
import type { ObjectType, Value } from '../core/record';
import { requestOf, sinceOf } from '../core/said-in';
import { openOffer } from '../core/standing';
import { listChangesOf, type Change } from '../store/changes';
import { listConflictsOf, type Conflict } from '../store/conflicts';
import { readConnections, type StoredConnection } from '../store/connections';
import { readJournalOf, type JournalView } from '../store/journal';
import { readLinks } from '../store/links';
import { readRecords } from '../store/records';
import { inTenant, type DataSource } from '../store/transaction';

export interface Explanation {
  readonly field: string;
  /** Since when it is erased; absent: it is not. */
  readonly erasedAt?: Date;
  /** What the order system says, and since which version. Null: it does not hold the field. */
  readonly said: { readonly value: Value; readonly since: Date; readonly requestId: string | null } | null;
  readonly connections: readonly Standpoint[];
  /** The oldest first. */
  readonly chain: readonly Step[];
}

/** How the field stands between the order system and one CRM. */
export interface Standpoint {
  readonly connectionId: string;
  readonly state: LinkState;
  /** Of the record, whatever the field: why it is in its state, whose turn it is, and what to do next. */
  readonly reason: LinkReason | null;
  readonly owner: Family['owner'] | null;
  readonly remedy: string | null;
  readonly rule: FieldRule | null;
  /** Of the rules of today. */
  readonly mappingVersion: string;
  /** What each side has said last, as far as it was dealt with. `undefined`: nothing. */
  readonly localBase?: Value;
  readonly remoteBase?: Value;
  readonly offered?: Value;
  readonly refused?: Value;
  readonly asked?: true;
}

export interface Step {
  readonly at: Date;
  readonly connectionId: string;
  readonly what: JournalView['what'] | 'answered' | 'conflict';
  readonly why: string;
  readonly from?: Value;
  readonly to?: Value;
  /** What had to give way. */
  readonly over?: Value;
  /** The order system's request. */
  readonly requestId?: string;
  /** The CRM's id of the call. */
  readonly crmRequestId?: string;
  readonly signals?: readonly string[];
  readonly mappingVersion?: string;
}

/** Null when there is no such record. */
export function explain(
  database: DataSource,
  tenantId: string,
  name: { readonly object: ObjectType; readonly sourceId: string; readonly field: string },
): Promise<Explanation | null> {
  const { object, sourceId, field } = name;
  return inTenant(database, tenantId, async (tx) => {
    const record = (await readRecords(tx, tenantId, object, [sourceId])).get(sourceId);
    if (!record) return null;
    const standpoints: Standpoint[] = [];
    for (const connection of await readConnections(tx, tenantId)) {
      const link = (await readLinks(tx, tenantId, { connectionId: connection.id, object }, [sourceId])).get(sourceId);
      if (link) standpoints.push(standpointOf(connection, link, name));
    }
    const steps = [
      ...(await readJournalOf(tx, tenantId, object, sourceId)).flatMap((entry) => journalStep(entry, field)),
      ...(await listChangesOf(tx, tenantId, object, sourceId)).flatMap((change) => answerStep(change, field)),
      ...(await listConflictsOf(tx, tenantId, object, sourceId)).flatMap((conflict) => conflictStep(conflict, field)),
    ];
    const value = record.fields[field];
    const since = new Date(sinceOf(record, field));
    const requestId = requestOf(record, field) ?? null;
    return {
      field,
      ...(record.erasedAt && { erasedAt: record.erasedAt }),
      said: value === undefined ? null : { value, since, requestId },
      connections: standpoints,
      chain: steps.sort((a, b) => a.at.getTime() - b.at.getTime()),
    };
  });
}

function standpointOf(
  { id, crm, settings }: StoredConnection,
  link: Link,
  { object, field }: { readonly object: ObjectType; readonly field: string },
): Standpoint {
  const { version, mappings } = catalogs[crm];
  const mapping = mappingOf(mappings[object], settings);
  const line = mapping.fields.find((one) => one.field === field);
  const standing = link.standings[field] ?? {};
  const offered = openOffer(standing)?.value;
  const { refused, asked } = standing;
  return {
    connectionId: id,
    state: link.state,
    reason: link.reason,
    ...(familyOf(link) ?? { owner: null, remedy: null }),
    rule: line ? ruleOf(line) : null,
    mappingVersion: mappingVersion(version, mapping),
    ...of('localBase', link.localBase[field]),
    ...of('remoteBase', link.remoteBase[field]),
    ...of('offered', offered),
    ...of('refused', refused),
    ...(asked && { asked }),
  };
}

const of = <K extends string>(name: K, value: Value | undefined): { readonly [P in K]?: Value } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: Value };

function journalStep(entry: JournalView, field: string): Step[] {
  const { at, connectionId, what, why, changes, requestId, crmRequestId, signals, mappingVersion: version } = entry;
  const change = changes[field];
  // One without fields is about the record: it was parked, or is gone.
  if (!change && Object.keys(changes).length > 0) return [];
  const trace = {
    ...(requestId !== null && { requestId }),
    ...(crmRequestId !== null && { crmRequestId }),
    ...(signals !== null && { signals }),
    ...(version !== null && { mappingVersion: version }),
  };
  return [{ at, connectionId, what, why, ...trace, ...change }];
}

function answerStep({ connectionId, seq, fields, answers }: Change, field: string): Step[] {
  const answer = answers[field];
  if (!answer || !fields[field]) return [];
  const by = answer.by === undefined ? '' : ` by change ${answer.by}`;
  const reason = answer.reason === undefined ? '' : `: ${answer.reason}`;
  const why = `change ${seq} ${answer.as}${by}${reason}`;
  const { requestId } = answer;
  const step = { at: new Date(answer.at), connectionId, what: 'answered', why, to: fields[field].to } as const;
  return [{ ...step, ...(requestId !== undefined && { requestId }) }];
}

function conflictStep(conflict: Conflict, field: string): Step[] {
  if (conflict.field !== field) return [];
  const { at, closedAt, connectionId, seq, policy, outcome, ours, theirs, resolution } = conflict;
  const ended = outcome === null ? 'open' : outcome;
  const why = `conflict ${seq}, policy ${policy}: ${ended}`;
  const to = outcome === 'theirs' ? theirs : ours;
  const over = outcome === 'theirs' ? ours : theirs;
  const trace = {
    ...(resolution?.requestId !== undefined && { requestId: resolution.requestId }),
    ...(conflict.mappingVersion !== null && { mappingVersion: conflict.mappingVersion }),
  };
  return [{ at: closedAt ?? at, connectionId, what: 'conflict', why, to, over, ...trace }];
}
