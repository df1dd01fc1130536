/**
 * Takes in a message that a CRM sends without a signature: the secret in its URL has said whose it is, and it must be of the
 * account that the connection leads to. It becomes marks before it is answered, and nothing it says of values is believed.
 */
import { createHash } from 'node:crypto';
import type { Messages } from '../connectors/webhooks';
import type { Crm } from '../core/crm';
import type { MessageConnection } from '../store/messages';
import { markEvents, type MarkDeps, type TakenEvents } from './mark-events';

export interface MessageDeps extends MarkDeps {
  /** Null: it sends none. */
  readonly messagesOf: (crm: Crm) => Messages | null;
}

export type MessageIntake =
  | { readonly kind: 'taken'; readonly became: TakenEvents; readonly answer: Messages['taken'] }
  | {
      readonly kind: 'refused';
      readonly problem: 'malformed' | 'too-many' | 'other-account';
      readonly message: string;
    };

/** Throws when the database fails: then nothing is marked, and the CRM is to send again. */
export async function takeMessage(
  deps: MessageDeps,
  { tenantId, connectionId, crm, accountId }: MessageConnection,
  body: Buffer,
): Promise<MessageIntake> {
  const messages = deps.messagesOf(crm);
  if (messages === null) throw new Error(`${crm} sends no messages`);
  const read = messages.readMessage(body, accountId);
  if (!read.ok) return { kind: 'refused', problem: read.problem, message: read.message };
  const became = await markEvents(deps, {
    crm,
    // Of this connection: the same bytes may be sent to another one.
    digest: createHash('sha256').update(`${connectionId}/`).update(body).digest(),
    events: read.events,
    accounts: [{ tenantId, connectionId, accountId }],
  });
  return { kind: 'taken', became, answer: messages.taken };
}
