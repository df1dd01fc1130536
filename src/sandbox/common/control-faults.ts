/** `/_sandbox/faults`: reading what is to go wrong. A key that its kind does not know is refused, not ignored. */
import { asList, between, oneOf, optionalNumber, optionalText, refuseUnknown, type Json } from './control-body';
import { ControlError } from './control-error';
import type { FaultAim } from './faults';

/** Longer than any client waits. */
const DELAY_MAX_MS = 600_000;
const WEEK_MS = 604_800_000;

type When = FaultAim['when'];

export interface KindRule<E> {
  /** Keys beside those of every fault. */
  readonly keys: readonly string[];
  /** The first is the default. */
  readonly whens: readonly [When, ...When[]];
  /** Where it strikes unless told. */
  readonly path: string;
  readonly read: (body: Json) => E;
}

/** The first kind is the default. */
export type KindRules<E extends { readonly kind: string }> = Readonly<Record<E['kind'], KindRule<E>>>;

const commonKeys = ['method', 'path', 'times', 'probability', 'kind', 'when', 'delayMs', 'forMs'];

export interface OrderedFault<E> {
  readonly fault: FaultAim & E;
  /** Null: until it is cleared. */
  readonly times: number | null;
}

export function readFault<E extends { readonly kind: string }>(rules: KindRules<E>, body: Json): OrderedFault<E> {
  const times = optionalNumber(body.times, 'times') ?? null;
  if (times !== null && (!Number.isInteger(times) || times < 1)) throw new ControlError('times must be a whole number');
  const kind = asKind(rules, body.kind);
  const rule = rules[kind];
  refuseUnknown(body, [...commonKeys, ...rule.keys], `A fault of kind ${kind}`);
  const aim: FaultAim = {
    method: (optionalText(body.method, 'method') ?? '*').toUpperCase(),
    path: optionalText(body.path, 'path') ?? rule.path,
    when: oneOf(body.when, rule.whens, `when of kind ${kind}`),
    delayMs: between(body, 'delayMs', 0, DELAY_MAX_MS) ?? 0,
    probability: between(body, 'probability', 0, 1) ?? 1,
    forMs: between(body, 'forMs', 0, WEEK_MS) ?? null,
  };
  return { fault: { ...aim, ...rule.read(body) }, times };
}

function asKind<E extends { readonly kind: string }>(rules: KindRules<E>, value: unknown): E['kind'] {
  const kinds = Object.keys(rules) as E['kind'][];
  const kind = value === undefined ? kinds[0] : kinds.find((each) => each === value);
  if (kind === undefined) throw new ControlError(`kind must be one of ${kinds.join(', ')}`);
  return kind;
}

/** Which rows of a call: their indices, or a share of them, at least one. */
export function readRows(body: Json): readonly number[] | number {
  const share = between(body, 'share', 0, 1);
  if ((share === undefined) === (body.rows === undefined)) throw new ControlError('rows or share must be given');
  return share ?? asList(body.rows, 'rows').map(asIndex);
}

function asIndex(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new ControlError('rows must be a list of whole numbers, the first row is 0');
}
