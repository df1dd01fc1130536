/** A batch of the usual size at once: 600 plans take 20 ms. */
const sliceItems = 600;

/** Maps a long list in slices, and lets others have their turn between two of them: a request would wait for all of it. */
export async function inSlices<A, B>(items: readonly A[], of: (item: A) => B): Promise<readonly B[]> {
  if (items.length <= sliceItems) return items.map(of);
  const made: B[] = [];
  for (const [index, item] of items.entries()) {
    if (index % sliceItems === 0 && index > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    made.push(of(item));
  }
  return made;
}
