/** The demo's connections to its CRMs, set through the API. */
import type { Api } from './api';
import type { Crm } from './crms/crm';

/** Connects the account, or says how its fields flow from now on. */
export async function putConnection(
  api: Api,
  { connectionId, access }: Pick<Crm, 'connectionId' | 'access'>,
  fieldRules: readonly object[] = [],
): Promise<void> {
  await api.call('PUT', `connections/${connectionId}`, { ...access, fieldRules });
}

/** How many changes polling has found since the last webhook came, and none had announced. */
export async function readUnannounced(api: Api, { connectionId }: Pick<Crm, 'connectionId'>): Promise<number> {
  const { webhooks } = (await api.call('GET', `connections/${connectionId}`)) as { webhooks: { unannounced: number } };
  return webhooks.unannounced;
}
