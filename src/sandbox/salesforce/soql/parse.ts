/**
 * Reads SOQL. By hand, because a query that is not understood must be refused, and places in its text be told:
 * `@jetstreamapp/soql-parser-js` 6.3.1, tried 2026-11, reads `a = 1 b = 2` and the 45th of a month, gives the same
 * tree shape for `NOT a AND b` with and without parentheses, leaves escapes as they are, and knows no places.
 *
 *     query      = SELECT selection FROM source [ USING SCOPE EVERYTHING ] [ WHERE condition ]
 *                  [ WITH ( SECURITY_ENFORCED | USER_MODE | SYSTEM_MODE ) ]
 *                  [ GROUP BY path { "," path } [ HAVING condition ] ]
 *                  [ ORDER BY order { "," order } ] [ LIMIT whole ] [ OFFSET whole ]
 *                  { FOR ( VIEW | REFERENCE | UPDATE ) }
 *     selection  = COUNT "(" ")" | item { "," item }
 *     item       = operand [ alias ] | FIELDS "(" ( ALL | STANDARD | CUSTOM ) ")" | "(" query ")"
 *     source     = path [ alias ] { "," path [ alias ] }
 *     condition  = part { AND part } | part { OR part } | NOT part
 *     part       = comparison | "(" condition ")"
 *     comparison = operand ( "=" | "!=" | "<>" | "<" | "<=" | ">" | ">=" ) literal
 *                | operand LIKE string
 *                | operand [ NOT ] IN ( "(" literal { "," literal } ")" | "(" query ")" )
 *                | operand ( INCLUDES | EXCLUDES ) "(" string { "," string } ")"
 *     operand    = path | ( COUNT | COUNT_DISTINCT | MIN | MAX | SUM | AVG ) "(" path ")"
 *     order      = operand [ ASC | DESC ] [ NULLS ( FIRST | LAST ) ]
 *     literal    = string | number | date | datetime | NULL | TRUE | FALSE | dateLiteral [ ":" whole ]
 *     path       = name { "." name }
 *
 * Words in whatever case. SCOPE, WITH and FOR change no row of an answer here; others of their kind are refused.
 */
import { parseCondition } from './parse-condition';
import { parseOperand, parsePath } from './parse-operand';
import type { Condition, FieldSet, Order, Path, Query, SelectItem } from './query';
import { malformed } from './refused';
import { TokenReader } from './tokens';

/** Documented as the longest a query can be (contract 3.1, unverified). */
const MAX_LENGTH = 100_000;
/** Documented as what an alias cannot be, and the words that this grammar can meet in its place. */
const NO_ALIAS = new Set(
  (
    'AND ASC DESC EXCLUDES FIRST FROM GROUP HAVING IN INCLUDES LAST LIKE LIMIT NOT NULL NULLS OR SELECT USING WHERE ' +
    'WITH ORDER OFFSET FOR ALL UPDATE'
  ).split(' '),
);

/** Throws `SoqlRefused`. */
export function parseSoql(text: string): Query {
  if (text.length > MAX_LENGTH) throw malformed(`SOQL statements cannot be longer than ${MAX_LENGTH} characters.`);
  const reader = new TokenReader(text);
  const query = parseQuery(reader, false);
  if (reader.next.kind !== 'end') throw reader.unexpected();
  return query;
}

/** Sub-queries and sub-selects have no others in them: one level (contract 3.1). */
function parseQuery(reader: TokenReader, nested: boolean): Query {
  reader.expect('SELECT');
  const { countOnly, select } = parseSelection(reader, nested);
  reader.expect('FROM');
  const { from, aliases } = parseSource(reader);
  if (reader.takeIf('USING') !== undefined) {
    reader.expect('SCOPE');
    reader.expect('EVERYTHING');
  }
  const where = parseConditionAfter(reader, 'WHERE', nested);
  if (reader.takeIf('WITH') !== undefined) reader.expect('SECURITY_ENFORCED', 'USER_MODE', 'SYSTEM_MODE');
  const groupBy = parseGroupBy(reader);
  const having = groupBy.length === 0 ? null : parseConditionAfter(reader, 'HAVING', nested);
  const orderBy = parseOrderBy(reader);
  const limit = parseWhole(reader, 'LIMIT');
  const offset = parseWhole(reader, 'OFFSET') ?? 0;
  while (reader.takeIf('FOR') !== undefined) reader.expect('VIEW', 'REFERENCE', 'UPDATE');
  return { text: reader.text, countOnly, select, from, aliases, where, groupBy, having, orderBy, limit, offset };
}

function parseSelection(reader: TokenReader, nested: boolean): Pick<Query, 'countOnly' | 'select'> {
  if (isCountOnly(reader)) return { countOnly: true, select: [] };
  const select = [parseItem(reader, nested)];
  while (reader.takeIf(',') !== undefined) select.push(parseItem(reader, nested));
  return { countOnly: false, select };
}

/** `COUNT()` has nothing in it; `COUNT(Id)` is an aggregate among others. */
function isCountOnly(reader: TokenReader): boolean {
  if (!reader.isNext('COUNT') || reader.followingWord() !== '(' || reader.followingWord(2) !== ')') return false;
  for (const word of ['COUNT', '(', ')']) reader.expect(word);
  return true;
}

function parseItem(reader: TokenReader, nested: boolean): SelectItem {
  if (!nested && reader.takeIf('(') !== undefined) {
    const query = parseQuery(reader, true);
    reader.expect(')');
    return { kind: 'children', query };
  }
  const { at } = reader.next;
  if (reader.isNext('FIELDS') && reader.followingWord() === '(') {
    reader.expect('FIELDS');
    reader.expect('(');
    const set = reader.expect('ALL', 'STANDARD', 'CUSTOM') as FieldSet;
    reader.expect(')');
    return { kind: 'fieldSet', set, at };
  }
  return { kind: 'operand', operand: parseOperand(reader), alias: parseAlias(reader) };
}

function parseAlias(reader: TokenReader): string | null {
  const { kind, text } = reader.next;
  if (kind !== 'name' || text.includes('.') || NO_ALIAS.has(text.toUpperCase())) return null;
  return reader.take().text;
}

/** `Contact c, c.Account a`: what follows the first are paths from it. */
function parseSource(reader: TokenReader): Pick<Query, 'from' | 'aliases'> {
  const from = parsePath(reader);
  const alias = parseAlias(reader);
  const aliases = new Map<string, readonly string[]>();
  if (alias !== null) aliases.set(alias.toLowerCase(), []);
  while (reader.takeIf(',') !== undefined) {
    const path = parsePath(reader);
    const name = parseAlias(reader);
    const start = aliases.get((path.names[0] ?? '').toLowerCase());
    if (name === null || start === undefined || aliases.has(name.toLowerCase()))
      // Text unverified.
      throw malformed(
        'A driving SObject type has already been set, all other entity types in the FROM clause must be relationships to the initial object.',
      );
    aliases.set(name.toLowerCase(), [...start, ...path.names.slice(1)]);
  }
  return { from, aliases };
}

function parseConditionAfter(reader: TokenReader, word: 'WHERE' | 'HAVING', nested: boolean): Condition | null {
  if (reader.takeIf(word) === undefined) return null;
  const parseSubSelect = (): Query => {
    // Text recorded by others.
    if (nested) throw malformed('Nesting of semi join sub-selects is not supported');
    return parseQuery(reader, true);
  };
  return parseCondition(reader, { parseSubSelect, aggregates: word === 'HAVING' });
}

function parseGroupBy(reader: TokenReader): Path[] {
  if (reader.takeIf('GROUP') === undefined) return [];
  reader.expect('BY');
  const paths = [parsePath(reader)];
  while (reader.takeIf(',') !== undefined) paths.push(parsePath(reader));
  return paths;
}

function parseOrderBy(reader: TokenReader): Order[] {
  if (reader.takeIf('ORDER') === undefined) return [];
  reader.expect('BY');
  const orders = [parseOrder(reader)];
  while (reader.takeIf(',') !== undefined) orders.push(parseOrder(reader));
  return orders;
}

function parseOrder(reader: TokenReader): Order {
  const operand = parseOperand(reader);
  const descending = reader.takeIf('ASC', 'DESC') === 'DESC';
  const nullsLast = reader.takeIf('NULLS') !== undefined && reader.expect('FIRST', 'LAST') === 'LAST';
  return { operand, descending, nullsLast };
}

function parseWhole(reader: TokenReader, word: 'LIMIT' | 'OFFSET'): number | null {
  if (reader.takeIf(word) === undefined) return null;
  const token = reader.takeKind('number');
  if (!/^\d{1,10}$/.test(token.text)) throw reader.unexpected(token);
  return Number(token.text);
}
