import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '../../support/temporary-folder';

const root = join(__dirname, '../../..');

const plant = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};

describe('check:patterns', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('patterns');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const check = (): { status: number | null; said: string } => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/check-patterns.mjs', folder], { cwd: root });
    return { status, said: stderr.toString() };
  };

  const random = 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v';
  it.each([
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['a HubSpot token', 'pat-na1-0a1b2c3d-1111-2222-3333-444455556666'],
    ['an AWS key', 'AKIAIOSFODNN7EXAMPLE'],
    ['a GitHub token', `ghp_${random.slice(0, 36)}`],
    ['an npm token', `npm_${random.slice(0, 36)}`],
    ['a Slack token', 'xoxb-123456789012-abcdef'],
    ['a Stripe key', 'sk_live_0123456789abcdef'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N'],
    ['an API key of Tandem', `tandem_${random}`],
    ['TLS that trusts everybody', 'const options = { rejectUnauthorized: false };'],
    ['TLS that trusts everybody', 'NODE_TLS_REJECT_UNAUTHORIZED=0 npm start'],
    ['code made from text', 'eval(text)'],
    ['a shell', 'spawn(name, { shell: true })'],
    ['a test that silences', 'it.only("x", () => {})'],
    ['a merge', '<<<<<<< HEAD'],
    ['a character', 'if (admin\u202e) {'],
    ['work without an issue', '// TODO tidy up'],
  ])('finds %s (%#), says where, and never shows it', (what, text) => {
    plant(folder, { 'docs/notes.md': `first line\nsecond line ${text === '<<<<<<< HEAD' ? `\n${text}` : text}\n` });
    const { status, said } = check();
    expect(status).toBe(1);
    expect(said).toMatch(new RegExp(`docs/notes\\.md:[23]: ${what}`));
    expect(said).not.toContain(text);
  });

  it('lets pass what only looks like it, and what git ignores', () => {
    plant(folder, {
      '.gitignore': '.tandem/\n# a comment\n\n',
      '.tandem/api-key': `tandem_${random}`,
      'src/fine.ts': [
        '// TODO (#12) with an issue',
        "const token = 'pat-na1-test';",
        `const nobody = 'tandem_${'A'.repeat(43)}';`,
        'page.evaluate(text); retrieval(text); todo();',
        'const options = { rejectUnauthorized: true };',
      ].join('\n'),
    });
    expect(check()).toEqual({ status: 0, said: '' });
  });
});

/** Each in a file of its own, so that a rule that finds nothing any more is seen. */
const bad: Readonly<Record<string, readonly [rule: string, source: string]>> = {
  'src/shell-import.ts': ['tandem/known-bad', "import { execSync } from 'node:child_process';\nexecSync;"],
  'src/shell-call.ts': ['tandem/known-bad', "import * as cp from 'node:child_process';\ncp.exec(name);"],
  'src/shell-option.ts': ['tandem/known-bad', 'spawn(name, [], { shell: true });'],
  'src/shell-chosen.ts': ['tandem/known-bad', 'spawn(name, [], { shell: process.platform });'],
  'src/trusting.ts': ['tandem/known-bad', 'connect({ rejectUnauthorized: strict });'],
  'src/md5.ts': ['tandem/known-bad', "createHash('md5');"],
  'src/sha1.ts': ['tandem/known-bad', "crypto.createHmac('SHA1', key);"],
  'src/cipher.ts': ['tandem/known-bad', "createCipheriv('aes-256-cbc', key, iv);"],
  'src/chance.ts': ['tandem/known-bad', 'const id = Math.random();'],
  'src/chance-passed.ts': ['tandem/known-bad', 'use({ random: Math.random });'],
  'src/token.ts': ['tandem/quick-comparison', 'const allowed = given === expectedToken;'],
  'src/signature.ts': ['tandem/quick-comparison', "if (request.signature !== sign(body)) throw new Error('no');"],
  'src/digest.ts': ['tandem/quick-comparison', 'const same = hmac.digest == other.digest;'],
  'src/eval.ts': ['no-eval', 'eval(text);'],
  'src/function.ts': ['no-new-func', 'const run = new Function(text);'],
  'src/bidi.ts': ['security/detect-bidi-characters', "const text = '\u202e';"],
  'src/require.ts': ['security/detect-non-literal-require', 'require(name);'],
  'src/sql-value.ts': [
    'tandem/constant-sql',
    'function find(id: string) { tx.query(`select from record where id = ${id}`); }',
  ],
  'src/sql-plus.ts': [
    'tandem/constant-sql',
    "const find = (id: string) => tx.query('select from record where id = ' + id);",
  ],
  'src/sql-rows.ts': ['tandem/constant-sql', 'const find = (id: string) => rows(tx, `select ${id}`);'],
  'src/sql-call.ts': ['tandem/constant-sql', 'const find = (ids: string[]) => rows(tx, `select in (${ids.join()})`);'],
  'src/sql-let.ts': ['tandem/constant-sql', "let order = 'id';\nrows(tx, `select from record order by ${order}`);"],
  'src/sql-inside.ts': [
    'tandem/constant-sql',
    'function find(id: string) { const where = `id = ${id}`; rows(tx, `select ${where}`); }',
  ],
  'src/sql-member.ts': ['tandem/constant-sql', 'const find = (link: Link) => rows(tx, `select ${link.id}`);'],
  'src/sql-function.ts': ['tandem/constant-sql', "import { order } from './orders';\nrows(tx, `select ${order}`);"],
  'src/sql-imported.ts': ['tandem/constant-sql', "import { columns } from './x';\nrows(tx, `select ${columns}`);"],
};
const good: Readonly<Record<string, string>> = {
  'src/orders.ts': 'export function order() {}',
  'src/marks.ts': 'export const onMarkedAgain = `on conflict do nothing`;',
  'src/sql-of-neighbour.ts':
    "import { onMarkedAgain } from './marks';\nrows(tx, `insert into dirty ${onMarkedAgain}`);",
  'src/sql-constants.ts': [
    "const columns = 'id, ' + 'name';",
    'const lanes = { live: 0 } as const;',
    'const where = `lane = ${lanes.live}`;',
    'async function find(tx: Tx, by: string, sql: string) {',
    "  const column = by === 'company' ? 'company_id' : 'customer_id';",
    '  await tx.query(`select ${columns} from record where ${where} and ${column} = $1`, [by]);',
    '  return rows(tx, sql, [by]);',
    '}',
  ].join('\n'),
  'src/comparing.ts': [
    "const a = token === undefined || token === null || typeof secret === 'string' || kind === 'token';",
    'const b = timingSafeEqual(signature, expected);',
    'const c = hashes.length === tokens.length;',
  ].join('\n'),
  'src/hash.ts': "createHash('sha256'); createCipheriv('aes-256-gcm', key, iv); spawn(name, [], { shell: false });",
};

describe('what is linted as known to be bad', () => {
  const folder = makeTemporaryFolder('known-bad');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let rulesByFile: ReadonlyMap<string, readonly (string | null)[]>;
  beforeAll(() => {
    plant(folder, { ...Object.fromEntries(Object.entries(bad).map(([name, [, source]]) => [name, source])), ...good });
    const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
    const config = join(root, 'scripts/lint/known-bad.mjs');
    const { stdout } = spawnSync(process.execPath, [eslint, '-c', config, '--format', 'json', '.'], { cwd: folder });
    const results = JSON.parse(stdout.toString()) as { filePath: string; messages: { ruleId: string | null }[] }[];
    rulesByFile = new Map(
      results.map(({ filePath, messages }) => [
        filePath.slice(folder.length + 1),
        messages.map(({ ruleId }) => ruleId),
      ]),
    );
  });

  it.each(Object.entries(bad))('is found in %s', (name, [rule]) => {
    expect(new Set(rulesByFile.get(name))).toEqual(new Set([rule]));
  });

  it.each(Object.keys(good))('is not found in %s', (name) => {
    expect(rulesByFile.get(name)).toEqual([]);
  });
});
