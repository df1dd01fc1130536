/** The URL that a CRM sends its unsigned messages to, for a person: made anew, and shown once. */
import { randomBytes } from 'node:crypto';
import type { Crm } from '../core/crm';
import { readConnection } from '../store/connections';
import { storeMessageSecret } from '../store/messages';
import { inTenant, type DataSource } from '../store/transaction';

export interface MessageUrlDeps {
  readonly database: DataSource;
  /** What stands before the path as the CRM calls it; null: nobody has said. */
  readonly publicUrl: string | null;
  readonly sendsMessages: (crm: Crm) => boolean;
}

export type MessageUrl =
  | { readonly kind: 'made'; readonly url: string }
  /** There is no such connection. */
  | { readonly kind: 'unknown' }
  /** Its CRM sends signed webhooks and no messages. */
  | { readonly kind: 'signs'; readonly crm: Crm }
  /** We do not know how we are called. */
  | { readonly kind: 'unnamed' };

/** The one before it, if any, is good no more. */
export async function makeMessageUrl(deps: MessageUrlDeps, tenantId: string, id: string): Promise<MessageUrl> {
  const { database, publicUrl, sendsMessages } = deps;
  return inTenant(database, tenantId, async (tx) => {
    const connection = await readConnection(tx, tenantId, id);
    if (connection === null) return { kind: 'unknown' };
    const { crm } = connection;
    if (!sendsMessages(crm)) return { kind: 'signs', crm };
    if (publicUrl === null) return { kind: 'unnamed' };
    const secret = randomBytes(32).toString('base64url');
    const stored = await storeMessageSecret(tx, { tenantId, id, secret });
    return stored ? { kind: 'made', url: `${publicUrl}/webhooks/${crm}/${id}/${secret}` } : { kind: 'unknown' };
  });
}

/** For a person. */
export const whyNoMessageUrl = (refused: Extract<MessageUrl, { readonly kind: 'signs' | 'unnamed' }>): string =>
  refused.kind === 'signs'
    ? `${refused.crm} signs what it sends and needs no secret in the URL; see docs/how-to/receive-webhooks.md.`
    : 'Set PUBLIC_URL to the address that the CRM calls, and start the service with it: without it nobody knows the URL.';
