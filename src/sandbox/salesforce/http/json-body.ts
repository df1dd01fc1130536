/** A body as JSON, refused in Salesforce's words. */
import { refused } from '../org/refused';
import type { Call } from './route';

export type Json = Readonly<Record<string, unknown>>;

type Body = Pick<Call, 'body'> & Partial<Pick<Call, 'headers'>>;

/** The end of the text is unverified: Salesforce's parser names line and column. */
export function jsonOf(call: Body): unknown {
  const type = call.headers?.['content-type'];
  // The text is unverified. XML is read by Salesforce and left out here.
  if (type !== undefined && !/\bjson\b/i.test(type))
    throw refused(415, 'UNSUPPORTED_MEDIA_TYPE', `Unsupported content type: ${type}`);
  try {
    return JSON.parse(call.body) as unknown;
  } catch {
    throw parserError('Unexpected character or end-of-input at [line:1, column:1]');
  }
}

export function objectOf(call: Body): Json {
  return asObject(jsonOf(call));
}

export function asObject(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw parserError('The value must be an object');
}

export function asList(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw parserError(`${name} must be an array`);
}

export function parserError(message: string): Error {
  return refused(400, 'JSON_PARSER_ERROR', message);
}
