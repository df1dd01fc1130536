/** What administrators have set up: automation that sets fields, validation rules, duplicate rules, in the order in which they are asked. */
import type { Check, Saving, WriteOptions } from './check';
import { holds, type Condition } from './condition';
import { duplicatesOf, type DuplicateRule } from './duplicate-rules';
import { recordError, type RecordError } from './refused';
import type { Value } from './row';

/** A flow before the record is saved: part of the same write, and nobody else's (contract 7.7). */
export interface Automation {
  readonly kind: 'automation';
  readonly object: string;
  readonly when: Condition;
  readonly set: Readonly<Record<string, Value>>;
}

export interface ValidationRule {
  readonly kind: 'validation';
  readonly object: string;
  /** What is wrong, as in Salesforce: the record is refused when it holds. */
  readonly when: Condition;
  readonly message: string;
  /** Where the page shows it; null: on top. */
  readonly field: string | null;
}

export type Rule = Automation | ValidationRule | DuplicateRule;

export class Rules {
  private rules: Rule[] = [];

  add(rule: Rule): void {
    this.rules.push(rule);
  }

  clear(): void {
    this.rules = [];
  }

  list(): readonly Rule[] {
    return this.rules;
  }

  /** Nothing is asked when a record is deleted. */
  readonly check: Check = (saving, options) => {
    if (this.rules.length === 0 || saving.deleting === true) return [];
    this.automate(saving);
    const invalid = this.invalid(saving);
    return invalid.length > 0 ? invalid : this.duplicates(saving, options);
  };

  private automate(saving: Saving): void {
    for (const rule of this.rules) {
      if (rule.kind !== 'automation' || rule.object !== saving.type.name || !holds(rule.when, saving)) continue;
      for (const [name, value] of Object.entries(rule.set)) {
        const field = saving.type.fieldOf(name);
        if (field !== undefined) saving.values.set(field, value);
      }
    }
  }

  /** All that hold, each an error of its own. */
  private invalid(saving: Saving): RecordError[] {
    return this.rules.flatMap((rule) =>
      rule.kind === 'validation' && rule.object === saving.type.name && holds(rule.when, saving)
        ? [recordError('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, rule.field === null ? [] : [rule.field])]
        : [],
    );
  }

  private duplicates(saving: Saving, options: WriteOptions): RecordError[] {
    for (const rule of this.rules) {
      if (rule.kind !== 'duplicate' || rule.object !== saving.type.name) continue;
      if (rule.action === 'alert' && options.allowSave) continue;
      const error = duplicatesOf(rule, saving);
      if (error !== undefined) return [error];
    }
    return [];
  }
}
