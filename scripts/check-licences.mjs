// Every package of package-lock.json must have a licence that we may pass on (what runs in production) or work with (what
// only tests and checks use). Reads the lockfile alone: no network, and nothing need be installed.
//   node scripts/check-licences.mjs [folder of the lockfile]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Permissive: asks for its notice to be kept and nothing else. Copyleft is left out on purpose: we are Apache-2.0. */
const production = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);

/** Not passed on, so these may be here too. */
const development = new Map([
  ['CC-BY-4.0', 'data, not code: which browser can do what (caniuse-lite, under jest)'],
  ['CC0-1.0', 'public domain'],
  ['Python-2.0', 'permissive; a port of a Python library (argparse, under eslint)'],
  ['Unlicense', 'public domain (fast-sha256, under standardwebhooks)'],
]);

const folder = process.argv[2] ?? '.';
const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
const problems = [];
for (const [path, entry] of Object.entries(packages)) {
  if (path === '' || entry.link) continue;
  const licence = entry.license ?? licenceOfBringer(path, entry);
  const forDevelopment = entry.dev === true;
  const say = (why) => problems.push(`${path.replace(/^.*node_modules\//, '')} ${entry.version}: ${why}`);
  if (licence === undefined) say('states no licence');
  else if (!isAllowed(licence, forDevelopment))
    say(`"${licence}" is not allowed ${forDevelopment ? 'even for development' : 'in production'}`);
}

if (problems.length > 0) {
  process.stderr.write(`${problems.length} packages whose licence is not allowed:\n  ${problems.join('\n  ')}\n`);
  process.stderr.write('Choose another package, or add the licence with its reason to scripts/check-licences.mjs.\n');
  process.exit(1);
}

/** The lockfile does not state the licence of a binary for another platform: it is that of the package that brings it. */
function licenceOfBringer(path, { version, optional }) {
  if (!optional) return undefined;
  const name = path.replace(/^.*node_modules\//, '');
  return Object.values(packages).find((other) => other.optionalDependencies?.[name] === version)?.license;
}

/** Judges an SPDX expression: of an OR one side is enough, of an AND both are needed. */
function isAllowed(expression, forDevelopment) {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const either = () => {
    let allowed = both();
    while (words[at] === 'OR') {
      at += 1;
      allowed = both() || allowed;
    }
    return allowed;
  };
  const both = () => {
    let allowed = one();
    while (words[at] === 'AND') {
      at += 1;
      allowed = one() && allowed;
    }
    return allowed;
  };
  const one = () => {
    const word = words[at];
    at += 1;
    if (word !== '(') return production.has(word) || (forDevelopment && development.has(word));
    const allowed = either();
    at += 1; // the closing parenthesis
    return allowed;
  };
  // What is left over is no SPDX expression ("SEE LICENSE IN …"), or says more than we can judge ("… WITH …").
  const allowed = either();
  return allowed && at === words.length;
}
