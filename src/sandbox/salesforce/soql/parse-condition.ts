/** Conditions of WHERE and HAVING; the grammar stands in `parse.ts`. */
import { parseLiteral, parseLiterals } from './parse-literal';
import { parseOperand } from './parse-operand';
import type { Comparator, Comparison, Condition, Query } from './query';
import { malformed } from './refused';
import { decodePattern, decodeString } from './string-literal';
import type { TokenReader } from './tokens';

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
/** Keeps the stack of parser and filter flat; how many Salesforce takes is unverified. */
const MAX_DEPTH = 200;

export interface ConditionRules {
  /** `parse.ts` reads a sub-select; given here because it reads conditions in turn. */
  readonly parseSubSelect: () => Query;
  /** HAVING has aggregates in it. */
  readonly aggregates: boolean;
}

/**
 * AND and OR are not mixed without parentheses, and NOT stands alone or in parentheses: `a AND NOT b` is an error
 * (contract 11.16; seen by others against an org, jetstreamapp/soql-parser-js#201).
 */
export function parseCondition(reader: TokenReader, rules: ConditionRules, depth = 0): Condition {
  if (depth > MAX_DEPTH) throw malformed('The query is nested too deep');
  if (reader.takeIf('NOT') !== undefined) return { kind: 'not', part: parsePart(reader, rules, depth) };
  const parts = [parsePart(reader, rules, depth)];
  const word = reader.takeIf('AND', 'OR');
  if (word === undefined) return parts[0] as Condition;
  do parts.push(parsePart(reader, rules, depth));
  while (reader.takeIf(word) !== undefined);
  return { kind: word === 'AND' ? 'and' : 'or', parts };
}

function parsePart(reader: TokenReader, rules: ConditionRules, depth: number): Condition {
  if (reader.takeIf('(') === undefined) return parseComparison(reader, rules);
  const condition = parseCondition(reader, rules, depth + 1);
  reader.expect(')');
  return condition;
}

function parseComparison(reader: TokenReader, rules: ConditionRules): Comparison {
  const operandToken = reader.next;
  const operand = parseOperand(reader);
  if (operand.kind === 'aggregate' && !rules.aggregates) throw reader.unexpected(operandToken);
  const operatorToken = reader.take();
  const word = operatorToken.kind === 'string' ? '' : operatorToken.text.toUpperCase();
  const operator = COMPARATORS[word];
  if (operator !== undefined) return { kind: 'compare', operand, operator, literal: parseLiteral(reader) };
  switch (word) {
    case 'LIKE':
      return { kind: 'like', operand, pattern: decodePattern(reader.takeKind('string').text) };
    case 'IN':
      return parseIn(reader, rules, { operand, negated: false });
    case 'NOT':
      reader.expect('IN');
      return parseIn(reader, rules, { operand, negated: true });
    case 'INCLUDES':
    case 'EXCLUDES':
      return { kind: 'includes', operand, negated: word === 'EXCLUDES', sets: parseSets(reader) };
    default:
      throw reader.unexpected(operatorToken);
  }
}

function parseIn(
  reader: TokenReader,
  rules: ConditionRules,
  head: Pick<Extract<Comparison, { kind: 'in' }>, 'operand' | 'negated'>,
): Comparison {
  if (!reader.isNext('(')) throw reader.unexpected();
  if (reader.followingWord() !== 'SELECT') return { kind: 'in', ...head, literals: parseLiterals(reader) };
  reader.expect('(');
  const query = rules.parseSubSelect();
  reader.expect(')');
  return { kind: 'inQuery', ...head, query };
}

function parseSets(reader: TokenReader): string[] {
  reader.expect('(');
  const sets = [decodeString(reader.takeKind('string').text)];
  while (reader.expect(',', ')') === ',') sets.push(decodeString(reader.takeKind('string').text));
  return sets;
}
