/** Writes the schema of mapping documents (`npm run schema`). Reads `dist/`. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { format, resolveConfig } from 'prettier';

const { mappingSchema } = createRequire(import.meta.url)('../dist/src/http/mapping-bodies.js');
const file = new URL('../docs/mapping.schema.json', import.meta.url);
const options = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(mappingSchema()), { ...options, parser: 'json' }));
