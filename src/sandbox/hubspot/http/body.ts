/** Reading request bodies: `unknown` until one of these has looked at it. Extra keys are ignored, as HubSpot does. */
import { Refused } from '../portal/refusal';

export type Json = Readonly<Record<string, unknown>>;

/** HubSpot's error for a body of the wrong shape; it has no category (recorded). */
export function unreadable(what: string): Refused {
  return new Refused({ kind: 'unreadable', message: `Invalid input JSON on line 1, column 1: ${what}` });
}

export function asObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw unreadable(`Cannot deserialize value of type \`${what}\``);
}

export function asArray(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw unreadable(`Cannot deserialize value of type \`${what}\``);
}

/** A string, or a number as one. */
export function asText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw unreadable(`Cannot deserialize value of type \`java.lang.String\` for ${what}`);
}

export function optionalText(value: unknown, what: string): string | undefined {
  return value === undefined || value === null ? undefined : asText(value, what);
}

export function optionalArray(value: unknown, what: string): readonly unknown[] {
  return value === undefined || value === null ? [] : asArray(value, what);
}

export function optionalBoolean(value: unknown, what: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw unreadable(`Cannot deserialize value of type \`boolean\` for ${what}`);
}

export function optionalNumber(value: unknown, what: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw unreadable(`Cannot deserialize value of type \`int\` for ${what}`);
}

/** The `inputs` of a batch call, at most `max` (HubSpot docs 2026-03: one more is a 400; its text is unverified). */
export function asInputs(body: unknown, max: number): readonly Json[] {
  const inputs = asArray(asObject(body, 'batch').inputs, 'java.util.ArrayList');
  if (inputs.length > max) {
    const message = `The maximum number of inputs is ${max}, ${inputs.length} were given`;
    throw new Refused({ kind: 'invalid', message });
  }
  return inputs.map((input) => asObject(input, 'batch input'));
}

/** Property values as HubSpot takes them: strings, and also numbers and booleans (recorded); null and "" clear. */
export function asProperties(value: unknown): Map<string, string> {
  const written = new Map<string, string>();
  for (const [name, given] of Object.entries(asObject(value ?? {}, 'java.util.LinkedHashMap'))) {
    written.set(name, propertyText(given));
  }
  return written;
}

function propertyText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? String(value) : asText(value, 'properties');
}
