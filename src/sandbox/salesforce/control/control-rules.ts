/** `/_sandbox/rules`: what administrators have set up against records, or on top of them. */
import { asList, asObject, asText, oneOf, optionalText, refuseUnknown, type Json } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call } from '../http/route';
import { operators, type Condition } from '../org/condition';
import { Misread, readValue } from '../org/field-values';
import type { Org } from '../org/org';
import type { Value } from '../org/row';
import type { Rule } from '../org/rules';
import type { Field } from '../org/schema';
import type { SObject } from '../org/sobject';
import { controlBody, controlType, type Lever } from './control-call';

export function ruleLevers(org: Org): Lever[] {
  return [
    { method: 'GET', lever: 'rules', handle: () => rulesAnswer(org, 200) },
    {
      method: 'POST',
      lever: 'rules',
      handle: (call) => {
        org.rules.add(asRule(org, call));
        return rulesAnswer(org, 201);
      },
    },
    {
      method: 'DELETE',
      lever: 'rules',
      handle: () => {
        org.rules.clear();
        return { status: 204 };
      },
    },
  ];
}

function rulesAnswer(org: Org, status: number): Answer {
  return { status, body: { rules: org.rules.list() } };
}

function asRule(org: Org, call: Call): Rule {
  const body = controlBody(call);
  const kind = oneOf(body.kind, ['validation', 'duplicate', 'automation'], 'kind');
  const type = controlType(org, body.object);
  if (kind === 'duplicate') return asDuplicateRule(org, type, body);
  const own = kind === 'validation' ? ['message', 'field'] : ['set'];
  refuseUnknown(body, ['kind', 'object', 'when', ...own], `A rule of kind ${kind}`);
  const base = { object: type.name, when: asCondition(type, body.when) };
  if (kind === 'validation') {
    const field = body.field === undefined ? null : fieldOf(type, body.field).name;
    return { ...base, kind, message: asText(body.message, 'message'), field };
  }
  const set = Object.entries(asObject(body.set, 'set')).map(([name, value]) => {
    const field = fieldOf(type, name);
    return [field.name, valueOf(field, value)] as const;
  });
  return { ...base, kind, set: Object.fromEntries(set) };
}

function asDuplicateRule(org: Org, type: SObject, body: Json): Rule {
  const known = ['kind', 'object', 'name', 'among', 'match', 'action', 'message'];
  refuseUnknown(body, known, 'A rule of kind duplicate');
  const match = asList(body.match, 'match').map((name) => fieldOf(type, name).name);
  if (match.length === 0) throw new ControlError('match must name a field');
  return {
    kind: 'duplicate',
    object: type.name,
    name: optionalText(body.name, 'name') ?? `Standard_${type.name}_Duplicate_Rule`,
    among: body.among === undefined ? type.name : controlType(org, body.among).name,
    match,
    action: oneOf(body.action, ['alert', 'block'], 'action'),
    message: optionalText(body.message, 'message') ?? 'Use one of these records?',
  };
}

/** `{"field", "operator", "value"}`, or `all`, `any`, `not` of such. None: always. */
function asCondition(type: SObject, given: unknown): Condition {
  if (given === undefined) return { all: [] };
  const body = asObject(given, 'when');
  const each = (list: unknown, key: string): Condition[] => asList(list, key).map((one) => asCondition(type, one));
  if (body.all !== undefined) return { all: each(body.all, 'all') };
  if (body.any !== undefined) return { any: each(body.any, 'any') };
  if (body.not !== undefined) return { not: asCondition(type, body.not) };
  refuseUnknown(body, ['field', 'operator', 'value'], 'A condition');
  const field = fieldOf(type, body.field);
  const operator = oneOf(body.operator, operators, 'operator');
  const isText = operator === 'matches' || operator === 'contains';
  const value = isText ? asText(body.value, 'value') : valueOf(field, body.value);
  if (operator === 'matches') requirePattern(String(value));
  return { field: field.name, operator, value };
}

function requirePattern(text: string): void {
  try {
    new RegExp(text, 'u');
  } catch {
    throw new ControlError(`${text} is no regular expression`);
  }
}

function fieldOf(type: SObject, name: unknown): Field {
  const field = type.fieldOf(asText(name, 'field'));
  if (field === undefined) throw new ControlError(`${type.name} has no field ${String(name)}`);
  return field;
}

function valueOf(field: Field, given: unknown): Value {
  try {
    return readValue(field, given, 'json');
  } catch (error) {
    if (error instanceof Misread) throw new ControlError(`${field.name} cannot be ${error.given}`);
    throw error;
  }
}
