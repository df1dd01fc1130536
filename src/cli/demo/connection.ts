/** The demo's connections to its CRMs, set through the API. */
import type { Api } from './api';
import type { Crm } from './crms/crm';

interface Settings {
  readonly pollSeconds: number;
  readonly fieldRules?: readonly object[];
}

/** Connects the account, or says how it goes on from now. */
export async function putConnection(
  api: Api,
  { connectionId, access }: Pick<Crm, 'connectionId' | 'access'>,
  settings: Settings,
): Promise<void> {
  await api.call('PUT', `connections/${connectionId}`, { ...access, ...settings });
}

/** How many changes polling has found since the last webhook came, and none had announced. */
export async function readUnannounced(api: Api, { connectionId }: Pick<Crm, 'connectionId'>): Promise<number> {
  const { webhooks } = (await api.call('GET', `connections/${connectionId}`)) as { webhooks: { unannounced: number } };
  return webhooks.unannounced;
}
