/** First contact: which records hold one of these values? Salesforce compares texts without case, and so is compared here. */
import type { Failure, Outcome } from '../../core/failure';
import { failed, together } from '../batches';
import type { RemoteRecord } from '../connector';
import { asText, type Json } from '../json';
import type { Reach } from './reach';
import { isWorthAJob, lineToRemote, readLines } from './read-in-bulk';
import { fieldsFor, folded, holdsForAll, orForAll, toRemote } from './rows';
import { filterableMaxChars, isIn, listsOf, query } from './soql';
import { siteOf, spellingsOf } from './websites';

export interface Search {
  readonly object: string;
  readonly property: string;
  readonly values: readonly string[];
  readonly properties: readonly string[];
  readonly skipsKeyed?: boolean;
}

type Hits = Outcome<readonly RemoteRecord[]>;

/** How the values of a field are compared, and how they may be written. */
interface Comparison {
  readonly formOf: (text: string) => string;
  readonly spellings: (form: string) => readonly string[];
}

const asTexts: Comparison = { formOf: folded, spellings: (form) => [form] };
const asSites: Comparison = { formOf: siteOf, spellings: spellingsOf };

/** As `Connector.find`. */
export function findEach(reach: Reach, search: Search): Promise<readonly Hits[]> {
  const { values } = search;
  return orForAll(values, async () => {
    const sought = await soughtBy(reach, search);
    const found = await findForms(reach, search, sought);
    return values.map((value) => found.get(sought.formOf(value)) ?? none);
  });
}

/** What is looked for, once each, and the lists of spellings that are asked for it. */
export interface Sought extends Comparison {
  readonly forms: readonly string[];
  readonly lists: readonly (readonly string[])[];
}

/** Throws `CallFailure`. */
export async function soughtBy(reach: Reach, search: Search): Promise<Sought> {
  const fields = await reach.describes.fieldsOf(reach.send, search.object);
  const comparison = fields.get(search.property)?.type === 'url' ? asSites : asTexts;
  const forms = [...new Set(search.values.map(comparison.formOf))].filter(
    (form) => form.trim() !== '' && form.length <= filterableMaxChars,
  );
  const spellings = forms.flatMap((form) => comparison.spellings(form));
  return { ...comparison, forms, lists: listsOf(spellings, soqlOf(search, [])) };
}

const none: Hits = { ok: true, value: [] };

async function findForms(reach: Reach, search: Search, sought: Sought): Promise<ReadonlyMap<string, Hits>> {
  const { forms, lists } = sought;
  if (isWorthAJob(reach, forms.length, lists.length)) {
    const byJob = await findInBulk(reach, search, sought);
    if (byJob !== null) return byJob;
  }
  const answers = await together(lists.map((some) => findSome(reach, search, { ...sought, some })));
  return gathered(answers);
}

interface Hit {
  readonly form: string;
  readonly outcome:
    { readonly ok: true; readonly record: RemoteRecord } | { readonly ok: false; readonly failure: Failure };
}

/** The spellings of a form may stand in two lists: its hits are those of both, and none are known if one list failed. */
function gathered(answers: readonly (readonly Hit[])[]): ReadonlyMap<string, Hits> {
  const byForm = new Map<string, Hits>();
  for (const { form, outcome } of answers.flat()) {
    const before = byForm.get(form) ?? none;
    if (!before.ok) continue;
    byForm.set(form, outcome.ok ? { ok: true, value: [...before.value, outcome.record] } : failed(outcome.failure));
  }
  return byForm;
}

function soqlOf({ object, property, properties }: Search, values: readonly string[]): string {
  const fields = fieldsFor({ properties }, property).join(',');
  return `SELECT ${fields} FROM ${object} WHERE ${isIn(property, values)}`;
}

async function findSome(
  { send, describes }: Reach,
  search: Search,
  { formOf, some }: Comparison & { readonly some: readonly string[] },
): Promise<readonly Hit[]> {
  const { object, property } = search;
  const asked = [...new Set(some.map(formOf))];
  const found = await query(send, { object, soql: soqlOf(search, some), rows: asked.length });
  if (!found.ok) {
    const { failure } = found;
    if (holdsForAll(failure)) describes.forget(object);
    return asked.map((form) => ({ form, outcome: { ok: false, failure: unfindable(failure, search) } }));
  }
  const wanted = new Set(asked);
  return found.records.flatMap((record): Hit[] => {
    const form = formOf(heldIn(record, property));
    const remote = wanted.has(form) ? toRemote(record, search, { answeredAt: found.answeredAt, me: null }) : null;
    return remote === null ? [] : [{ form, outcome: { ok: true, record: remote } }];
  });
}

function heldIn(record: Json, property: string): string {
  return asText(record[property]) ?? '';
}

/** Null when the job has come to nothing: then lists are asked for. */
async function findInBulk(
  reach: Reach,
  search: Search,
  { formOf, forms, lists }: Sought,
): Promise<ReadonlyMap<string, Hits> | null> {
  const { object, property, properties, skipsKeyed = false } = search;
  const asked = new Set(forms);
  const hits: Hit[] = [];
  // Of a load that comes in many pieces, each would else read all that the ones before it have made.
  const where = `${property} != null${skipsKeyed ? ` AND ${reach.settings.keyProperty} = null` : ''}`;
  const columns = fieldsFor({ properties }, property);
  const isWhole = await readLines(reach, { object, where, columns, calls: lists.length }, (line, from) => {
    const form = formOf(line[property] ?? '');
    const record = asked.has(form) ? lineToRemote(line, search, { ...from, me: null }) : null;
    if (record !== null) hits.push({ form, outcome: { ok: true, record } });
  });
  return isWhole ? gathered([hits]) : null;
}

/** A long text can be read and not looked for, and its refusal has the code of a field that is not there. */
function unfindable(failure: Failure, { property }: Search): Failure {
  if (failure.kind !== 'rejected' || !holdsForAll(failure)) return failure;
  const message = `Salesforce cannot look for records by "${property}" (${failure.code}).`;
  return { ...failure, property: failure.property ?? property, message };
}
