/**
 * What became of each row of a job, in a few bytes a row: where it stands in the file, and the record's number or which
 * failure. The row's own values are read from the file again when somebody asks for them.
 */
import { parseId } from '../org/ids';
import type { Outcome } from '../org/write-records';
import type { RecordError } from '../org/refused';

export interface Failure {
  /** Empty where there is no record. */
  readonly id: string;
  readonly error: string;
}

export type RowOutcome =
  { readonly ok: true; readonly ordinal: number; readonly created: boolean } | ({ readonly ok: false } & Failure);

export class RowOutcomes {
  /** Of the file's bytes: row i is from `starts[i]` to `ends[i]`. */
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** Twice the record's ordinal, and one more if it was created; of a failure, -1 less its place in `failures`. */
  private readonly codes: number[] = [];
  private readonly failures: Failure[] = [];
  /** Most rows that fail, fail alike. */
  private readonly texts = new Map<string, string>();

  get processed(): number {
    return this.codes.length;
  }

  get failed(): number {
    return this.failures.length;
  }

  add(place: { readonly start: number; readonly end: number }, outcome: Outcome): void {
    this.starts.push(place.start);
    this.ends.push(place.end);
    if (outcome.ok) {
      this.codes.push((parseId(outcome.id)?.ordinal ?? 0) * 2 + (outcome.created ? 1 : 0));
      return;
    }
    this.codes.push(-1 - this.failures.length);
    this.failures.push({ id: outcome.id ?? '', error: this.shared(outcome.errors.map(errorText).join('')) });
  }

  /** The numbers of the rows that went well, or of the others. */
  rows(ok: boolean): number[] {
    const rows: number[] = [];
    for (const [row, code] of this.codes.entries()) if (code >= 0 === ok) rows.push(row);
    return rows;
  }

  place(row: number): { readonly start: number; readonly end: number } {
    return { start: this.starts[row] ?? 0, end: this.ends[row] ?? 0 };
  }

  at(row: number): RowOutcome {
    const code = this.codes[row] ?? 0;
    if (code >= 0) return { ok: true, ordinal: Math.floor(code / 2), created: code % 2 === 1 };
    const failure = this.failures[-1 - code];
    if (failure === undefined) throw new Error(`Row ${row} has no outcome`);
    return { ok: false, ...failure };
  }

  private shared(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }
}

/** `CODE:message:fields --` (contract 4.1; how several fields and several errors are joined is unverified). */
export function errorText({ code, message, fields }: RecordError): string {
  return fields.length === 0 ? `${code}:${message}:--` : `${code}:${message}:${fields.join(',')} --`;
}
