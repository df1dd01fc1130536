/** How a line flows: what it says has to mean something. */
import { converterNameOf, usualConverter } from '../field-converters';
import { kindOf } from '../compile-mapping';
import type { Direction } from '../field-rule';
import type { ConverterName, FieldDocument } from '../mapping-document';
import type { FieldKind } from '../values';
import { checkField } from './check-source';
import { isReadBack, type Say, type Scope } from './scope';

export function checkRule(line: FieldDocument, scope: Scope, say: Say): void {
  const { direction = 'push', constant } = line;
  if (scope.part === 'line') checkLineRule(line, say);
  else if (line.field === undefined && direction !== 'push') {
    const what = constant === undefined ? 'template' : 'constant';
    say('direction', `is ${direction}, and a ${what} is only pushed: leave it out`);
  } else checkRecordRule(line, direction, say);
  if (constant !== undefined && line.blank === 'clear') {
    say('blank', 'is said of a constant, which is never blank: leave it out');
  }
}

function checkRecordRule(line: FieldDocument, direction: Direction, say: Say): void {
  const isTwoWay = direction === 'both';
  if (line.policy !== undefined && !isTwoWay) say('policy', oneWay('policy', direction));
  if (line.seed !== undefined && !isTwoWay) say('seed', oneWay('seed', direction));
  if (line.enforce === true && isTwoWay) {
    say('enforce', 'is for fields of one direction: in a two-way field the policy decides; leave it out');
  }
}

const oneWay = (key: string, direction: string): string =>
  `is for two-way fields, and this one has direction ${direction}: leave ${key} out, or say direction "both"`;

function checkLineRule(line: FieldDocument, say: Say): void {
  if (isReadBack(line)) say('direction', `is ${line.direction ?? ''}, and order lines are only pushed: leave it out`);
  for (const key of ['policy', 'seed', 'enforce'] as const) {
    if (line[key] !== undefined) say(key, 'means nothing in an order line, which is only pushed: leave it out');
  }
  if (line.create) say('create', 'is not for order lines: make the property in the CRM, and leave it out');
}

const textKinds: readonly ConverterName[] = ['text', 'picklist'];
/** What writes a value of a kind. */
const byKind: Readonly<Record<FieldKind, readonly ConverterName[]>> = {
  text: textKinds,
  email: ['text'],
  phone: ['text'],
  domain: ['text'],
  country: textKinds,
  currency: textKinds,
  url: ['text'],
  reference: ['text'],
  datetime: ['datetime', 'date', 'text'],
  integer: ['integer', 'number', 'money', 'text', 'picklist'],
  number: ['number', 'text', 'picklist'],
  boolean: ['boolean', 'text', 'picklist'],
};
const byConstant: Readonly<Record<string, readonly ConverterName[]>> = {
  string: ['text', 'date', 'datetime'],
  number: ['number', 'text'],
  boolean: ['boolean', 'text'],
};
/** What text cannot bring back: it stays text. */
const noTexts: readonly (FieldKind | undefined)[] = ['integer', 'number', 'boolean'];

export function checkConverter(line: FieldDocument, scope: Scope, say: Say): void {
  const kind = line.field === undefined ? undefined : kindOf(scope.kinds, line.field);
  const name = converterNameOf(line, kind);
  const fitting = fittingConverters(line, kind);
  if (fitting && !fitting.includes(name)) {
    say('converter', `${name} does not write ${whatOf(line, kind)}: say ${fitting.join(' or ')}`);
    return;
  }
  checkWayBack(line, { name, kind }, say);
  checkAmount(line, kind, say);
  checkCurrency(line, name, scope, say);
  if (name === 'datetime' || name === 'date') checkMoment(line, say);
}

/** Amounts are integers by kind: that it goes without saying would send 1250 for 12.50. */
function checkAmount({ field = '', converter }: FieldDocument, kind: FieldKind | undefined, say: Say): void {
  if (kind !== 'integer' || converter !== undefined || !field.endsWith('Minor')) return;
  say('converter', `is not said: ${field} is in minor units; say money (12.50), or integer for the minor units (1250)`);
}

function fittingConverters(line: FieldDocument, kind: FieldKind | undefined): readonly ConverterName[] | null {
  if (line.template !== undefined) return ['text'];
  if (line.constant !== undefined) return byConstant[typeof line.constant] ?? [];
  return kind === undefined ? null : byKind[kind];
}

const whatOf = (line: FieldDocument, kind: FieldKind | undefined): string => {
  if (line.template !== undefined) return 'what a template says';
  if (line.constant !== undefined) return `a constant that is a ${typeof line.constant}`;
  return `${line.field ?? ''}, which is of kind ${String(kind)}`;
};

function checkWayBack(
  line: FieldDocument,
  { name, kind }: { readonly name: ConverterName; readonly kind: FieldKind | undefined },
  say: Say,
): void {
  if (!isReadBack(line) || line.field === undefined) return;
  if (name === 'date') {
    say(
      'direction',
      'reads a date back, which has lost its time of day: say direction "push", or converter "datetime"',
    );
  } else if (name === 'text' && noTexts.includes(kind)) {
    say('converter', `text brings ${line.field} back as text: say ${usualConverter(line, kind)}, or direction "push"`);
  } else if (kind === 'reference') {
    say(
      'direction',
      `reads ${line.field} back, which names a record: say direction "push"; associations are followed anyway`,
    );
  }
}

function checkCurrency(line: FieldDocument, name: ConverterName, scope: Scope, say: Say): void {
  if (name !== 'money') {
    if (line.currency !== undefined)
      say('currency', `means nothing to converter ${name}: leave it out, or say converter "money"`);
    return;
  }
  if (line.currency !== undefined) checkField(line.currency, scope, (_, reason) => say('currency', reason));
  else if (kindOf(scope.kinds, 'currency') === undefined) {
    say('currency', `is not said, and a ${scope.object} has no field currency: name the field that holds it`);
  }
}

function checkMoment({ constant }: FieldDocument, say: Say): void {
  if (typeof constant === 'string' && Number.isNaN(Date.parse(constant))) {
    say('constant', 'is no date and time: write it like 2026-03-01 or 2026-03-01T08:00:00Z');
  }
}
