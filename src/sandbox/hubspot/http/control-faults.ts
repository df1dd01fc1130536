/** `/_sandbox/faults`: what may be ordered to go wrong. */
import { between, oneOf, optionalNumber, optionalText, type Json } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import { readFault, readRows, type KindRule, type KindRules } from '../../common/control-faults';
import type { Faults } from '../../common/faults';
import type { Fault, FaultEffect, FaultKind } from '../portal/fault-effects';
import type { LimitPolicy } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { asObject, asProperties } from './body';
import type { Answer, Call, Route } from './route';

const rules: KindRules<FaultEffect> = {
  status: { keys: ['status', 'body', 'headers'], whens: ['before', 'after'], path: '*', read: asStatus },
  reset: plain('reset', ['before', 'after']),
  limit: { keys: ['policy'], whens: ['before'], path: '*', read: asLimit },
  truncated: { keys: ['cut'], whens: ['after'], path: '*', read: asTruncated },
  malformed: plain('malformed', ['after']),
  untyped: plain('untyped', ['after']),
  blank: plain('blank', ['after']),
  'no-results': plain('no-results', ['after', 'before']),
  partial: {
    keys: ['rows', 'share', 'category', 'code', 'message'],
    whens: ['before'],
    path: '/crm/*/batch/',
    read: asPartial,
  },
  'stale-search': { ...plain('stale-search', ['before']), path: '/crm/*/search' },
  'expired-token': plain('expired-token', ['before']),
};

const policies: Readonly<Record<string, LimitPolicy>> = {
  'ten-secondly': 'TEN_SECONDLY_ROLLING',
  secondly: 'SECONDLY',
  daily: 'DAILY',
};

export function faultRoutes(portal: Portal, faults: Faults<Fault>): Route[] {
  const path = '/_sandbox/faults';
  const list = (status: number): Answer => ({ status, body: { faults: faults.list() } });
  return [
    { method: 'GET', path, handle: () => list(200) },
    {
      method: 'POST',
      path,
      handle: (call) => {
        addFault(portal, faults, call);
        return list(201);
      },
    },
    {
      method: 'DELETE',
      path,
      handle: () => {
        faults.clear();
        return { status: 204 };
      },
    },
  ];
}

function addFault(portal: Portal, faults: Faults<Fault>, call: Call): void {
  const { fault, times } = readFault(rules, asObject(call.body, 'fault'));
  // One that is used up must not keep the index where it was.
  if (!faults.has('stale-search')) portal.thawSearch();
  faults.add(fault, times);
  if (fault.kind === 'stale-search') portal.freezeSearch();
}

/** A kind that has no keys of its own. */
function plain(
  kind: Exclude<FaultKind, 'status' | 'limit' | 'truncated' | 'partial'>,
  whens: KindRule<FaultEffect>['whens'],
): KindRule<FaultEffect> {
  return { keys: [], whens, path: '*', read: () => ({ kind }) };
}

function asStatus(body: Json): FaultEffect {
  const status = between(body, 'status', 200, 599) ?? null;
  if (status === null && (optionalNumber(body.delayMs, 'delayMs') ?? 0) === 0) {
    throw new ControlError('status or delayMs must be given');
  }
  return { kind: 'status', status, body: body.body, headers: Object.fromEntries(asProperties(body.headers)) };
}

function asLimit(body: Json): FaultEffect {
  const policy = policies[optionalText(body.policy, 'policy') ?? ''];
  if (policy === undefined) throw new ControlError(`policy must be one of ${Object.keys(policies).join(', ')}`);
  return { kind: 'limit', policy };
}

function asTruncated(body: Json): FaultEffect {
  return { kind: 'truncated', cut: oneOf(body.cut, ['length', 'chunk'], 'cut') };
}

function asPartial(body: Json): FaultEffect {
  return {
    kind: 'partial',
    rows: readRows(body),
    category: optionalText(body.category, 'category') ?? 'VALIDATION_ERROR',
    code: optionalText(body.code, 'code') ?? null,
    message: optionalText(body.message, 'message') ?? 'This row was refused on demand',
  };
}
