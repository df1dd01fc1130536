/**
 * Large batches in statements of a size that neither side has to hold much for. While Postgres works at one piece the next is
 * made ready here.
 */
const pieceRows = 2_000;

/** @param prepare makes the text of a statement's rows: it takes as long as Postgres does to read it */
export async function inPieces<Row, Prepared>(
  rows: readonly Row[],
  prepare: (piece: readonly Row[]) => Prepared,
  run: (prepared: Prepared) => Promise<unknown>,
): Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  for (let from = 0; from < rows.length; from += pieceRows) {
    const piece = rows.length <= pieceRows ? rows : rows.slice(from, from + pieceRows);
    const prepared = prepare(piece);
    await running;
    running = run(prepared);
    if (from + pieceRows < rows.length) running.catch(() => undefined); // heard of when it is waited for
  }
  await running;
}
