/**
 * Writes the client's types from the API's document (`npm run client`), or, with --check, compares them. Reads `dist/`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import openapiTS, { astToString } from 'openapi-typescript';

const { openApiDocument } = createRequire(import.meta.url)('../dist/src/http/openapi/document.js');
const file = new URL('../client/schema.d.ts', import.meta.url);
const header = '// Made by `npm run client` from the document of the API. Do not edit.\n\n';
const text = header + astToString(await openapiTS(JSON.stringify(openApiDocument())));

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write('client/schema.d.ts is not what the API says: run npm run client.\n');
  process.exitCode = 1;
}
