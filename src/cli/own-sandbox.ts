/** The CRM in a box that comes up with the service, and its connection. Its state, port and token live in the data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogs } from '../catalog/catalog';
import { createConnector } from '../connectors/registry';
import { connect } from '../operate/connect';
import { startHubspotSandbox, type HubspotSandbox } from '../sandbox/hubspot/server';
import { firstTenantId } from './first-tenant';
import { writePrivate, type Foundation } from './foundation';

export const ownSandboxId = 'hubspot-sandbox';

/** Starts the sandbox on the port it had before, and connects the first tenant to it. */
export async function startOwnSandbox(foundation: Foundation): Promise<HubspotSandbox> {
  const { dataDir } = foundation.config;
  const portFile = join(dataDir, 'sandbox-hubspot.port');
  const options = { stateFile: join(dataDir, 'sandbox-hubspot.state'), control: true };
  const port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) || 0 : 0;
  const sandbox = await startHubspotSandbox({ ...options, port }).catch((error: unknown) => {
    // Another program took the port meanwhile: the portal is found by its connection, which is renewed below.
    if ((error as { code?: string }).code === 'EADDRINUSE') return startHubspotSandbox({ ...options, port: 0 });
    throw error;
  });
  writePrivate(portFile, String(sandbox.port));
  try {
    await connectHubspot(foundation, {
      id: ownSandboxId,
      tenantId: firstTenantId,
      token: sandbox.token,
      baseUrl: sandbox.url,
    });
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  return sandbox;
}

export interface HubspotAccess {
  readonly id: string;
  readonly tenantId: string;
  readonly token: string;
  readonly baseUrl: string;
  readonly environment?: 'test' | 'production';
  readonly settings?: Parameters<typeof connect>[1]['settings'];
}

/** Connects a tenant to a HubSpot account, or to a sandbox; may be repeated. */
export async function connectHubspot(foundation: Foundation, access: HubspotAccess): ReturnType<typeof connect> {
  const catalog = catalogs.hubspot;
  const connector = createConnector('hubspot', {
    token: access.token,
    baseUrl: access.baseUrl,
    keyProperty: catalog.own.key,
    callDeadlineMs: foundation.config.callDeadlineMs,
  });
  const { id, tenantId, baseUrl, environment = 'test', settings = { customFields: [], recordUrl: null } } = access;
  try {
    const wanted = { tenantId, id, crm: 'hubspot', environment, baseUrl, settings } as const;
    return await connect(foundation, wanted, { connector, catalog, token: access.token });
  } finally {
    connector.close();
  }
}
