/**
 * What hangs on a record, its lines and associations, carries no number of ours: a read cannot tell which write of them
 * landed last. So what a call without an answer may have said, or may still say, is said again in every look until
 * nothing of that call can land any more (ADR 4). It is all by key or by pair, so saying it again doubles nothing; where a CRM
 * takes a pair twice and a call was only late, what is said last leaves one.
 */
import { treatments, type Outcome } from './failure';
import type { Intent, Link } from './link';
import type { Fields } from './record';

/** The part of a plan that says what is owed. */
interface Owed {
  readonly link: Link;
  readonly write: { readonly fields: Fields } | null;
  readonly lines: Readonly<Record<'upsert' | 'archive', readonly { readonly lineId: string }[]>>;
  readonly associate: Readonly<Record<string, { readonly to: string; readonly from: readonly string[] }>>;
}

/** Order lines of which an unanswered call may say something. */
export function linesInDoubt(link: Link): ReadonlySet<string> {
  return new Set(link.intents.flatMap((intent) => intent.lines ?? []));
}

/** Parents which an unanswered call may join or part. */
export function endsInDoubt(link: Link, field: string): ReadonlySet<string> {
  return new Set(link.intents.flatMap((intent) => intent.ends?.[field] ?? []));
}

/** What a plan is about to write; null when it writes nothing. Stored before the first call leaves. */
export function intentOf(plan: Owed, now: Date): Intent | null {
  const { write, lines, associate, link } = plan;
  const lineIds = [...lines.upsert, ...lines.archive].map(({ lineId }) => lineId);
  const ends = Object.entries(associate).map(([field, { to, from }]): [string, readonly string[]] => [
    field,
    [to, ...from],
  ]);
  if (!write && lineIds.length === 0 && ends.length === 0) return null;
  return withHanging(
    { number: link.issuedNumber + 1, at: now.toISOString(), fields: write?.fields ?? {} },
    lineIds,
    ends,
  );
}

interface HangingResults {
  readonly lines: ReadonlyMap<string, Outcome<unknown>>;
  readonly archived: ReadonlyMap<string, Outcome<unknown>>;
  readonly associations: ReadonlyMap<string, Outcome<unknown>>;
}

/** What is left of an intent after its calls; null when every answer came. */
export function openAfter(intent: Intent, isRecordOpen: boolean, results: HangingResults): Intent | null {
  const mayHaveLanded = (outcome: Outcome<unknown> | undefined): boolean =>
    outcome?.ok === false && treatments[outcome.failure.kind].mayHaveLanded;
  const lines = (intent.lines ?? []).filter(
    (id) => mayHaveLanded(results.lines.get(id)) || mayHaveLanded(results.archived.get(id)),
  );
  const ends = Object.entries(intent.ends ?? {}).filter(([field]) => mayHaveLanded(results.associations.get(field)));
  if (!isRecordOpen && lines.length === 0 && ends.length === 0) return null;
  const { number, at } = intent;
  return withHanging({ number, at, fields: isRecordOpen ? intent.fields : {} }, lines, ends);
}

function withHanging(
  intent: Pick<Intent, 'number' | 'at' | 'fields'>,
  lines: readonly string[],
  ends: readonly (readonly [string, readonly string[]])[],
): Intent {
  const { number, at, fields } = intent;
  return {
    number,
    at,
    fields,
    ...(lines.length > 0 && { lines }),
    ...(ends.length > 0 && { ends: Object.fromEntries(ends) }),
  };
}
