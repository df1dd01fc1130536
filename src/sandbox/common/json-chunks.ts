/** A JSON text piece by piece: a big one must not be built twice in memory. */

/** Chunks of about this size: one write to the socket each. */
const CHUNK_CHARS = 65_536;

export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** The elements of an array, without its brackets. */
export function* listed(items: Iterable<unknown>): Generator<string> {
  let separator = '';
  for (const item of items) {
    yield `${separator}${JSON.stringify(item)}`;
    separator = ',';
  }
}
