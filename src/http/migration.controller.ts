import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  approve,
  cancel,
  pause,
  readMigration,
  requestPlan,
  resume,
  start,
  type MigrationName,
  type MigrationShown,
} from '../operate/migration';
import { MigrationRefused } from '../operate/migration-refused';
import { reportMigration, unsyncedRecords } from '../operate/migration-report';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { csvLine } from './csv';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { approveBody, goOnBody, migrationBody, settingsOf, stopBody } from './migration-bodies';
import type { MigrationReportView, MigrationView } from './migration-views';
import { momentOf } from './moment';
import { parseBody } from './parse-body';
import { parseConnectionId } from './parse-connection';
import { Problem } from './problem';

const csvType = 'text/csv';

/** The migration of a connection. Nothing here asks the CRM: what is said is stored, and a job acts by it. */
@Controller('v1/connections/:id/migration')
@UseGuards(ApiKeyGuard)
export class MigrationController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get()
  @Needs('connections:read')
  async get(@TenantId() tenantId: string, @Param('id') path: string): Promise<MigrationView> {
    return toView(await unlessRefused(readMigration(this.deps, nameOf(tenantId, path))));
  }

  @Post()
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(202)
  async plan(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<MigrationView> {
    const name = nameOf(tenantId, path);
    const said = parseBody(migrationBody, body ?? {}, 'Nothing was planned');
    return this.done('migration.requested', name, requestPlan(this.deps, name, settingsOf(said)));
  }

  @Post('approve')
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(200)
  approve(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<MigrationView> {
    const name = nameOf(tenantId, path);
    const { hash } = parseBody(approveBody, body, 'Nothing was approved');
    return this.done('migration.approved', name, approve(this.deps, name, hash));
  }

  @Post('start')
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(200)
  start(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<MigrationView> {
    const name = nameOf(tenantId, path);
    parseBody(goOnBody, body ?? {}, 'Nothing was started');
    return this.done('migration.started', name, start(this.deps, name));
  }

  @Post('pause')
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(200)
  pause(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<MigrationView> {
    const name = nameOf(tenantId, path);
    const { reason } = parseBody(stopBody, body ?? {}, 'Nothing was paused');
    return this.done('migration.paused', name, pause(this.deps, name, reason));
  }

  @Post('resume')
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(200)
  resume(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<MigrationView> {
    const name = nameOf(tenantId, path);
    parseBody(goOnBody, body ?? {}, 'Nothing was resumed');
    return this.done('migration.resumed', name, resume(this.deps, name));
  }

  @Post('cancel')
  @UseInterceptors(Idempotency)
  @Needs('connections:write')
  @HttpCode(200)
  cancel(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<MigrationView> {
    const name = nameOf(tenantId, path);
    const { reason } = parseBody(stopBody, body ?? {}, 'Nothing was cancelled');
    return this.done('migration.cancelled', name, cancel(this.deps, name, reason));
  }

  /** As JSON, or with `Accept: text/csv` one line for each record that is not synced. */
  @Get('report')
  @Needs('connections:read')
  async report(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const name = nameOf(tenantId, path);
    const report = await unlessRefused(reportMigration(this.deps, name));
    if (accept?.includes(csvType) !== true) {
      void reply.send(report satisfies Said<MigrationReportView>);
      return;
    }
    void reply.type(`${csvType}; charset=utf-8`).send(Readable.from(this.csvOf(name)));
  }

  private async *csvOf(name: MigrationName): AsyncGenerator<string> {
    yield csvLine(['type', 'id', 'state', 'code', 'field', 'message', 'owner', 'remedy']);
    for await (const page of unsyncedRecords(this.deps, name)) {
      if (this.deps.drain.draining) throw new Error('the service stops');
      yield page
        .map(({ type, id, state, code, field, message, owner, remedy }) =>
          csvLine([type, id, state, code, field, message, owner, remedy]),
        )
        .join('');
    }
  }

  private async done(event: string, name: MigrationName, work: Promise<MigrationShown>): Promise<MigrationView> {
    const shown = await unlessRefused(work);
    const { tenantId, id: connectionId } = name;
    this.deps.logger.info({ event, tenantId, connectionId, migrationId: shown.migration.id, by: 'person' });
    return toView(shown);
  }
}

const nameOf = (tenantId: string, path: string): MigrationName => ({ tenantId, id: parseConnectionId(path) });

async function unlessRefused<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof MigrationRefused ? new Problem(error.code, error.message) : error;
  }
}

/** An answer as it is made: nobody writes to it. */
type Said<T> = { readonly [K in keyof T]: T[K] extends (infer E)[] ? readonly Said<E>[] : T[K] };

function toView({ migration, progress }: MigrationShown): MigrationView {
  const { id, state, pausedFrom, reason, settings, plan } = migration;
  const { released, total, links, plannedCalls, expected } = progress;
  return {
    id,
    state,
    pausedFrom,
    reason: reason && { code: reason.code, message: reason.message },
    waitsUntil: momentOf(migration.waitsUntil),
    settings: settings as MigrationView['settings'],
    planning: state === 'planning' ? migration.progress : null,
    plan: plan as MigrationView['plan'],
    progress: {
      wave: migration.wave,
      waveSize: migration.waveSize,
      released,
      total,
      links,
      calls: { made: migration.calls, planned: plannedCalls, limit: migration.callLimit },
      expected: momentOf(expected),
    },
    createdAt: migration.createdAt.toISOString(),
    approvedAt: momentOf(migration.approvedAt),
    startedAt: momentOf(migration.startedAt),
    finishedAt: momentOf(migration.finishedAt),
  };
}
