/** What is to be written by one job, and what comes of each of its rows. */
import type { Failure } from '../../../core/failure';
import type { Problem, Send } from '../call';
import type { CsvRow } from './csv';
import type { JobsUnderWay } from './jobs-under-way';
import type { Pace } from './pace';

export interface Desk {
  readonly send: Send;
  readonly pace: Pace;
  readonly jobs: JobsUnderWay;
}

/** What goes into one file. */
export interface Load {
  readonly object: string;
  readonly operation: 'upsert' | 'update';
  /** First of the columns: our key of an upsert, `Id` of an update. */
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

export type Verdict =
  | { readonly ok: true; readonly id: string; readonly created: boolean }
  /** `problems`: what Salesforce said of this row by itself. */
  | { readonly ok: false; readonly failure: Failure; readonly problems?: readonly Problem[] };
