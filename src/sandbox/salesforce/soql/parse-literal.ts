/** Literals of a query: what stands right of an operator. */
import { dateLiteralKind } from './date-literals';
import type { Literal } from './query';
import { malformed } from './refused';
import { decodeString } from './string-literal';
import type { Token, TokenReader } from './tokens';

/** Five digits span more than any date can be. */
const MAX_COUNT_DIGITS = 5;

/** `(a, b)` */
export function parseLiterals(reader: TokenReader): Literal[] {
  reader.expect('(');
  const literals = [parseLiteral(reader)];
  while (reader.expect(',', ')') === ',') literals.push(parseLiteral(reader));
  return literals;
}

export function parseLiteral(reader: TokenReader): Literal {
  const token = reader.take();
  const { at, text } = token;
  switch (token.kind) {
    case 'string':
      return { kind: 'string', value: decodeString(text), at };
    case 'number':
      return { kind: 'number', value: Number(text), whole: !text.includes('.'), at };
    case 'date':
      if (!isDay(text)) throw malformed(`Invalid date: ${text}`);
      return { kind: 'date', value: text, at };
    case 'datetime':
      return { kind: 'datetime', value: parseDatetime(text), at };
    case 'name':
      return parseNamedLiteral(reader, token);
    case 'symbol':
    case 'end':
      throw reader.unexpected(token);
  }
}

function parseNamedLiteral(reader: TokenReader, token: Token): Literal {
  const { at } = token;
  const name = token.text.toUpperCase();
  if (name === 'NULL') return { kind: 'null', at };
  if (name === 'TRUE' || name === 'FALSE') return { kind: 'boolean', value: name === 'TRUE', at };
  const kind = dateLiteralKind(name);
  if (kind === 'plain') return { kind: 'dateLiteral', name, count: 0, at };
  if (kind === undefined) throw reader.unexpected(token);
  reader.expect(':');
  const count = reader.takeKind('number');
  if (!/^\d+$/.test(count.text) || count.text.length > MAX_COUNT_DIGITS) throw reader.unexpected(count);
  return { kind: 'dateLiteral', name, count: Number(count.text), at };
}

function parseDatetime(text: string): number {
  const upper = text.toUpperCase();
  const [, hours = '', minutes = ''] = /([+-]\d\d):?(\d\d)$/.exec(upper) ?? [];
  const offset = hours === '' ? 'Z' : `${hours}:${minutes}`;
  const [, local = '', fraction = ''] = /^(.{19})(\.\d{1,3})?/.exec(upper) ?? [];
  const time = Date.parse(local + fraction + offset);
  if (!isDay(upper.slice(0, 10)) || Number.isNaN(time)) throw malformed(`Invalid datetime: ${text}`);
  return time;
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
