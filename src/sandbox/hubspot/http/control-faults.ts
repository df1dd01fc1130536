/** `/_sandbox/faults`: what may be ordered to go wrong. A key that its kind does not know is refused, not ignored. */
import type { FaultAim, Faults } from '../../common/faults';
import type { Fault, FaultEffect, FaultKind } from '../portal/fault-effects';
import type { LimitPolicy } from '../portal/limits';
import type { Portal } from '../portal/portal';
import type { Json } from './body';
import { asArray, asObject, asProperties, optionalNumber, optionalText } from './body';
import { between, ControlError, refuseUnknown } from './control-problem';
import type { Answer, Call, Route } from './route';

/** Longer than any client waits. */
const DELAY_MAX_MS = 600_000;
const WEEK_MS = 604_800_000;

type When = FaultAim['when'];

interface KindRule {
  /** Keys beside those of every fault. */
  readonly keys: readonly string[];
  /** The first is the default. */
  readonly whens: readonly [When, ...When[]];
  /** Where it strikes unless told. */
  readonly path: string;
  readonly read: (body: Json) => FaultEffect;
}

const rules: Readonly<Record<FaultKind, KindRule>> = {
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

const commonKeys = ['method', 'path', 'times', 'probability', 'kind', 'when', 'delayMs', 'forMs'];

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
  const body = asObject(call.body, 'fault');
  const times = optionalNumber(body.times, 'times') ?? null;
  if (times !== null && (!Number.isInteger(times) || times < 1)) throw new ControlError('times must be a whole number');
  const fault = asFault(body);
  // One that is used up must not keep the index where it was.
  if (!faults.has('stale-search')) portal.thawSearch();
  faults.add(fault, times);
  if (fault.kind === 'stale-search') portal.freezeSearch();
}

function asFault(body: Json): Fault {
  const kind = asKind(body.kind);
  const rule = rules[kind];
  refuseUnknown(body, [...commonKeys, ...rule.keys], `A fault of kind ${kind}`);
  return {
    method: (optionalText(body.method, 'method') ?? '*').toUpperCase(),
    path: optionalText(body.path, 'path') ?? rule.path,
    when: oneOf(body.when, rule.whens, `when of kind ${kind}`),
    delayMs: between(body, 'delayMs', 0, DELAY_MAX_MS) ?? 0,
    probability: between(body, 'probability', 0, 1) ?? 1,
    forMs: between(body, 'forMs', 0, WEEK_MS) ?? null,
    ...rule.read(body),
  };
}

function asKind(value: unknown): FaultKind {
  const kinds = Object.keys(rules) as FaultKind[];
  const kind = value === undefined ? 'status' : kinds.find((each) => each === value);
  if (kind === undefined) throw new ControlError(`kind must be one of ${kinds.join(', ')}`);
  return kind;
}

/** A kind that has no keys of its own. */
function plain(
  kind: Exclude<FaultKind, 'status' | 'limit' | 'truncated' | 'partial'>,
  whens: KindRule['whens'],
): KindRule {
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
  const share = between(body, 'share', 0, 1);
  if ((share === undefined) === (body.rows === undefined)) throw new ControlError('rows or share must be given');
  return {
    kind: 'partial',
    rows: share ?? asArray(body.rows, 'rows').map(asIndex),
    category: optionalText(body.category, 'category') ?? 'VALIDATION_ERROR',
    code: optionalText(body.code, 'code') ?? null,
    message: optionalText(body.message, 'message') ?? 'This row was refused on demand',
  };
}

function asIndex(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new ControlError('rows must be a list of whole numbers, the first row is 0');
}

/** The first is the default. */
function oneOf<const T extends string>(value: unknown, allowed: readonly [T, ...T[]], key: string): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new ControlError(`${key} must be ${allowed.join(' or ')}`);
  return found;
}
