import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

/** The value of an expression over modules of the bench, which jest does not load. */
function valueOf(expression: string): unknown {
  const imports = ['statistics', 'targets'].map((name) => `import * as ${name} from './bench/${name}.mjs';`);
  const program = `${imports.join('\n')}\nprocess.stdout.write(JSON.stringify(${expression}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root });
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as unknown;
}

function bench(...parameters: string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly said: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/run.mjs', ...parameters], { cwd: root });
  return { status, out: stdout.toString(), said: stderr.toString() };
}

describe('what the bench makes of its measurements', () => {
  it('is, as a percentile, a value that was seen', () => {
    const numbers = JSON.stringify(Array.from({ length: 200 }, (_, n) => 200 - n));
    expect(valueOf(`[50, 95, 99, 100].map((percent) => statistics.percentile(${numbers}, percent))`)).toEqual([
      100, 190, 198, 200,
    ]);
    expect(valueOf('[50, 99].map((percent) => statistics.percentile([7], percent))')).toEqual([7, 7]);
  });

  it('is, as a ratio, the median of the rounds and not the ratio of the medians', () => {
    const rounds = '[{ own: 10, limit: 100 }, { own: 50, limit: 100 }, { own: 60, limit: 200 }]';
    expect(valueOf(`statistics.compareRounds(${rounds})`)).toEqual({ value: 50, limit: 100, ratio: 0.3 });
  });

  it('is a ratio to the limit only where there is one', () => {
    const rows = '[{ value: 3, limit: 4 }, { value: 3, limit: 0 }, { value: 3 }, { value: 3, limit: 4, ratio: 0.9 }]';
    expect(valueOf(`${rows}.map(targets.completed).map(({ ratio }) => ratio)`)).toEqual([0.75, null, null, 0.9]);
  });

  it('reaches a target at its bounds, and misses it beyond them or when nothing was seen', () => {
    const flat = `{ of: 'ratio', least: 0.9, most: 1.1 }`;
    const missed = `[0.89, 0.9, 1.1, 1.11, null].map((ratio) => targets.isMissed({ ratio }, ${flat}))`;
    expect(valueOf(missed)).toEqual([true, false, false, true, true]);
  });

  it('draws the same arrivals in every run', () => {
    const drawn = 'Array.from({ length: 3 }, statistics.seededRandom(7))';
    expect(valueOf(drawn)).toEqual(valueOf(drawn));
    expect(new Set(valueOf(drawn) as number[]).size).toBe(3);
  });
});

describe('npm run bench', () => {
  it('prints one JSON document with --json, progress apart from it', () => {
    const { status, out, said } = bench('--quick', '--json', '--only', 'calls');
    const document = JSON.parse(out) as { machine: object; rows: Record<string, unknown>[]; targets: object[] };
    expect(document.machine).toMatchObject({ node: process.version });
    const names = ['calls-first-load', 'calls-update', 'calls-update-two-way', 'calls-unchanged'];
    expect(document.rows.map(({ name }) => name)).toEqual(names);
    for (const row of document.rows) expect(Object.keys(row)).toEqual(['name', 'value', 'unit', 'limit', 'ratio']);
    expect(document.targets).toHaveLength(4);
    expect(said).toContain('calls');
    expect(status).toBe(0);
  }, 60_000);

  it('ends with 2 when it is asked for what it does not have', () => {
    expect(bench('--only', 'calls,colour').status).toBe(2);
    expect(bench('--json', 'calls').status).toBe(2);
    expect(bench('--help').status).toBe(0);
  });
});
