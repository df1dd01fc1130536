/**
 * Filling an org in one call, as an administrator's import does. Every row is judged like any other; one bad row refuses
 * all of them, and ids are answered in the order of the rows.
 */
import { setImmediate as turn } from 'node:timers/promises';
import {
  asList,
  asObject,
  optionalBoolean,
  optionalNumber,
  refuseUnknown,
  whole,
  type Json,
} from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call } from '../http/route';
import type { Actor } from '../org/committed';
import type { Org } from '../org/org';
import type { SObject } from '../org/sobject';
import type { Transaction } from '../org/transaction';
import { writeRecords, type Outcome } from '../org/write-records';
import { controlBody, controlType, errorText, salesperson } from './control-call';
import { compileTemplate } from './seed-template';

/** Of a big file that is all wrong, the first few say enough. */
const PROBLEMS_TOLD = 5;
const COUNT_MAX = 10_000_000;
/** Generated rows are committed so many at a time: what undoes them does not outlive it. */
const SLICE_ROWS = 1_000;
const options = { allOrNone: false, format: 'json', allowSave: true } as const;

export async function seedOrg(org: Org, call: Call): Promise<Answer> {
  const body = controlBody(call);
  return body.count === undefined ? seedRows(org, body) : generateRows(org, call, body);
}

/** `quiet`: nobody is told of these rows, neither by change events nor by outbound messages. */
function seederOf(org: Org, { quiet }: Json): Actor {
  return { ...salesperson(org), quiet: optionalBoolean(quiet, 'quiet') === true };
}

type Ids = Record<string, string[]>;

/** `{"objects": {"Account": [{"Name": …}], "Contact": [{"LastName": …, "AccountId": {"object": "Account", "index": 0}}]}}` */
function seedRows(org: Org, body: Json): Answer {
  refuseUnknown(body, ['objects', 'quiet'], 'A seed');
  const ids: Ids = {};
  org.transact(seederOf(org, body), (transaction) => {
    for (const [name, rows] of Object.entries(asObject(body.objects ?? {}, 'objects'))) {
      const fields = asList(rows, name).map((row) => resolved(ids, asObject(row, name)));
      ids[name] = inserted(org, transaction, { type: controlType(org, name), name, fields, first: 0 });
    }
  });
  return { status: 201, body: { ids } };
}

/** A reference to a row of this seed becomes its id; `index` counts the rows of that object. */
function resolved(ids: Ids, row: Json): Json {
  const entries = Object.entries(row).map(([key, value]) => {
    if (typeof value !== 'object' || value === null || !('index' in value) || !('object' in value)) return [key, value];
    const id = ids[String(value.object)]?.[optionalNumber(value.index, 'index') ?? -1];
    if (id === undefined) throw new ControlError(`This seed has no ${String(value.object)} ${String(value.index)} yet`);
    return [key, id];
  });
  return Object.fromEntries(entries) as Json;
}

interface Rows {
  readonly type: SObject;
  readonly name: string;
  readonly fields: readonly Json[];
  /** The number of the first of them, for who has to find the bad one. */
  readonly first: number;
}

function inserted(org: Org, transaction: Transaction, { type, name, fields, first }: Rows): string[] {
  const requests = fields.map((each) => ({ operation: 'insert', type, fields: each }) as const);
  const outcomes = writeRecords(org, transaction, requests, options);
  const problems = outcomes.flatMap((outcome, index) =>
    outcome.ok ? [] : [`${name}[${first + index}]: ${errorText(outcome.errors)}`],
  );
  if (problems.length > 0) throw new ControlError(problems.slice(0, PROBLEMS_TOLD).join('; '));
  return outcomes.map((outcome: Outcome) => (outcome.ok ? outcome.id : ''));
}

/** `{"object", "count", "first", "template"}`. Others are served in between; a bad row leaves what came before its slice. */
async function generateRows(org: Org, call: Call, body: Json): Promise<Answer> {
  refuseUnknown(body, ['object', 'count', 'first', 'template', 'quiet'], 'A seed by template');
  const type = controlType(org, body.object);
  const count = whole(body, 'count', 1, COUNT_MAX) ?? 0;
  const first = whole(body, 'first', 0, Number.MAX_SAFE_INTEGER) ?? 1;
  const fieldsOf = compileTemplate(asObject(body.template, 'template'));
  const seeder = seederOf(org, body);
  let firstId: string | undefined;
  let lastId: string | undefined;
  for (let done = 0; done < count && !call.signal.aborted; done += SLICE_ROWS) {
    const fields = Array.from({ length: Math.min(SLICE_ROWS, count - done) }, (_, index) =>
      fieldsOf(first + done + index),
    );
    const ids = org.transact(seeder, (transaction) =>
      inserted(org, transaction, { type, name: type.name, fields, first: first + done }),
    );
    firstId ??= ids[0];
    lastId = ids.at(-1);
    await turn();
  }
  return { status: 201, body: { count, firstId, lastId } };
}
