/** Lets a plain Node process `require` our TypeScript: for tests that need a process of their own to kill. */
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');

require.extensions['.ts'] = (module, filename) => {
  module._compile(transformSync(readFileSync(filename, 'utf8'), { filename }).code, filename);
};
