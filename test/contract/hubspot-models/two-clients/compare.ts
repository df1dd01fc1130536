/** What two callers saw of the same steps, side by side. */
import type { ClientDifference } from '../differences';
import { shapeOf } from '../shape';
import type { Named, Outcome } from './drive';

/** `client 13.5.0` … */
export interface Seen {
  readonly by: string;
  readonly outcomes: readonly Named[];
}

export interface Gap {
  readonly between: readonly [string, string];
  readonly step: string;
  /** `returned.results.*.url` */
  readonly at: string;
  readonly values: readonly [unknown, unknown];
}

export function gaps(left: Seen, right: Seen): readonly Gap[] {
  return left.outcomes.flatMap(({ name, outcome }, index) => {
    const other = right.outcomes[index]!;
    if (other.name !== name) throw new Error(`${left.by} took ${name}, ${right.by} took ${other.name}`);
    return gapsBetween([], comparable(outcome), comparable(other.outcome)).map(({ at, values }): Gap => ({
      between: [left.by, right.by],
      step: name,
      at,
      values,
    }));
  });
}

export function describeGap({ between, step, at, values }: Gap): string {
  const [left, right] = values.map((value) => (value === undefined ? 'nothing' : JSON.stringify(value)));
  return `${step}: ${at}: ${between[0]} ${left!}, ${between[1]} ${right!}`;
}

export function isListed(gap: Gap, differences: readonly ClientDifference[]): boolean {
  return differences.some(
    ({ between: [one, other], at, how }) =>
      gap.between.includes(one) && gap.between.includes(other) && at.test(gap.at) && howOf(gap.values) === how,
  );
}

function howOf([left, right]: Gap['values']): ClientDifference['how'] {
  if (left === undefined || right === undefined) return 'absent';
  return typeof left === 'string' && right === `Date ${left}` ? 'date' : 'value';
}

/** Without ids and times; rows in an order of their own, since batches are answered in any. */
function comparable(outcome: Outcome): unknown {
  return ordered(shapeOf(outcome));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const rows = value.map(ordered);
    return rows.every((row) => typeof row === 'object')
      ? rows.sort((a, b) => orderOf(a).localeCompare(orderOf(b)))
      : rows;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ordered(each)]));
}

/** By what every caller sees alike: neither renamed keys nor dates. */
function orderOf(row: unknown): string {
  const { properties, message, name, label, to } = row as Record<string, unknown>;
  return JSON.stringify([properties, message, name, label, to]);
}

type Found = Pick<Gap, 'at' | 'values'>;

function gapsBetween(path: readonly string[], left: unknown, right: unknown): readonly Found[] {
  if (isTree(left) && isTree(right) && Array.isArray(left) === Array.isArray(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    const step = (name: string): string => (Array.isArray(left) ? '*' : name);
    return [...names].flatMap((name) => gapsBetween([...path, step(name)], left[name], right[name]));
  }
  return left === right ? [] : [{ at: path.join('.'), values: [left, right] }];
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
