/** `@{ref.id}`, `@{ref.records[0].Id}`: what an earlier part answered, in the address or the body of a later one (contract 2.4). */

const REFERENCE = /@\{([^}]*)\}/g;
const WHOLE_REFERENCE = /^@\{([^}]*)\}$/;

/** What the parts so far answered, by their reference ids. Without those that failed. */
export type Answered = ReadonlyMap<string, unknown>;

/** There is no such value. The text is Salesforce's as it is told by others (unverified). */
export class BadReference extends Error {
  constructor(reference: string) {
    super(`Invalid reference specified. No value for ${reference} found.`);
    this.name = 'BadReference';
  }
}

/** A value in an address is encoded, so that it stays the value that it was. */
export function fillUrl(url: string, answered: Answered): string {
  return url.replace(REFERENCE, (_all, reference: string) => encodeURIComponent(asText(valueOf(reference, answered))));
}

/** A string that is nothing but a reference becomes the value itself. */
export function fillBody(body: unknown, answered: Answered): unknown {
  if (typeof body === 'string') return fillText(body, answered);
  if (Array.isArray(body)) return body.map((one) => fillBody(one, answered));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, fillBody(value, answered)]));
}

/** The reference ids that a part speaks of. */
export function referencesIn(part: readonly unknown[]): ReadonlySet<string> {
  const text = JSON.stringify(part);
  return new Set(Array.from(text.matchAll(REFERENCE), ([, reference = '']) => pathOf(reference)[0] ?? ''));
}

function fillText(text: string, answered: Answered): unknown {
  const [, whole] = WHOLE_REFERENCE.exec(text) ?? [];
  if (whole !== undefined) return valueOf(whole, answered);
  return text.replace(REFERENCE, (_all, reference: string) => asText(valueOf(reference, answered)));
}

function valueOf(reference: string, answered: Answered): unknown {
  const [referenceId = '', ...path] = pathOf(reference);
  if (!answered.has(referenceId) || path.length === 0) throw new BadReference(reference);
  let value = answered.get(referenceId);
  for (const step of path) value = memberOf(value, step);
  if (value === undefined || (typeof value === 'object' && value !== null)) throw new BadReference(reference);
  return value;
}

/** Case counts: a create answers `id`, a read `Id`. */
function memberOf(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[step];
}

/** `ref.records[0].Id` in its four steps. */
function pathOf(reference: string): string[] {
  return reference.split(/[.[\]]/).filter((step) => step !== '');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
