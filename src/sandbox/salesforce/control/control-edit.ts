/** What a salesperson does in Salesforce's own pages. */
import {
  asList,
  asObject,
  asText,
  optionalBoolean,
  optionalText,
  refuseUnknown,
  type Json,
} from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import { NEWEST_VERSION } from '../http/api-versions';
import { recordView } from '../http/record-view';
import type { Answer, Call } from '../http/route';
import { mergeRecords, type Merged } from '../org/merge';
import type { Org } from '../org/org';
import { statusOf } from '../org/refused';
import type { Row } from '../org/row';
import type { SObject } from '../org/sobject';
import type { Transaction } from '../org/transaction';
import { writeRecords, type Outcome, type WriteRequest } from '../org/write-records';
import { controlBody, controlType, errorText, salesperson } from './control-call';

const keys = ['object', 'id', 'fields', 'undelete', 'delete', 'merge', 'user'];

/** A person sees the warning of a duplicate rule and saves all the same. */
const asPerson = { allowSave: true } as const;

interface Edit {
  readonly org: Org;
  readonly transaction: Transaction;
  readonly type: SObject;
  readonly body: Json;
}

/**
 * Without an id it makes one. `undelete` comes before all else; then the fields, or `merge` with the ids of one or two
 * others, which gives the winner the fields; `delete` is the end. All of it or nothing. Answers the record.
 */
export function editRecord(org: Org, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, keys, 'An edit');
  const type = controlType(org, body.object);
  const actor = { ...salesperson(org), ...(body.user !== undefined && { userId: userOf(org, body.user) }) };
  const row = org.transact(actor, (transaction) => edited({ org, transaction, type, body }));
  if (row === undefined) throw new Error('The record of an edit is gone');
  const view = recordView(type, row, { version: `${NEWEST_VERSION}.0`, fields: type.fields });
  return { status: body.id === undefined ? 201 : 200, body: view };
}

function userOf(org: Org, value: unknown): string {
  const users = controlType(org, 'User');
  const row = org.rowById(users, asText(value, 'user'));
  if (row === undefined) throw new ControlError('user must be the id of a User');
  return users.idOf(row);
}

function edited(edit: Edit): Row | undefined {
  const { org, type, body } = edit;
  const given = optionalText(body.id, 'id');
  const fields = asObject(body.fields ?? {}, 'fields');
  if (given === undefined) return org.rowById(type, performed(edit, { operation: 'insert', type, fields }));
  if (optionalBoolean(body.undelete, 'undelete') === true) performed(edit, { operation: 'undelete', id: given });
  const id =
    body.merge === undefined
      ? updated(edit, given, fields)
      : mustBe(
          mergeRecords(org, edit.transaction, { type, winnerId: given, loserIds: losersOf(body), fields }, asPerson),
        );
  // Looked up before the end, after which a contact role is not there any more.
  const row = org.rowById(type, id);
  if (optionalBoolean(body.delete, 'delete') === true) performed(edit, { operation: 'delete', type, id });
  return row;
}

/** An edit that says nothing of fields writes none. */
function updated(edit: Edit, id: string, fields: Json): string {
  if (edit.body.fields === undefined && (edit.body.delete === true || edit.body.undelete === true)) return id;
  return performed(edit, { operation: 'update', type: edit.type, id, fields });
}

function losersOf({ merge }: Json): string[] {
  return (typeof merge === 'string' ? [merge] : asList(merge, 'merge')).map((id) => asText(id, 'merge'));
}

function performed({ org, transaction }: Edit, request: WriteRequest): string {
  const [outcome] = writeRecords(org, transaction, [request], { ...asPerson, allOrNone: true, format: 'json' });
  return mustBe(outcome);
}

function mustBe(outcome: Outcome | Merged | undefined): string {
  if (outcome?.ok === true) return outcome.id;
  const [first] = outcome?.errors ?? [];
  throw new ControlError(errorText(outcome?.errors ?? []), first === undefined ? 400 : statusOf(first));
}
