/**
 * The door and three tenants: one and two with the same ids and some of their own, three with nothing. Requests are sent
 * as the document describes an operation, whatever an attack puts into them.
 */
import type { Operation } from '../../../src/http/openapi/operation';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { Api } from '../http/api';
import { send, type Reply } from '../http/openapi/send';
import { readTables, type Table } from './catalog';
import { fillTenant, snapshotOf } from './tenants';

export type Attacker = 'one' | 'three';
export type Tenant = Attacker | 'two';

/** What is put into a request of an operation. */
export interface Ask {
  /** In the path. */
  readonly id?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export class Scene {
  private constructor(
    readonly api: Api,
    readonly crm: HubspotSandbox,
    private readonly keys: Readonly<Record<Tenant, string>>,
    private readonly tables: readonly Table[],
  ) {}

  static async start(): Promise<Scene> {
    const crm = await startHubspotSandbox({ port: 0, limits: 'none' });
    const api = await Api.start({ crmUrls: [crm.url] });
    const keys = { ...api.keys, three: await api.database.createTenant('three') };
    for (const tenant of ['one', 'two']) await fillTenant(api.app, tenant);
    const tables = await readTables(api.database);
    return new Scene(api, crm, keys, tables);
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.crm.close();
  }

  ask(tenant: Tenant, operation: Operation, ask: Ask): Promise<Reply> {
    const { id = '', query = '', headers, body } = ask;
    const content = operation.body && body !== undefined ? textOf(operation.body.mediaType, body) : undefined;
    return send(this.api.url, {
      method: operation.method.toUpperCase(),
      path: operation.path.replace('{id}', id) + query,
      headers: {
        authorization: `Bearer ${this.keys[tenant]}`,
        'x-request-id': 'the-same',
        ...(content !== undefined && { 'content-type': operation.body?.mediaType ?? 'application/json' }),
        ...headers,
      },
      ...(content !== undefined && { body: content }),
    });
  }

  /** All that they hold. */
  snapshot(tenants: readonly Tenant[]): Promise<string> {
    return snapshotOf(this.api.database, tenants, this.tables);
  }

  /** A tenant as it was at the start; its keys stay. */
  async restore(tenant: Tenant): Promise<void> {
    const { database, app } = this.api;
    // What hangs on a connection goes with it, in whichever order.
    const deletions = this.tables
      .filter(({ name, tenantColumn }) => tenantColumn === 'tenant_id' && name !== 'api_key')
      .map(({ name }) => `delete from ${name} where tenant_id = '${tenant}'`);
    await database.query(deletions.join(';'));
    if (tenant !== 'three') await fillTenant(app, tenant);
  }
}

/** Of NDJSON a list is lines. */
function textOf(mediaType: string | undefined, body: unknown): string {
  if (mediaType === undefined || !Array.isArray(body)) return JSON.stringify(body);
  return body.map((line) => `${JSON.stringify(line)}\n`).join('');
}
