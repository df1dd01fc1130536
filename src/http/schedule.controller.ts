import { Body, Controller, Get, Inject, Param, Put, UseGuards } from '@nestjs/common';
import type { TypeStanding } from '../core/schedule';
import { changeSchedule, showSchedule } from '../operate/schedule';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { httpDeps, type HttpDeps } from './http-deps';
import { momentOf } from './moment';
import { parseBody } from './parse-body';
import { noConnection, parseConnectionId } from './parse-connection';
import { parseType } from './parse-write';
import { scheduleBody, type ScheduleView, type TypeScheduleView } from './schedule-bodies';

/** How often a connection is asked for each object type, and how that fares. Asks no CRM. */
@Controller('v1/connections/:id/schedule')
@UseGuards(ApiKeyGuard)
export class ScheduleController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get()
  @Needs('connections:read')
  async show(@TenantId() tenantId: string, @Param('id') path: string): Promise<ScheduleView> {
    const id = parseConnectionId(path);
    const schedule = await showSchedule(this.deps, tenantId, id);
    if (schedule === null) throw noConnection(id);
    return { schedule: schedule.map(toView) };
  }

  @Put(':type')
  @Needs('connections:write')
  async change(
    @TenantId() tenantId: string,
    @Param() path: { readonly id: string; readonly type: string },
    @Body() body: unknown,
  ): Promise<TypeScheduleView> {
    const [id, object] = [parseConnectionId(path.id), parseType(path.type)];
    const said = parseBody(scheduleBody, body, 'The schedule was not changed');
    const changed = await changeSchedule(this.deps, { tenantId, id, object }, said);
    if (changed === null) throw noConnection(id);
    this.deps.logger.info({ event: 'schedule.changed', tenantId, connectionId: id, object, ...said });
    return toView(changed);
  }
}

function toView({
  object,
  seconds,
  dueNext,
  lastSyncedAt,
  reason,
  lastError,
  ...standing
}: TypeStanding): TypeScheduleView {
  return {
    type: object,
    every: seconds,
    ...standing,
    reason: reason && { ...reason },
    lastError: lastError && { ...lastError },
    dueNext: momentOf(dueNext),
    lastSyncedAt: momentOf(lastSyncedAt),
  };
}
