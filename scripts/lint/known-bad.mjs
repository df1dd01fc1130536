// What is known to end badly and can be seen in the syntax: rules of our own, and those of eslint-plugin-security that
// find more than they cry wolf.
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';
import { constantSql } from './constant-sql.mjs';

/** Selector of the syntax tree, and what is said. */
const bad = [
  [
    'CallExpression[callee.name=/^(exec|execSync)$/], CallExpression[callee.property.name=/^(exec|execSync)$/][callee.object.name=/^(child_?process|cp)$/i], ImportDeclaration[source.value=/^(node:)?child_process$/] > ImportSpecifier[imported.name=/^exec(Sync)?$/]',
    'It starts a shell: use spawn or execFile, with the arguments as a list.',
  ],
  ['Property[key.name="shell"]:not([value.value=false])', 'A shell reads arguments as commands: pass them as a list.'],
  ['Property[key.name="rejectUnauthorized"]', 'TLS that trusts everybody. Give the program the right CA instead.'],
  [
    'CallExpression[callee.name=/^(createHash|createHmac|createSign|createVerify)$/][arguments.0.value=/^(rsa-)?(md4|md5|sha-?1|ripemd160)$/i], CallExpression[callee.property.name=/^(createHash|createHmac|createSign|createVerify)$/][arguments.0.value=/^(rsa-)?(md4|md5|sha-?1|ripemd160)$/i]',
    'A broken hash: use sha256.',
  ],
  [
    'CallExpression[callee.name=/^createC(ipher|ecipher)iv$/][arguments.0.value=/-(ecb|cbc|ctr)$/i], CallExpression[callee.name=/^create(Cipher|Decipher)iv$/][arguments.0.value=/-(ecb|cbc|ctr)$/i]',
    'A cipher that does not notice changed bytes: use aes-256-gcm.',
  ],
  [
    'MemberExpression[object.name="Math"][property.name="random"]',
    'Guessable. Secrets and ids: node:crypto; chance in a decision: pass the randomness in.',
  ],
];

const knownBad = {
  meta: { type: 'problem', schema: [] },
  create: (context) =>
    Object.fromEntries(bad.map(([selector, message]) => [selector, (node) => context.report({ node, message })])),
};

const secretName = /(token|secret|signature|hmac|digest|password|passphrase|apiKey|hash)$/i;
const isSecret = ({ type, name, property }) =>
  secretName.test((type === 'MemberExpression' ? property.name : name) ?? '') && type !== 'CallExpression';
/** Whether something is there at all, or which of several words it is, is no secret. */
const isOpen = ({ type, name, operator }) => type === 'Literal' || name === 'undefined' || operator === 'typeof';

const quickComparison = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    BinaryExpression(node) {
      const sides = [node.left, node.right];
      if (!/^[!=]==?$/.test(node.operator) || !sides.some(isSecret) || sides.some(isOpen)) return;
      const message = 'How long this takes tells how much was right: use timingSafeEqual of node:crypto.';
      context.report({ node, message });
    },
  }),
};

export default [
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: {
      security,
      tandem: { rules: { 'known-bad': knownBad, 'quick-comparison': quickComparison, 'constant-sql': constantSql } },
    },
    rules: {
      'tandem/known-bad': 'error',
      'tandem/quick-comparison': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'security/detect-bidi-characters': 'error',
      'security/detect-invisible-characters': 'error',
      'security/detect-buffer-noassert': 'error',
      'security/detect-new-buffer': 'error',
      'security/detect-pseudoRandomBytes': 'error',
      'security/detect-non-literal-require': 'error',
      // Left off. detect-unsafe-regex: it counts stars inside stars, and of 11 expressions that it found in ours 2 were
      // slow; tests that send 100,000 characters find them. detect-object-injection: every `list[index]`. detect-non-literal-fs-filename: every path from a setting.
      // detect-child-process and detect-possible-timing-attacks: ours above see more. detect-non-literal-regexp: ours
      // are made of constants. The rest is about express and mustache.
    },
  },
  { files: ['src/**/*.ts'], rules: { 'tandem/constant-sql': 'error' } },
];
