import type { ArchivedRecord, ChangedRecord, Page } from '../connector';
import type { Reach } from './reach';

export interface ChangesQuery {
  readonly object: string;
  readonly since: Date;
  readonly after: string | null;
  readonly skipsOwn?: boolean;
}

/** As `Connector.changedSince`. */
export function changedSince(_reach: Reach, _query: ChangesQuery): Promise<Page<ChangedRecord>> {
  throw new Error('not yet');
}

/** As `Connector.archivedPage`. */
export function archivedPage(_reach: Reach, _query: ChangesQuery): Promise<Page<ArchivedRecord>> {
  throw new Error('not yet');
}
