import tseslint from 'typescript-eslint';
import knownBad from './scripts/lint/known-bad.mjs';

const everywhere = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name per thing, greppable.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels.' },
  { selector: 'TSEnumDeclaration', message: 'Use an `as const` list and a union.' },
];
const pure = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Pass the time in.' },
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'Pass the time in.' },
  { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: 'Pass the randomness in.' },
  { selector: ':function[async=true]', message: 'core decides; it never waits.' },
];

/** What syntax alone tells. Types, and the rules that ask for them: `.oxlintrc.json`. */
export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '**/*.cjs', '**/*.mjs', 'client/*.js', 'client/schema.d.ts'] },
  ...tseslint.configs.strict,
  ...knownBad,
  {
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 3],
      complexity: ['error', 12],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['fixme', 'xxx'] }],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: '@nestjs/common', importNames: ['forwardRef'], message: 'A cycle is a missing third module.' },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read configuration in platform/config.ts only.' },
      ],
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    files: ['src/core/**', 'src/catalog/**'],
    // Flat config replaces a rule's options, it does not add to them: repeat the general list.
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...pure] },
  },
  { files: ['src/platform/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**'],
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
