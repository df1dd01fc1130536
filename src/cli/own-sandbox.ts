/** The CRM in a box that comes up with the service, and its connection. Its state, port and token live in the data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFinder, crmOpener } from '../app.module';
import { connect } from '../operate/connect';
import { writePrivate } from '../platform/private-file';
import { startHubspotSandbox, type HubspotSandbox } from '../sandbox/hubspot/server';
import { firstTenantId } from './first-tenant';
import type { Foundation } from './foundation';

/** Ids of their connections. */
export const ownSandboxIds = { hubspot: 'hubspot-sandbox', salesforce: 'salesforce-sandbox' } as const;

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
    const { config } = foundation;
    const deps = { ...foundation, openCrm: crmOpener(config.callDeadlineMs), findApp: appFinder(config) };
    const { token, url: baseUrl } = sandbox;
    await connect(deps, {
      id: ownSandboxIds.hubspot,
      tenantId: firstTenantId,
      crm: 'hubspot',
      access: { token },
      baseUrl,
    });
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  return sandbox;
}
