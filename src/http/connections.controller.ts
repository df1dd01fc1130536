import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Crm } from '../core/crm';
import { pollSecondsDefault } from '../core/cursor';
import { archiveRules } from '../core/archive';
import { emailGateOf } from '../core/email-gate';
import { newRecordRules } from '../core/new-records';
import { quotaSettingsOf } from '../core/quota-settings';
import { webhookStateOf } from '../core/webhook-health';
import { connect, type Connected, type Said } from '../operate/connect';
import { makeMessageUrl, whyNoMessageUrl, type MessageUrl } from '../operate/message-url';
import {
  findConnection,
  FirstLoadPlanned,
  pageConnections,
  pause,
  resume,
  wakeConnection,
} from '../operate/connections';
import type { StoredConnection } from '../store/connections';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import type { ConnectedView, ConnectionPage, ConnectionView } from './connection-views';
import { connectProblem } from './connection-problems';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import type { MessageUrlView } from './message-url-bodies';
import { parsePage, toCursor } from './page';
import { momentOf } from './moment';
import {
  noConnection,
  parseConnection,
  parseConnectionId,
  parseMessageUrl,
  parsePause,
  parseResume,
  readConnectionName,
  type SaidConnection,
} from './parse-connection';
import { Problem } from './problem';

/** The tenant's CRM accounts. Connecting asks the CRM, so it takes as long as the CRM does; nothing else here does. */
@Controller('v1/connections')
@UseGuards(ApiKeyGuard)
export class ConnectionsController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get()
  @Needs('connections:read')
  async list(@TenantId() tenantId: string, @Query() query: Record<string, string>): Promise<ConnectionPage> {
    const { items, next } = await pageConnections(this.deps, tenantId, parsePage(query, readConnectionName));
    return { items: items.map(toView), cursor: next && toCursor([next]) };
  }

  @Get(':id')
  @Needs('connections:read')
  async get(@TenantId() tenantId: string, @Param('id') path: string): Promise<ConnectionView> {
    const id = parseConnectionId(path);
    return toView(found(id, await findConnection(this.deps, tenantId, id)));
  }

  /** Connects an account, or renews what is said of one; its links stay. */
  @Put(':id')
  @Needs('connections:write')
  async put(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectedView> {
    const id = parseConnectionId(path);
    const { url: baseUrl, token, refreshToken, ...said } = parseConnection(body, this.deps.crmUrls);
    let connected: Connected;
    try {
      connected = await connect(this.deps, {
        ...said,
        tenantId,
        id,
        baseUrl,
        access: accessOf({ token, refreshToken }),
      });
    } catch (error) {
      throw connectProblem(error, { crm: said.crm, reply, now: this.deps.clock.now() });
    }
    const { connection, accountKind } = connected;
    const { crm, environment, accountId } = connection;
    this.log('connection.connected', tenantId, { connectionId: id, crm, environment, accountId });
    wakeConnection(this.deps, tenantId, id);
    return { ...toView(connection), accountKind };
  }

  @Post(':id/pause')
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(200)
  async pause(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<ConnectionView> {
    const id = parseConnectionId(path);
    const { reason } = parsePause(body);
    const paused = found(id, await pause(this.deps, tenantId, id, reason));
    this.log('connection.paused', tenantId, { connectionId: id });
    return toView(paused);
  }

  @Post(':id/resume')
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(200)
  async resume(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
  ): Promise<ConnectionView> {
    const id = parseConnectionId(path);
    parseResume(body);
    const resumed = found(id, await resume(this.deps, tenantId, id).catch(refuseBeforeMigration));
    this.log('connection.resumed', tenantId, { connectionId: id });
    return toView(resumed);
  }

  /** Without an idempotency key: what is answered would be kept, and it holds a secret. */
  @Post(':id/message-url')
  @Needs('connections:write')
  @HttpCode(200)
  async messageUrl(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
  ): Promise<MessageUrlView> {
    const id = parseConnectionId(path);
    parseMessageUrl(body);
    const { database, publicUrl, messagesOf } = this.deps;
    const deps = { database, publicUrl, sendsMessages: (crm: Crm) => messagesOf(crm) !== null };
    const url = urlIn(id, await makeMessageUrl(deps, tenantId, id));
    this.log('connection.message-url-made', tenantId, { connectionId: id });
    return { url };
  }

  private log(event: string, tenantId: string, fields: object): void {
    this.deps.logger.info({ event, tenantId, ...fields });
  }
}

/** One of the two was said, as the schema has it. */
const accessOf = ({ token = '', refreshToken }: Pick<SaidConnection, 'token' | 'refreshToken'>): Said =>
  refreshToken === undefined ? { token } : { refreshToken };

function found(id: string, connection: StoredConnection | null): StoredConnection {
  if (connection) return connection;
  throw noConnection(id);
}

function refuseBeforeMigration(error: unknown): never {
  throw error instanceof FirstLoadPlanned ? new Problem('conflict', error.message) : error;
}

function urlIn(id: string, made: MessageUrl): string {
  if (made.kind === 'made') return made.url;
  if (made.kind === 'unknown') throw noConnection(id);
  throw new Problem('conflict', whyNoMessageUrl(made));
}

function toView(connection: StoredConnection): ConnectionView {
  const { id, crm, environment, accountId, state, reason, baseUrl, throttledUntil, settings, createdAt } = connection;
  return {
    id,
    crm,
    environment,
    accountId,
    state,
    reason: reason && { code: reason.code, message: reason.message },
    baseUrl,
    throttledUntil: momentOf(throttledUntil),
    bulkAfter: momentOf(connection.bulkAfter),
    recordUrl: settings.recordUrl,
    pollSeconds: settings.pollSeconds ?? pollSecondsDefault,
    streaming: settings.streaming ?? false,
    customFields: settings.customFields.map(({ options, ...field }) => ({
      ...field,
      ...(options && { options: [...options] }),
    })),
    fieldRules: [...(settings.fieldRules ?? [])],
    newRecords: newRecordRules(settings),
    archive: archiveRules(settings),
    emailGate: emailGateOf(settings),
    firstLoad: settings.firstLoad ?? 'at-once',
    quota: quotaSettingsOf(settings),
    webhookSignature: settings.webhookSignature ?? 'v3',
    webhooks: {
      state: webhookStateOf(connection),
      lastDeliveryAt: momentOf(connection.webhooksAt),
      unannounced: connection.unannounced,
    },
    createdAt: createdAt.toISOString(),
  };
}
