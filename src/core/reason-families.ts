/**
 * Whose turn it is when a record waits, and what to do next. Reasons of our own stand in the table below; of a CRM's the
 * connector has said the owner, in its table of errors. What to do follows from the two, so that a link which was stored
 * before there were owners has an answer too.
 */
import type { Failure, FailureKind } from './failure';
import type { LinkReason, LinkState } from './link';
import type { Owner } from './owner';

export interface Family {
  readonly owner: Owner;
  /** One sentence or two: what to do next. */
  readonly remedy: string;
}

/** The states of a link that wait for somebody. */
export const waitingStates = ['parked', 'held', 'conflict'] as const satisfies readonly LinkState[];
export type WaitingState = (typeof waitingStates)[number];

/** What is refused without a word of who could help is a value, most often. */
export const usualOwner: Owner = 'data-steward';

const steward = (remedy: string): Family => ({ owner: 'data-steward', remedy });
const administrator = (remedy: string): Family => ({ owner: 'crm-administrator', remedy });

const itGoes = 'the record goes by itself then';
const byItself = 'Nothing: it is tried again by itself.';
const correctTheValue = steward(`Correct the value in the order system; ${itGoes}.`);
const correctTheAddress = steward(`Correct the e-mail address in the order system; ${itGoes}.`);
const decideMatch = steward('Merge the two in the CRM, or give one of them another value, then retry.');

/** Reasons of our own, by code. `core/reason-families.spec.ts` finds those that are missing. */
export const ownFamilies: Readonly<Record<string, Family>> = {
  // The mapping's converters.
  INVALID_AMOUNT: correctTheValue,
  INVALID_BOOLEAN: correctTheValue,
  INVALID_DATE: correctTheValue,
  INVALID_LIST: correctTheValue,
  INVALID_NUMBER: correctTheValue,
  INVALID_OPTION: correctTheValue,
  UNMAPPED_VALUE: steward('Send a value that the mapping knows, or add this one to the mapping and retry the family.'),
  // What the CRM says of its own properties, before the call.
  VALUE_TOO_LONG: steward(`Shorten the value in the order system; ${itGoes}.`),
  NOT_A_NUMBER: correctTheValue,
  TOO_MANY_DIGITS: correctTheValue,
  NOT_WHOLE: correctTheValue,
  NOT_A_BOOLEAN: correctTheValue,
  NOT_A_DATE: correctTheValue,
  NOT_A_DATETIME: correctTheValue,
  BLANK_REFUSED: steward(
    `Give the field a value in the order system, or let blanks change nothing in the mapping; ${itGoes}.`,
  ),
  PROPERTY_MISSING: administrator(
    'Bring the property back in the CRM (`tandem provision`), or take it out of the mapping; the records go by themselves then.',
  ),
  PROPERTY_READ_ONLY: administrator(
    'Let Tandem write the property in the CRM, or take it out of the mapping; the records go by themselves then.',
  ),
  NOT_SHOWN: administrator(
    'Let the user of Tandem see all records of the type in the CRM, then retry the family. One that was deleted there long ago: delete it in the order system too.',
  ),
  REQUIRED_MISSING: steward(`Give the field a value in the order system; ${itGoes}.`),
  UNKNOWN_OPTION: administrator(
    'Make this option in the CRM (`tandem provision` does), or add the value to the mapping; the records go by themselves once that is seen, within an hour or by a retry.',
  ),
  // The e-mail gate.
  'email-invalid': correctTheAddress,
  'email-refused': steward(
    `Correct the e-mail address in the order system; ${itGoes}. If the CRM takes it by now, retry: what it said of the address is forgotten.`,
  ),
  'email-unconfirmed': steward(
    `Have the customer confirm the address (POST /v1/customers/{id}/email-confirmation), or correct it; ${itGoes}.`,
  ),
  // First contact, and fields that both sides have changed.
  'ambiguous-match': steward('Merge the candidates in the CRM, or leave the value on one of them, then retry.'),
  'match-taken': steward('Join the two in the order system, or give one of them another value, then retry.'),
  'match-ignored': decideMatch,
  'fields-differ': steward('Say which side is right: POST /v1/conflicts/{id}/resolve.'),
  // Parents.
  'parent-parked': steward('Correct the record that it waits for; this one follows by itself.'),
  'parent-unknown': steward('Send the record that it waits for; this one follows by itself.'),
  'parent-pending': {
    owner: 'wait',
    remedy: 'Nothing: it follows by itself once the record that it waits for is there.',
  },
  // Trouble of Tandem's own.
  INTERNAL: {
    owner: 'us',
    remedy: 'See batch.failed and stream.taken-over in the log of Tandem; after a correction, retry.',
  },
};

const byOwner: Readonly<Record<Owner, (field: string) => string>> = {
  us: () =>
    'What Tandem sent was wrong: report the message with the log of that time; after a correction, retry the family.',
  'crm-administrator': (field) =>
    `Mend it in the CRM: a permission, a property, an option or a rule${field === '' ? '' : ` that ${field} needs`}; then retry the family.`,
  'data-steward': (field) =>
    `Correct ${field === '' ? 'the record' : field} in the order system, or what stands against it in the CRM; ${itGoes}, or by a retry.`,
  wait: () =>
    'Nothing is wrong with the record, the CRM was in trouble for hours: once that is over, retry the family.',
};

interface Waiting {
  readonly state: LinkState;
  readonly reason: Pick<LinkReason, 'code' | 'field' | 'owner'> | null;
}

/** Null: it waits for nobody. */
export function familyOf({ state, reason }: Waiting): Family | null {
  if (!isWaiting(state) && state !== 'pending') return null;
  const own = reason === null ? undefined : ownFamily(reason.code);
  const owner = reason?.owner ?? own?.owner ?? defaultOwner(state);
  if (owner === null || own?.owner === owner) return own ?? null;
  return { owner, remedy: remedyOf({ state, owner, reason }) };
}

export const isWaiting = (state: LinkState): state is WaitingState =>
  (waitingStates as readonly LinkState[]).includes(state);

const defaultOwner = (state: LinkState): Owner | null => (isWaiting(state) ? usualOwner : null);

const remedyOf = ({ state, owner, reason }: Waiting & { readonly owner: Owner }): string =>
  state === 'pending' && owner === 'wait' ? byItself : byOwner[owner](reason?.field ?? '');

/** Codes are a CRM's too: "constructor" is none of ours. */
const ownFamily = (code: string): Family | undefined =>
  Object.hasOwn(ownFamilies, code) ? ownFamilies[code] : undefined;

const byKind: Readonly<Record<FailureKind, Owner>> = {
  retry: 'wait',
  throttled: 'wait',
  reauth: 'crm-administrator',
  rejected: usualOwner,
  gone: usualOwner,
  duplicate: usualOwner,
  stale: 'wait',
  unknown: 'wait',
};

/** What the connector says, else what we say of our own codes, else what the kind lets expect. */
export function ownerOf(failure: Failure): Owner {
  const said = 'owner' in failure ? failure.owner : undefined;
  return said ?? ownFamily(failure.code)?.owner ?? byKind[failure.kind];
}
