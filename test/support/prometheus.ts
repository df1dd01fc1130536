/** Reads what /metrics answers, as strictly as Prometheus does: every line must be one of the format (0.0.4). */

export interface Sample {
  /** The metric that HELP and TYPE speak of: a histogram's without _bucket, _sum and _count. */
  readonly family: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** prom-client 15 writes `Nan`; Prometheus reads numbers without regard to case. */
const sample =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (Na[nN]|[+-]?Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .+$/;
const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/;

/** Throws at the first line that Prometheus would not take, and at a sample that no TYPE stands before. */
export function linesOf(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Set<string>();
  return text.split('\n').flatMap((line) => {
    const [, typed] = type.exec(line) ?? [];
    if (typed !== undefined && types.has(typed)) throw new Error(`two TYPE lines for ${typed}`);
    if (typed !== undefined) types.add(typed);
    return line === '' || typed !== undefined || help.test(line) ? [] : [sampleOf(line, types)];
  });
}

function sampleOf(line: string, types: ReadonlySet<string>): Sample {
  const [, name, labels = '', value = ''] = sample.exec(line) ?? [];
  if (name === undefined) throw new Error(`no line of the format: ${line}`);
  return { name, family: familyOf(name, types), labels: labelsOf(labels), value: Number(value) };
}

function familyOf(name: string, types: ReadonlySet<string>): string {
  if (types.has(name)) return name;
  const family = name.replace(/_(bucket|sum|count)$/, '');
  if (!types.has(family)) throw new Error(`no TYPE before ${name}`);
  return family;
}

const labelsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );

/** The value of the one series with exactly these labels. */
export function valueOf(text: string, name: string, labels: Readonly<Record<string, string>>): number | undefined {
  const found = linesOf(text).filter(
    (line) =>
      line.name === name &&
      Object.keys(line.labels).length === Object.keys(labels).length &&
      Object.entries(labels).every(([label, value]) => line.labels[label] === value),
  );
  if (found.length > 1) throw new Error(`${name} has two series with the same labels`);
  return found[0]?.value;
}

/** Adds up the series that have these labels among theirs. */
export function sumOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return linesOf(text)
    .filter((line) => line.name === name)
    .filter((line) => Object.entries(labels).every(([label, value]) => line.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
