/** Composition root: the only file, besides `cli/`, where ports meet adapters. */
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { catalogs } from './catalog/catalog';
import type { Connector } from './connectors/connector';
import { createConnector } from './connectors/registry';
import { ApiKeyGuard } from './http/api-key.guard';
import { HealthController } from './http/health.controller';
import { httpDeps, type HttpDeps } from './http/http-deps';
import { bodyLimitBytes, parseJsonBodies } from './http/json-body';
import { ParkedController } from './http/parked.controller';
import { ProblemFilter, refusePath } from './http/problem';
import { RecordsController } from './http/records.controller';
import { readToken, type ConnectDeps } from './operate/connect';
import type { Clock } from './platform/clock';
import type { Config } from './platform/config';
import type { Logger } from './platform/logger';
import type { Connection } from './store/connections';
import type { DataSource } from './store/transaction';
import type { Waker } from './store/wake';
import type { Engine } from './sync/engine';

@Module({})
export class AppModule {
  static with(deps: HttpDeps): DynamicModule {
    return {
      module: AppModule,
      controllers: [HealthController, ParkedController, RecordsController],
      providers: [{ provide: httpDeps, useValue: deps }, ApiKeyGuard],
    };
  }
}

/** The door, not yet listening. */
export async function createHttp(deps: HttpDeps): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1_000 }, // longer ids are refused by their own rule, with its reason
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) => refusePath(reply),
  });
  parseJsonBodies(adapter.getInstance());
  const options = { bodyParser: false, logger: false as const, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(deps), adapter, options);
  app.useGlobalFilters(new ProblemFilter(deps.logger));
  return app;
}

export interface EngineParts {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly logger: Logger;
  readonly config: Config;
  readonly secretKey: string;
}

export function createEngine(parts: EngineParts): Engine & { close(): void } {
  const { config } = parts;
  const connectors = new ConnectorPool(parts, config.callDeadlineMs);
  return {
    ...parts,
    random: Math.random,
    leaseMs: config.leaseMs,
    callDeadlineMs: config.callDeadlineMs,
    catalogFor: ({ crm }) => catalogs[crm],
    connectorFor: (connection) => connectors.get(connection),
    close: () => connectors.close(),
  };
}

/** One connector per connection, made anew when its token or address changes. */
class ConnectorPool {
  private readonly open = new Map<string, { readonly made: string; readonly connector: Connector }>();

  constructor(
    private readonly deps: ConnectDeps,
    private readonly callDeadlineMs: number,
  ) {}

  async get(connection: Connection): Promise<Connector> {
    const name = `${connection.tenantId}/${connection.id}`;
    const token = await readToken(this.deps, connection);
    const made = JSON.stringify([connection.baseUrl, token]);
    const known = this.open.get(name);
    if (known?.made === made) return known.connector;
    known?.connector.close();
    const connector = createConnector(connection.crm, {
      token,
      baseUrl: connection.baseUrl,
      keyProperty: catalogs[connection.crm].own.key,
      callDeadlineMs: this.callDeadlineMs,
    });
    this.open.set(name, { made, connector });
    return connector;
  }

  close(): void {
    for (const { connector } of this.open.values()) connector.close();
    this.open.clear();
  }
}
