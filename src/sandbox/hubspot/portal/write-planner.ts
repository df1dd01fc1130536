/**
 * Judges writes before any is made. One planner serves one call: rows see what earlier rows of the same call take and
 * give free, so a batch can be refused whole, or row by row, without anything to undo.
 */
import { goesBackwards } from './lifecycle-stage';
import type { Mutation } from './mutations';
import type { Source } from './source';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import type { StoredValue } from './property-values';
import { judgeValue } from './property-values';
import { creationDefaults, followUps, missingByRule, missingToCreate } from './record-rules';
import type { StoredRecord } from './record-store';
import { emailProperties } from './record-store';
import type { PropertyProblem, Refusal } from './refusal';
import { uniqueConflict } from './unique-values';

/** What a caller wrote, by property; numbers and booleans have been made strings. */
export type Written = ReadonlyMap<string, string>;

/** What a row asks for, before it is judged. */
export interface Draft {
  /** What to update; `undefined` creates. */
  readonly record: StoredRecord | undefined;
  readonly written: Written;
  /** The property by which `record` was looked for; answered with the result. */
  readonly lookedUpBy?: string | undefined;
  /** Whether the rules of the account's administrators bind it. */
  readonly adminRules?: boolean | undefined;
}

export interface PlannedWrite {
  readonly id: string;
  readonly created: boolean;
  /** Only what differs from the record as it is. */
  readonly changes: ReadonlyMap<string, StoredValue>;
}

export type Judged =
  | { readonly ok: true; readonly values: ReadonlyMap<string, StoredValue> }
  | { readonly ok: false; readonly problems: readonly PropertyProblem[] };

export type Plan =
  { readonly ok: true; readonly write: PlannedWrite } | { readonly ok: false; readonly refusal: Refusal };

export class WritePlanner {
  /** `property value` → the id that will hold it once this call is committed. */
  private readonly claimed = new Map<string, string>();
  private readonly released = new Set<string>();
  private nextId: number;
  /** One call, one moment: thousands of rows of an import have the same millisecond (Airbyte's notes 2024). */
  private readonly now: number;

  constructor(
    private readonly portal: Portal,
    private readonly type: ObjectType,
    private readonly source: Source,
  ) {
    this.nextId = portal.upcomingId;
    this.now = portal.clock.now();
  }

  /** Judges values alone: what one row says about itself. */
  judge({ written, record, lookedUpBy, adminRules }: Draft): Judged {
    const values = new Map<string, StoredValue>();
    const problems: PropertyProblem[] = [];
    for (const [name, value] of written) {
      const verdict = this.judgeOne(name, value, record, written);
      if ('problem' in verdict) problems.push(verdict.problem);
      else values.set(name, verdict.value);
    }
    if (problems.length === 0) problems.push(...this.judgeTogether(values, record, lookedUpBy));
    if (adminRules === true) problems.push(...missingByRule(this.portal, this.type, values, record));
    return problems.length > 0 ? { ok: false, problems } : { ok: true, values };
  }

  /** Takes the unique values of a judged row, or says who has them. An accepted row is part of the call from here on. */
  plan(values: ReadonlyMap<string, StoredValue>, record: StoredRecord | undefined): Plan {
    const id = record?.id ?? String(this.nextId);
    const refusal = this.conflict(values, id);
    if (refusal !== undefined) return { ok: false, refusal };
    if (record === undefined) this.nextId++;
    const changes = this.changes(values, id, record);
    this.claim(changes, id, record);
    return { ok: true, write: { id, created: record === undefined, changes } };
  }

  /** An update that changes nothing is no mutation, or one that moves the modified date alone. */
  mutation(write: PlannedWrite): Mutation[] {
    if (write.changes.size === 0 && !this.portal.switches.noOpMovesModifiedDate) return [];
    const at = this.now;
    return [{ kind: 'record', object: this.type.id, id: write.id, at, properties: Object.fromEntries(write.changes) }];
  }

  private changes(
    values: ReadonlyMap<string, StoredValue>,
    id: string,
    record: StoredRecord | undefined,
  ): Map<string, StoredValue> {
    const differs = ([name, value]: readonly [string, StoredValue]): boolean =>
      (record?.properties.get(name) ?? null) !== value;
    const birth = { id, source: this.source, createdAt: this.now };
    const defaults = record === undefined ? creationDefaults(this.type, birth, values) : [];
    const changes = new Map<string, StoredValue>([...defaults, ...[...values].filter(differs)]);
    for (const [name, value] of followUps(this.portal, this.type, changes, record).filter(differs))
      changes.set(name, value);
    return changes;
  }

  private judgeOne(
    name: string,
    value: string,
    record: StoredRecord | undefined,
    written: Written,
  ): ReturnType<typeof judgeValue> {
    const property = this.portal.catalog.find(this.type.id, name);
    if (property === undefined) {
      const message = `Property "${name}" does not exist`;
      return { problem: { property: name, code: 'PROPERTY_DOESNT_EXIST', message } };
    }
    if (property.readOnly) {
      // HubSpot's code for this is not documented (unverified).
      const message = `"${name}" is a read only property; its value cannot be set.`;
      return { problem: { property: name, code: 'READ_ONLY_VALUE', message } };
    }
    if (this.type.id === '0-1' && emailProperties.includes(name) && this.portal.blockList.hasOneOf(value)) {
      // The words are those of HubSpot's own pages; the code is unverified.
      return { problem: { property: name, code: 'INVALID_EMAIL', message: 'email has been GDPR blacklisted' } };
    }
    const current = record?.properties.get(name) ?? null;
    if (goesBackwards(property, current, value)) {
      if (!this.portal.switches.lifecycleBackwardsRefused) return { value: current };
      const message = `${value} comes before ${current ?? ''}: clear the lifecycle stage first`;
      return { problem: { property: name, code: 'INVALID_OPTION', message } }; // code and text are unverified
    }
    return judgeValue(property, value, {
      current,
      externalOptions: (option) => this.externalOptions(option, record, written),
    });
  }

  private externalOptions(property: string, record: StoredRecord | undefined, written: Written): readonly string[] {
    const pipelines = this.portal.pipelines;
    if (property === 'pipeline') return pipelines.list(this.type.id).map((pipeline) => pipeline.id);
    if (property !== 'dealstage') return this.activeOwners();
    const pipelineId = written.get('pipeline') ?? record?.properties.get('pipeline') ?? 'default';
    return pipelines.find(this.type.id, pipelineId)?.stages.map((stage) => stage.id) ?? [];
  }

  private activeOwners(): string[] {
    const active = this.portal.owners.list().filter((owner) => !owner.archived);
    return active.map((owner) => owner.id);
  }

  private judgeTogether(
    values: ReadonlyMap<string, StoredValue>,
    record: StoredRecord | undefined,
    lookedUpBy: string | undefined,
  ): readonly PropertyProblem[] {
    if (record === undefined) return missingToCreate(this.type, values, lookedUpBy);
    const pipeline = values.get('pipeline');
    const stage = values.get('dealstage') ?? record.properties.get('dealstage');
    if (this.type.id !== '0-3' || typeof pipeline !== 'string' || stage === undefined) return [];
    if (this.portal.pipelines.stage('0-3', pipeline, stage) !== undefined) return [];
    // Moving a deal needs both properties; the text is unverified.
    const message = `${stage} was not one of the allowed options: it is no stage of pipeline ${pipeline}`;
    return [{ property: 'dealstage', code: 'INVALID_OPTION', message }];
  }

  private conflict(values: ReadonlyMap<string, StoredValue>, id: string): Refusal | undefined {
    const records = this.portal.records(this.type.id);
    for (const [name, value] of values) {
      if (value === null) continue;
      const refusal = uniqueConflict(records, [name, value], (property, claim) => {
        const holder = this.holder(property, claim);
        return holder === id ? undefined : holder;
      });
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  private holder(property: string, value: string): string | undefined {
    const key = `${property} ${value}`;
    const claimed = this.claimed.get(key);
    if (claimed !== undefined) return claimed;
    return this.released.has(key) ? undefined : this.portal.records(this.type.id).holder(property, value);
  }

  private claim(changes: ReadonlyMap<string, StoredValue>, id: string, record: StoredRecord | undefined): void {
    const records = this.portal.records(this.type.id);
    for (const [name, value] of changes) {
      for (const [property, old] of records.claims(name, record?.properties.get(name) ?? '')) {
        this.released.add(`${property} ${old}`);
      }
      if (value === null) continue;
      for (const [property, taken] of records.claims(name, value)) this.claimed.set(`${property} ${taken}`, id);
    }
  }
}
