/**
 * The e-mail gate: only addresses that the CRM takes reach it, by what the connection says confirmed ones alone. Pure; asked by
 * `plan` before the merge. Only an address that would be written is judged: what stands in the CRM already, or came from there,
 * keeps nothing back.
 */
import type { EmailRules } from './email';
import { confirmationOf } from './email-confirmation';
import { likelyDomain } from './email-typos';
import type { LinkReason } from './link';
import type { ObjectMapping } from './mapping';
import type { Fields, SourceRecord } from './record';
import { normalForm, sameValue } from './values';

/** `confirmed`: the order system says that its owner confirmed it; and of those, as with `valid`, only what the CRM takes. */
export const emailRequirements = ['confirmed', 'valid', 'off'] as const;
export type EmailRequirement = (typeof emailRequirements)[number];

/** `hold`: the record waits until its address is corrected or confirmed. `omit`: it goes without it, and the address later. */
export const emailFailures = ['hold', 'omit'] as const;
export type EmailFailure = (typeof emailFailures)[number];

export interface EmailGateSettings {
  readonly require: EmailRequirement;
  readonly onFailure: EmailFailure;
}

export const emailGateOf = ({ emailGate }: { readonly emailGate?: Partial<EmailGateSettings> }): EmailGateSettings => ({
  require: emailGate?.require ?? 'valid',
  onFailure: emailGate?.onFailure ?? 'hold',
});

/** What a connection asks of addresses, and what its CRM says of them. */
export interface EmailGate extends EmailGateSettings {
  readonly rules: EmailRules;
  /** Of the mapping, those that hold an address and are written. */
  readonly fields: readonly string[];
}

/** By address: what the CRM has refused although nothing seems wrong with it, with its code. */
export type RefusedEmails = Readonly<Record<string, EmailRefusal>>;
export interface EmailRefusal {
  readonly code: string;
  /** When, ISO 8601. */
  readonly at: string;
}

/** Fields of the mapping that hold an e-mail address and are written to the CRM. */
export function emailFields({ fields, definition }: Pick<ObjectMapping, 'fields' | 'definition'>): readonly string[] {
  const written = fields.filter(({ field, direction }) => definition.kinds[field] === 'email' && direction !== 'pull');
  return [...new Set(written.map(({ field }) => field))];
}

/** What the look knows of a record whose addresses are to be judged; `local` and the rest in normal form. */
export interface EmailSides {
  readonly record: SourceRecord;
  readonly local: Fields;
  readonly remote: Fields;
  /** What the CRM has been told before; nothing when there is no record yet that it was told of. */
  readonly told: Fields;
  readonly refused: RefusedEmails;
}

export type Passed =
  | { readonly kind: 'hold'; readonly reason: LinkReason }
  /** The record as it may go: without the addresses that may not. */
  | { readonly kind: 'go'; readonly record: SourceRecord };

export function passEmails(gate: EmailGate | null, mapping: ObjectMapping, sides: EmailSides): Passed {
  const { record } = sides;
  if (gate === null || gate.require === 'off') return { kind: 'go', record };
  const kept = gate.fields.flatMap((field) => {
    const reason = reasonToKeep(gate, mapping, field, sides);
    return reason ? [{ field, reason }] : [];
  });
  const [first] = kept;
  if (!first) return { kind: 'go', record };
  if (gate.onFailure === 'hold') return { kind: 'hold', reason: first.reason };
  const names = new Set(kept.map(({ field }) => field));
  const fields = Object.fromEntries(Object.entries(record.fields).filter(([name]) => !names.has(name)));
  return { kind: 'go', record: { ...record, fields } };
}

/**
 * Which fields a new record is not looked for by: all of them while it is held, else the addresses that do not go.
 * @param fields of which it would be looked for
 */
export function keptFromMatching(
  gate: EmailGate | null,
  mapping: ObjectMapping,
  { record, refused = {} }: { readonly record: SourceRecord; readonly refused?: RefusedEmails | undefined },
  field: string,
): boolean {
  if (gate === null) return false;
  const local = Object.fromEntries(gate.fields.map((name) => [name, normalForm('email', record.fields[name] ?? null)]));
  const passed = passEmails(gate, mapping, { record, local, remote: {}, told: {}, refused });
  return passed.kind === 'hold' || !(field in passed.record.fields);
}

function reasonToKeep(
  gate: EmailGate,
  { definition }: ObjectMapping,
  field: string,
  { record, local, remote, told, refused }: EmailSides,
): LinkReason | null {
  const address = local[field];
  if (typeof address !== 'string') return null;
  if (sameValue(address, told[field]) || sameValue(address, remote[field])) return null;
  const refusal = Object.hasOwn(refused, address) ? refused[address] : undefined;
  if (refusal) return refusedBefore(field, refusal);
  const wrong = gate.rules.mistakeIn(address);
  if (wrong) return invalid(field, address, wrong.message);
  const confirmation = confirmationOf(field);
  const mayBeConfirmed = Object.hasOwn(definition.kinds, confirmation);
  if (gate.require !== 'confirmed' || !mayBeConfirmed || record.fields[confirmation] === true) return null;
  return unconfirmed(field);
}

const unconfirmed = (field: string): LinkReason => ({
  code: 'email-unconfirmed',
  message: `${field} is not confirmed, and this connection takes confirmed addresses only; it goes by itself when it is`,
  field,
});

const refusedBefore = (field: string, { code, at }: EmailRefusal): LinkReason => ({
  code: 'email-refused',
  message:
    `the CRM refused this ${field} on ${at.slice(0, 10)} (${code}); correct it in the order system, or retry when the CRM takes it ` +
    'by now',
  field,
});

function invalid(field: string, address: string, message: string): LinkReason {
  const meant = likelyDomain(address.slice(address.lastIndexOf('@') + 1));
  const hint = meant === null ? '' : ` (${meant} may be meant)`;
  return {
    code: 'email-invalid',
    message: `${field} ${message}${hint}, so the CRM would refuse it; correct it in the order system, and it goes by itself`,
    field,
  };
}
