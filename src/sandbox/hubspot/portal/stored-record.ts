/** One record, as everyone but the store sees it. */
import type { PropertyVersion } from './property-history';
import type { Source } from './mutations';

export interface StoredRecord {
  readonly id: string;
  /** The id again, for putting records in order: cheaper than reading it. */
  readonly number: number;
  /** Blank properties are absent. */
  readonly properties: ReadonlyMap<string, string>;
  /** Moves only when an older record is merged into this one. */
  createdAt: number;
  /** Who created it. */
  readonly source: Source;
  updatedAt: number;
  archivedAt: number | null;
  /** What a property was and is, newest first. */
  versions(property: string): PropertyVersion[];
}
