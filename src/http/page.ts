/** Pages of a list: how many items, and a cursor that says after which one the page starts. To a caller it is any text. */
import { Problem } from './problem';

const defaultLimit = 100;
const highestLimit = 1_000;

export interface Page<Name> {
  /** Null: from the beginning. */
  readonly after: Name | null;
  readonly limit: number;
}

/** @param read makes a name of what a cursor holds; null when it cannot be one */
export function parsePage<Name>(
  query: Readonly<Record<string, unknown>>,
  read: (parts: readonly unknown[]) => Name | null,
): Page<Name> {
  const { limit: asked, cursor } = query;
  const limit = asked === undefined ? defaultLimit : Number(asked);
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
    const reason = `must be a whole number from 1 to ${highestLimit}`;
    throw new Problem('invalid-request', `limit ${reason}.`, [{ field: 'limit', reason }]);
  }
  return { after: cursor === undefined ? null : parseCursor(cursor, read), limit };
}

/** Of the parts of the last item's name. */
export const toCursor = (parts: readonly string[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

function parseCursor<Name>(cursor: unknown, read: (parts: readonly unknown[]) => Name | null): Name {
  const name = read(partsOf(cursor));
  if (name !== null) return name;
  throw new Problem('invalid-request', 'cursor is not one that a page of this list gave.', [
    { field: 'cursor', reason: 'is unknown' },
  ]);
}

function partsOf(cursor: unknown): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(String(cursor), 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
