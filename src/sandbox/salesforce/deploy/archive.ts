/** The zip that is deployed: the names in it, and the text of the files that say something here. Nothing is written to disk. */
import { unzipSync, type UnzipFileInfo } from 'fflate';

export interface Archive {
  readonly names: ReadonlySet<string>;
  /** Those of package manifests, objects, permission sets and profiles. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Salesforce's own limits (Metadata API guide; unverified here). */
const ZIP_MAX_BYTES = 40_894_464;
const MAX_FILES = 10_000;
/** Ours, of what is unpacked: small bombs grow big. */
const UNPACKED_MAX_BYTES = 67_108_864;
const READ = /(^|\/)(package\.xml|destructiveChanges(Pre|Post)?\.xml)$|\.(object|permissionset|profile)$/;

/** Thrown: no package comes out of it. */
export class UnreadableArchive extends Error {}

/** All texts are unverified. */
export function readArchive(zip: Uint8Array): Archive {
  if (zip.length > ZIP_MAX_BYTES) throw new UnreadableArchive(`The zip has more than ${ZIP_MAX_BYTES} bytes`);
  const names = new Set<string>();
  let unpacked = 0;
  const wanted = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    if (name.endsWith('/')) return false;
    requireInside(name);
    names.add(name);
    if (names.size > MAX_FILES) throw new UnreadableArchive(`The zip has more than ${MAX_FILES} files`);
    if (!READ.test(name)) return false;
    // It cannot get longer than it says: fflate gives it no more room. One that is not packed is as long as in the zip.
    unpacked += Math.max(size, originalSize);
    if (unpacked > UNPACKED_MAX_BYTES)
      throw new UnreadableArchive(`The unpacked files have more than ${UNPACKED_MAX_BYTES} bytes`);
    return true;
  };
  const files = Object.entries(unzip(zip, wanted));
  const decoder = new TextDecoder();
  return { names, texts: new Map(files.map(([name, bytes]) => [name, decoder.decode(bytes)])) };
}

function unzip(zip: Uint8Array, filter: (file: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(zip, { filter });
  } catch (error) {
    if (error instanceof UnreadableArchive) throw error;
    throw new UnreadableArchive('The zip cannot be read');
  }
}

function requireInside(name: string): void {
  const strange = name.startsWith('/') || /\\|^[A-Za-z]:/.test(name);
  if (strange || name.split('/').includes('..')) throw new UnreadableArchive(`Not a path inside the zip: ${name}`);
}
