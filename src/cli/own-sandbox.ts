/** The CRMs in a box that come up with the service, and their connections. HubSpot's state, port and token live in the data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFinder, crmOpener } from '../adapters';
import type { Crm } from '../core/crm';
import { connect } from '../operate/connect';
import { pause } from '../operate/connections';
import { writePrivate } from '../platform/private-file';
import { startHubspotSandbox, type HubspotSandbox } from '../sandbox/hubspot/server';
import { startSalesforceSandbox } from '../sandbox/salesforce/server';
import { readConnections } from '../store/connections';
import { lockSandboxes } from '../store/sandbox-lock';
import { inTenant } from '../store/transaction';
import { firstTenantId } from './first-tenant';
import type { Closer, Foundation } from './foundation';

/** Ids of their connections. */
export const ownSandboxIds = { hubspot: 'hubspot-sandbox', salesforce: 'salesforce-sandbox' } as const;

export interface OwnSandbox {
  readonly crm: Crm;
  readonly url: string;
  readonly token: string;
}

const starters = { hubspot: startHubspot, salesforce: startSalesforce } as const;

/** @param closers what ends them again, also those that came up before another failed */
export async function startOwnSandboxes(foundation: Foundation, closers: Closer[]): Promise<readonly OwnSandbox[]> {
  const lock = await lockSandboxes(foundation.address);
  if (lock === null) {
    throw new Error(
      'a Tandem runs with this database already, and its sandboxes with it; start this one with TANDEM_SANDBOX=0',
    );
  }
  closers.push(() => lock.letGo());
  const started: OwnSandbox[] = [];
  for (const crm of foundation.config.sandboxes) started.push(await starters[crm](foundation, closers));
  return started;
}

/** On the port it had before. */
async function startHubspot(foundation: Foundation, closers: Closer[]): Promise<OwnSandbox> {
  const { dataDir } = foundation.config;
  const portFile = join(dataDir, 'sandbox-hubspot.port');
  const port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) || 0 : 0;
  const sandbox = await openHubspot(port, join(dataDir, 'sandbox-hubspot.state'));
  closers.push(() => sandbox.close());
  writePrivate(portFile, String(sandbox.port));
  const { url, token } = sandbox;
  await connectOwn(foundation, ownSandboxIds.hubspot, { crm: 'hubspot', url, token });
  return { crm: 'hubspot', url, token };
}

async function openHubspot(port: number, stateFile: string): Promise<HubspotSandbox> {
  const options = { stateFile, control: true };
  return startHubspotSandbox({ ...options, port }).catch((error: unknown) => {
    // Another program took the port meanwhile: the portal is found by its connection, which is renewed below.
    if ((error as { code?: string }).code === 'EADDRINUSE') return startHubspotSandbox({ ...options, port: 0 });
    throw error;
  });
}

/**
 * In memory only, so each start has another org, and a connection to it: what the links of the one before it name is gone, and
 * its ids may be those of others by now.
 */
async function startSalesforce(foundation: Foundation, closers: Closer[]): Promise<OwnSandbox> {
  const { database } = foundation;
  const prefix = `${ownSandboxIds.salesforce}-`;
  const known = await inTenant(database, firstTenantId, (tx) => readConnections(tx, firstTenantId));
  const before = known.filter(({ id }) => id.startsWith(prefix));
  const number = before.length + 1;
  const sandbox = await startSalesforceSandbox({ port: 0, control: true, number });
  closers.push(() => sandbox.close());
  for (const { id } of before) {
    await pause({ database }, firstTenantId, id, 'Its org was in the memory of an earlier start, and is gone.');
  }
  const { url, token } = sandbox;
  await connectOwn(foundation, prefix + String(number), { crm: 'salesforce', url, token });
  return { crm: 'salesforce', url, token };
}

async function connectOwn(foundation: Foundation, id: string, { crm, url, token }: OwnSandbox): Promise<void> {
  const { config } = foundation;
  const deps = { ...foundation, openCrm: crmOpener(config), findApp: appFinder(config) };
  await connect(deps, { id, tenantId: firstTenantId, crm, access: { token }, baseUrl: url });
}
