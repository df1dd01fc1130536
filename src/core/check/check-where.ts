/** Which records flow: conditions that can hold. */
import { kindOf } from '../compile-mapping';
import type { Comparable, Condition } from '../condition';
import type { FieldKind } from '../values';
import { checkField } from './check-source';
import type { Say, Scope } from './scope';

export function checkWhere(where: readonly Condition[], scope: Scope, say: Say): void {
  for (const [index, condition] of where.entries()) {
    checkField(condition.field, scope, (_, reason) => say(`[${index}].field`, reason));
    const kind = kindOf(scope.kinds, condition.field);
    const [key, values] = listOf(condition);
    if (key === null) continue;
    if (values.length === 0) {
      say(
        `[${index}].${key}`,
        `is empty, so that ${key === 'in' ? 'no record flows' : 'it says nothing'}: name a value, or leave the condition out`,
      );
    }
    for (const [at, value] of values.entries()) {
      const wrong = wrongValue(value, kind);
      if (wrong !== null) say(`[${index}].${key}[${at}]`, wrong);
    }
  }
}

const listOf = (condition: Condition): readonly ['in' | 'notIn', readonly Comparable[]] | readonly [null] => {
  if ('in' in condition) return ['in', condition.in];
  return 'notIn' in condition ? ['notIn', condition.notIn] : [null];
};

function wrongValue(value: Comparable, kind: FieldKind | undefined): string | null {
  if (typeof value === 'string' && value.trim() === '') return 'is blank: say {"blank": true} of the field';
  const wanted = kind === undefined ? null : typeOf[kind];
  if (wanted !== null && typeof value !== wanted) {
    return `is a ${typeof value}, and the field is of kind ${String(kind)}: write a ${wanted}`;
  }
  if (kind === 'datetime' && Number.isNaN(Date.parse(String(value)))) {
    return 'is no date and time: write it like 2026-03-01T08:00:00Z';
  }
  return kind === 'integer' && !Number.isInteger(value)
    ? 'has a fraction, and the field has whole numbers: correct it'
    : null;
}

const typeOf: Readonly<Record<FieldKind, 'string' | 'number' | 'boolean'>> = {
  text: 'string',
  email: 'string',
  phone: 'string',
  domain: 'string',
  country: 'string',
  currency: 'string',
  datetime: 'string',
  url: 'string',
  reference: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
};
