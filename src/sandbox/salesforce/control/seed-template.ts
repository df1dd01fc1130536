/** Rows by number: `{n}` in a text is the row's number, `{n%100}` what is left of it, which is how children find parents. */
import type { Json } from '../../common/control-body';

type Fill = (n: number) => unknown;

const PLACE = /\{n(?:%([1-9]\d*))?\}/g;

export function compileTemplate(template: Json): (n: number) => Json {
  const entries = Object.entries(template).map(([key, value]) => [key, compile(value)] as const);
  return (n) => {
    const row: Record<string, unknown> = {};
    for (const [key, fill] of entries) row[key] = fill(n);
    return row;
  };
}

function compile(value: unknown): Fill {
  if (typeof value === 'string') return compileText(value);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return compileTemplate(value as Json);
  return () => value;
}

function compileText(text: string): Fill {
  if (!text.includes('{n')) return () => text;
  return (n) =>
    text.replace(PLACE, (_place, divisor?: string) => String(divisor === undefined ? n : n % Number(divisor)));
}
