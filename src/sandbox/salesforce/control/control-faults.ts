/** `/_sandbox/faults`: what may be ordered to go wrong. */
import {
  asList,
  asObject,
  asText,
  between,
  oneOf,
  optionalBoolean,
  optionalNumber,
  optionalText,
  type Json,
} from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import { readFault, readRows, type KindRule, type KindRules } from '../../common/control-faults';
import type { Faults } from '../../common/faults';
import type { Fault, FaultEffect } from '../faults/fault-effects';
import type { Org } from '../org/org';
import type { Answer } from '../http/route';
import { controlBody, controlType, type Lever } from './control-call';

export function faultLevers(org: Org, faults: Faults<Fault>): Lever[] {
  const rules = rulesOf(org);
  const list = (status: number): Answer => ({ status, body: { faults: faults.list() } });
  return [
    { method: 'GET', lever: 'faults', handle: () => list(200) },
    {
      method: 'POST',
      lever: 'faults',
      handle: (call) => {
        const { fault, times } = readFault(rules, controlBody(call));
        faults.add(fault, times);
        return list(201);
      },
    },
    {
      method: 'DELETE',
      lever: 'faults',
      handle: () => {
        faults.clear();
        return { status: 204 };
      },
    },
  ];
}

function rulesOf(org: Org): KindRules<FaultEffect> {
  return {
    status: { keys: ['status', 'body', 'html', 'headers'], whens: ['before', 'after'], path: '*', read: asStatus },
    reset: plain('reset', ['before', 'after']),
    // What it is there for: the work is done and nobody says so.
    close: plain('close', ['after', 'before']),
    limit: { keys: ['policy'], whens: ['before'], path: '*', read: asLimit },
    truncated: { keys: ['cut'], whens: ['after'], path: '*', read: asTruncated },
    malformed: plain('malformed', ['after']),
    untyped: plain('untyped', ['after']),
    blank: plain('blank', ['after']),
    mistyped: { keys: ['type'], whens: ['after'], path: '*', read: asMistyped },
    'expired-token': plain('expired-token', ['before']),
    partial: {
      keys: ['rows', 'share', 'object', 'code', 'message', 'fields'],
      whens: ['before'],
      path: '*',
      read: (body) => asPartial(org, body),
    },
    'lock-storm': { keys: ['parents'], whens: ['before'], path: '*', read: asLockStorm },
    'job-stuck': plain('job-stuck', ['before']),
    'results-missing': plain('results-missing', ['before']),
  };
}

/** A kind that has no keys of its own. */
function plain(
  kind: 'reset' | 'close' | 'malformed' | 'untyped' | 'blank' | 'expired-token' | 'job-stuck' | 'results-missing',
  whens: KindRule<FaultEffect>['whens'],
): KindRule<FaultEffect> {
  return { keys: [], whens, path: '*', read: () => ({ kind }) };
}

function asStatus(body: Json): FaultEffect {
  const status = between(body, 'status', 200, 599) ?? null;
  if (status === null && (optionalNumber(body.delayMs, 'delayMs') ?? 0) === 0) {
    throw new ControlError('status or delayMs must be given');
  }
  const headers = Object.entries(asObject(body.headers ?? {}, 'headers'));
  return {
    kind: 'status',
    status,
    body: body.body,
    html: optionalBoolean(body.html, 'html') ?? false,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, asText(value, `headers.${name}`)])),
  };
}

function asLimit(body: Json): FaultEffect {
  return { kind: 'limit', policy: oneOf(body.policy, ['daily', 'concurrent'], 'policy') };
}

function asTruncated(body: Json): FaultEffect {
  return { kind: 'truncated', cut: oneOf(body.cut, ['length', 'chunk'], 'cut') };
}

function asMistyped(body: Json): FaultEffect {
  return { kind: 'mistyped', type: optionalText(body.type, 'type') ?? 'text/html' };
}

function asPartial(org: Org, body: Json): FaultEffect {
  return {
    kind: 'partial',
    rows: readRows(body),
    object: body.object === undefined ? null : controlType(org, body.object).name,
    code: optionalText(body.code, 'code') ?? 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    message: optionalText(body.message, 'message') ?? 'This row was refused on demand',
    fields: asList(body.fields ?? [], 'fields').map((field) => asText(field, 'fields')),
  };
}

function asLockStorm(body: Json): FaultEffect {
  const parents = body.parents === undefined ? null : asList(body.parents, 'parents');
  return { kind: 'lock-storm', parents: parents?.map((id) => asText(id, 'parents').slice(0, 15)) ?? null };
}
