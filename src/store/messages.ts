/**
 * The secrets in the URLs that CRMs send unsigned messages to. A secret is 256 random bits and is looked up by its digest, so
 * how long that takes tells nothing of it; what is kept opens nothing.
 */
import { createHash } from 'node:crypto';
import type { Crm } from '../core/crm';
import { rows, rowsOfCall, type DataSource, type EntityManager } from './transaction';

/** Whom a message is for. */
export interface MessageConnection {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly crm: Crm;
  readonly accountId: string;
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The connection whose messages come with this secret, of whichever tenant. Runs before the tenant is known. */
export async function findMessageConnection(database: DataSource, secret: string): Promise<MessageConnection | null> {
  const [found] = await rowsOfCall<MessageConnection>(database, findCall, [digestOf(secret)]);
  return found ?? null;
}

const findCall = {
  name: 'find_message_connection',
  text: `select tenant_id as "tenantId", connection_id as "connectionId", crm, account_id as "accountId"
           from find_message_connection($1)`,
};

/** From now on messages come with this secret and no other. False: there is no such connection. */
export async function storeMessageSecret(
  tx: EntityManager,
  { tenantId, id, secret }: { readonly tenantId: string; readonly id: string; readonly secret: string },
): Promise<boolean> {
  const stored = await rows(
    tx,
    'update connection set message_digest = $3 where tenant_id = $1 and id = $2 returning id',
    [tenantId, id, digestOf(secret)],
  );
  return stored.length > 0;
}
