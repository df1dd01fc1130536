/** The demo's connection to its sandbox, set through the API. */
import type { HubspotSandbox } from '../../sandbox/hubspot/server';
import { ownSandboxId } from '../own-sandbox';
import type { Api } from './api';

export type SandboxAccess = Pick<HubspotSandbox, 'url' | 'token' | 'developerKey' | 'app'>;

/** Connects the account, or says how its fields flow from now on. */
export async function putConnection(
  api: Api,
  { url, token }: SandboxAccess,
  fieldRules: readonly object[] = [],
): Promise<void> {
  await api.call('PUT', `connections/${ownSandboxId}`, { crm: 'hubspot', url, token, fieldRules });
}

/** How many changes polling has found since the last webhook came, and none had announced. */
export async function readUnannounced(api: Api): Promise<number> {
  const { webhooks } = (await api.call('GET', `connections/${ownSandboxId}`)) as { webhooks: { unannounced: number } };
  return webhooks.unannounced;
}
