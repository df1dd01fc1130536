/** JSON with everything free taken out of it that differs between two portals: ids, times, big numbers. */

/** Dotted paths whose values need the same type only; `*` stands for one step. */
export type Free = readonly string[];

export function shapeOf(value: unknown, free: Free = []): unknown {
  return shapeAt([], value, free);
}

function shapeAt(path: readonly string[], value: unknown, free: Free): unknown {
  if (free.some((each) => fits(each.split('.'), path))) return `<${value === null ? 'null' : typeof value}>`;
  if (Array.isArray(value)) return value.map((each, index) => shapeAt([...path, String(index)], each, free));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeAt([...path, key], each, free)]));
  }
  if (typeof value === 'string') return textShape(value);
  return typeof value === 'number' && Math.abs(value) >= 1_000 ? '<number>' : value;
}

function fits(wanted: readonly string[], path: readonly string[]): boolean {
  return wanted.length === path.length && wanted.every((step, index) => step === '*' || step === path[index]);
}

function textShape(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, '<time>')
    .replace(/\d{3,}/g, '<digits>');
}
