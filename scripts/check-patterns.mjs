// Looks through every text file of the repository for what must not be in it, in whatever language: secrets, checks that
// were switched off, work that nobody will find again. What needs the syntax of TypeScript to be seen is linted
// (scripts/lint/known-bad.mjs).
//   node scripts/check-patterns.mjs [folder]
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

// Written so that no pattern finds itself here.
const patterns = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY/, 'a private key; remove it, and make a new one: this one is known now'],
  [/\bpat-(?:na|eu|ap)\d-[0-9a-f]{8}-[0-9a-f]{4}-/i, 'a HubSpot token; revoke it in HubSpot'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS key; revoke it at AWS'],
  [/\bgh[pousr]_[0-9A-Za-z]{36}|\bgithub_pat_\w{22}/, 'a GitHub token; revoke it at GitHub'],
  [/\bnpm_[0-9A-Za-z]{36}\b/, 'an npm token; revoke it at npm'],
  [/\bxox[abprs]-[0-9A-Za-z-]{10}/, 'a Slack token; revoke it at Slack'],
  [/\b[sr]k_live_[0-9A-Za-z]{16}/, 'a Stripe key; revoke it at Stripe'],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, 'a JSON web token; revoke it where it was made'],
  [/\btandem_(?!(.)\1{42})[\w-]{43}(?![\w-])/, 'an API key of Tandem; revoke it with: tandem key revoke'],
  [
    /rejectUnauthorized['"]?\s*[:=]\s*(?:false|0)|NODE_TLS_REJECT_UNAUTHORIZED\s*=\s*['"]?0/,
    'TLS that trusts everybody',
  ],
  [/\bnew Function\(|(?<![\w.])eval\(/, 'code made from text'],
  [/\bshell:\s*true\b/, 'a shell between us and a program; pass its arguments as a list'],
  [/\b(?:describe|it|test)\.only\(|\bf(?:describe|it)\(/, 'a test that silences all others'],
  [/^(?:<{7}|>{7}) /, 'a merge that was not finished'],
  [/[\u202a-\u202e\u2066-\u2069]/, 'a character that makes text read otherwise than it runs (CVE-2021-42574)'],
  [/\b(?:TODO|FIXME)\b(?! ?\(#\d+\))/, 'work without an issue; write it as TODO (#12)'],
];

/** The patterns themselves, and the test that plants one of each. */
const exempt = new Set(['scripts/check-patterns.mjs', 'test/integration/checks/patterns.spec.ts', 'package-lock.json']);

const folder = process.argv[2] ?? '.';
const ignored = new Set(['.git', ...ignoredByGit(folder)]);
const found = [];
for (const file of filesIn(folder)) {
  const name = relative(folder, file);
  if (exempt.has(name)) continue;
  const text = readFileSync(file, 'utf8');
  if (text.includes('\0')) continue; // a picture or the like
  text.split('\n').forEach((line, index) => {
    for (const [pattern, what] of patterns) if (pattern.test(line)) found.push(`${name}:${index + 1}: ${what}`);
  });
}

if (found.length > 0) {
  // Where it is, never the line: a build's log is read by many.
  process.stderr.write(`${found.length} known bad patterns:\n  ${found.join('\n  ')}\n`);
  process.exit(1);
}

function* filesIn(from) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (ignored.has(entry.name)) continue;
    const path = join(from, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile() && !entry.name.endsWith('.log')) yield path;
  }
}

/** Plain names only, which is all that ours has: a service that ran here leaves real keys in .tandem. */
function ignoredByGit(from) {
  try {
    const lines = readFileSync(join(from, '.gitignore'), 'utf8').split('\n');
    return lines.map((line) => line.trim().replace(/\/$/, '')).filter((line) => line !== '' && !line.startsWith('#'));
  } catch {
    return []; // none there
  }
}
