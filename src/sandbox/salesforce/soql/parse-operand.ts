/** Fields and aggregates: what stands left of an operator, in the list of fields, and in ORDER BY. */
import { AGGREGATES, type Operand, type Path } from './query';
import type { TokenReader } from './tokens';

/** Not names where a field is expected, so that what is left out shows where it is missing. */
const RESERVED = new Set(['SELECT', 'FROM', 'WHERE', 'AND', 'OR', 'NOT', 'IN', 'LIKE', 'NULL', 'INCLUDES', 'EXCLUDES']);

export function parseOperand(reader: TokenReader): Operand {
  if (reader.next.kind === 'name' && reader.followingWord() === '(') {
    const word = reader.next.text.toUpperCase();
    const name = AGGREGATES.find((aggregate) => aggregate === word);
    const token = reader.take();
    // Other functions (FORMAT, toLabel, CALENDAR_YEAR, DISTANCE …) are not known here.
    if (name === undefined) throw reader.unexpected(token);
    reader.expect('(');
    const path = parsePath(reader);
    reader.expect(')');
    return { kind: 'aggregate', name, path };
  }
  return { kind: 'field', path: parsePath(reader) };
}

export function parsePath(reader: TokenReader): Path {
  if (reader.next.kind !== 'name' || RESERVED.has(reader.next.text.toUpperCase())) throw reader.unexpected();
  const { text, at } = reader.take();
  return { names: text.split('.'), at };
}
