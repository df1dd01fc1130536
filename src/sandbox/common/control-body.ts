/** Reading the body of a control request: `unknown` until one of these has looked at it. What is wrong is said, not ignored. */
import { ControlError } from './control-error';

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new ControlError(`${what} must be an object`);
}

export function asList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw new ControlError(`${what} must be a list`);
}

export function asText(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ControlError(`${what} must be a text`);
}

export function optionalText(value: unknown, what: string): string | undefined {
  return value === undefined || value === null ? undefined : asText(value, what);
}

export function optionalBoolean(value: unknown, what: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw new ControlError(`${what} must be true or false`);
}

export function optionalNumber(value: unknown, what: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new ControlError(`${what} must be a number`);
}

/** Bounds included. */
export function between(body: Json, key: string, min: number, max: number): number | undefined {
  const value = optionalNumber(body[key], key);
  if (value !== undefined && (value < min || value > max)) {
    throw new ControlError(`${key} must be between ${min} and ${max}`);
  }
  return value;
}

export function whole(body: Json, key: string, min: number, max: number): number | undefined {
  const value = between(body, key, min, max);
  if (value !== undefined && !Number.isInteger(value)) throw new ControlError(`${key} must be a whole number`);
  return value;
}

/** The first is the default. */
export function oneOf<const T extends string>(value: unknown, allowed: readonly [T, ...T[]], key: string): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new ControlError(`${key} must be ${allowed.join(' or ')}`);
  return found;
}

/** A key that a control request does not know is a slip, and not to be passed over. `who` begins the sentence. */
export function refuseUnknown(body: Json, known: readonly string[], who: string): void {
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new ControlError(`${who} has no ${unknown.join(', ')}; it knows ${known.join(', ')}`);
}
