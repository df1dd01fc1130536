/** Reads JSON of which nobody knows for sure what is in it. */
export type Json = Readonly<Record<string, unknown>>;

export function asJson(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Ids come as strings and as numbers; both become strings. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

/** A count: 0 or more, without a fraction. */
export function asWhole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function asDate(value: unknown): Date | null {
  const date = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function isPresent<T>(value: T | null): value is T {
  return value !== null;
}

/** Parses a body; `undefined` when it is no JSON. An empty body is null. */
export function parseBody(raw: string): unknown {
  if (raw.trim() === '') return null;
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return undefined;
  }
}

/** For answers that say nothing but yes (204). A page of HTML with a 200, from a proxy, is no such answer. */
export function readNothing(body: unknown): 'nothing' | null {
  return body === undefined ? null : 'nothing';
}
