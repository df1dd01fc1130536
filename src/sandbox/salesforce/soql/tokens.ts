/** Cuts the text of a query into tokens, and says which one was not expected. */
import { malformed, refusedAt, type SoqlRefused } from './refused';

export type TokenKind = 'name' | 'string' | 'number' | 'date' | 'datetime' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string, what stands between the quotes. */
  readonly text: string;
  readonly at: number;
}

/** In this order. A path is one token; a number that runs into letters is none. */
const SHAPES: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y],
  ['symbol', /<=|>=|!=|<>|[()=<>,:]/y],
  ['string', /'[^'\\]*(?:\\[^][^'\\]*)*'/y],
  // Milliseconds and an offset without colon are what answers contain; clients send them back (unverified).
  ['datetime', /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)(?!\w)/iy],
  ['date', /\d{4}-\d\d-\d\d(?![\w:.])/y],
  ['number', /[+-]?\d+(?:\.\d+)?(?![\w.])/y],
];
const SPACE = /[ \t\r\n\f]*/y;

export class TokenReader {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(readonly text: string) {
    this.tokens = cut(text);
  }

  get next(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: '<EOF>', at: this.text.length };
  }

  take(): Token {
    const token = this.next;
    this.position++;
    return token;
  }

  /** In whatever case, one of these words or symbols? Then it is taken. */
  takeIf(...words: readonly string[]): string | undefined {
    const word = this.next.text.toUpperCase();
    if (!this.isWord() || !words.includes(word)) return undefined;
    this.position++;
    return word;
  }

  expect(...words: readonly string[]): string {
    const word = this.takeIf(...words);
    if (word === undefined) throw this.unexpected();
    return word;
  }

  isNext(...words: readonly string[]): boolean {
    return this.isWord() && words.includes(this.next.text.toUpperCase());
  }

  /** The one after the next, in capitals: `COUNT (` is a function, `COUNT` a field. */
  followingWord(ahead = 1): string | undefined {
    const token = this.tokens[this.position + ahead];
    return token === undefined || token.kind === 'string' ? undefined : token.text.toUpperCase();
  }

  takeKind(kind: TokenKind): Token {
    if (this.next.kind !== kind) throw this.unexpected();
    return this.take();
  }

  unexpected(token: Token = this.next): SoqlRefused {
    return refusedAt('MALFORMED_QUERY', { text: this.text, at: token.at }, `unexpected token: '${token.text}'`);
  }

  private isWord(): boolean {
    return this.next.kind === 'name' || this.next.kind === 'symbol';
  }
}

function cut(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const token = tokenAt(text, at);
    at += token.text.length + (token.kind === 'string' ? 2 : 0);
    tokens.push(token);
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  for (const [kind, shape] of SHAPES) {
    shape.lastIndex = at;
    const found = shape.exec(text)?.[0];
    if (found !== undefined) return { kind, text: kind === 'string' ? found.slice(1, -1) : found, at };
  }
  // Both texts unverified.
  if (text.charAt(at) === "'") throw malformed(`line 1:${at} mismatched character '<EOF>' expecting '''`);
  throw malformed(
    `line 1:${at} no viable alternative at character '${String.fromCodePoint(text.codePointAt(at) ?? 0)}'`,
  );
}

function skipSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  return from + (SPACE.exec(text)?.[0].length ?? 0);
}
