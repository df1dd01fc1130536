// Compiles src/ and migrations/ to dist/ with swc, only what changed since the last build: a start costs nothing when
// nothing changed, and a running process never sees its own files rewritten under it. Types are checked elsewhere
// (`npm run check`); here they are only stripped.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modifiedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const filesIn = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
const outputOf = (source) => join(root, 'dist', source.replace(/\.ts$/, '.js'));

const settingsChangedAt = Math.max(modifiedAt(join(root, '.swcrc')), modifiedAt(fileURLToPath(import.meta.url)));
const sources = ['src', 'migrations']
  .flatMap((folder) => filesIn(folder, '.ts'))
  .filter((file) => !file.endsWith('.spec.ts'));
const stale = sources.filter(
  (source) => modifiedAt(outputOf(source)) < Math.max(modifiedAt(join(root, source)), settingsChangedAt),
);

if (stale.length > 0) {
  const { transformFileSync } = await import('@swc/core');
  for (const source of stale) {
    const output = outputOf(source);
    const { code, map } = transformFileSync(join(root, source), { cwd: root, sourceMaps: true });
    mkdirSync(dirname(output), { recursive: true });
    // Written aside and renamed: two builds at once, or a reader in the middle of one, never see half a file.
    const aside = `${output}.${process.pid}`;
    writeFileSync(aside, `${code}\n//# sourceMappingURL=${source.split('/').pop().replace(/\.ts$/, '.js.map')}\n`);
    writeFileSync(`${output}.map`, map);
    renameSync(aside, output);
  }
}

// What no longer has a source must not be found: a removed schema migration would still run.
const wanted = new Set(sources.map(outputOf));
for (const folder of ['dist/src', 'dist/migrations']) {
  let built = [];
  try {
    built = filesIn(folder, '.js');
  } catch {
    continue; // nothing built there yet
  }
  for (const file of built) {
    const output = join(root, file);
    if (!wanted.has(output)) for (const old of [output, `${output}.map`]) rmSync(old, { force: true });
  }
}
