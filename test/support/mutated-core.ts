/**
 * The core with one flaw in it: its source, changed in one place and compiled anew, to see that a test fails by it. Files
 * that are not changed are compiled once for all.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';

/** A place in a file of `src/core`, and what is written there instead. */
export interface Flaw {
  readonly name: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
}

type Module = Readonly<Record<string, unknown>>;
type Body = (exported: Module, require: (name: string) => unknown) => void;

const core = resolve(__dirname, '../../src/core');
const fromOutside = createRequire(__filename);
const compiled = new Map<string, string>();

/** Loads modules of `src/core` by their path in it, `policies/policies.ts`. */
export function loadCore(flaws: readonly Flaw[] = []): (file: string) => Module {
  const modules = new Map<string, Module>();
  const load = (file: string): Module => {
    const known = modules.get(file);
    if (known) return known;
    const exported = {};
    modules.set(file, exported);
    const requireFrom = (name: string): unknown =>
      name.startsWith('.') ? load(`${relative(core, resolve(core, dirname(file), name))}.ts`) : fromOutside(name);
    const run = compileFunction(compile(flawed(file, flaws)), ['exports', 'require']) as Body;
    run(exported, requireFrom);
    return exported;
  };
  for (const { file } of flaws) load(file);
  return load;
}

function flawed(file: string, flaws: readonly Flaw[]): string {
  const source = readFileSync(join(core, file), 'utf8');
  return flaws.filter((flaw) => flaw.file === file).reduce(plant, source);
}

function plant(source: string, { name, file, search, replace }: Flaw): string {
  const places = source.split(search).length - 1;
  if (places !== 1) throw new Error(`"${name}" cannot be planted: ${file} holds its place ${places} times: ${search}`);
  return source.replace(search, () => replace);
}

function compile(source: string): string {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const { code } = transformSync(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  compiled.set(source, code);
  return code;
}
