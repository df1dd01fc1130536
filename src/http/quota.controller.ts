import { Body, Controller, Get, Inject, Param, Put, UseGuards } from '@nestjs/common';
import type { QuotaReport } from '../core/quota-report';
import { changeConnectionQuota, quotaOf, type ConnectionQuota } from '../operate/quota';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { httpDeps, type HttpDeps } from './http-deps';
import { momentOf } from './moment';
import { parseBody } from './parse-body';
import { noConnection, parseConnectionId } from './parse-connection';
import { quotaBody, type QuotaView } from './quota-bodies';

/** How the calls of a connection stand and are shared, as far as it is known here: no CRM is asked. */
@Controller('v1/connections')
@UseGuards(ApiKeyGuard)
export class QuotaController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get(':id/quota')
  @Needs('connections:read')
  async get(@TenantId() tenantId: string, @Param('id') path: string): Promise<QuotaView> {
    const id = parseConnectionId(path);
    const quota = await quotaOf(this.deps, tenantId, id);
    if (quota === null) throw noConnection(id);
    return toView(id, quota);
  }

  @Put(':id/quota')
  @Needs('connections:write')
  async put(@TenantId() tenantId: string, @Param('id') path: string, @Body() body: unknown): Promise<QuotaView> {
    const id = parseConnectionId(path);
    const said = parseBody(quotaBody, body, 'The quota was not changed');
    const changed = await changeConnectionQuota(this.deps, { tenantId, id }, said);
    if (changed === null) throw noConnection(id);
    this.deps.logger.info({ event: 'quota.changed', tenantId, connectionId: id, ...said });
    return toView(id, changed);
  }
}

function toView(connectionId: string, { report, reserveShare }: ConnectionQuota): QuotaView {
  const { state, until, day, reserve, ownCalls, burst, expected, othersBurst, bulk } = report;
  return {
    connectionId,
    state,
    until: momentOf(until),
    day: day && sayDay(day),
    reserve: { share: reserveShare, calls: reserve },
    dailyCalls: ownCalls,
    burst: burst && { ...burst },
    expected: expected && {
      ...expected,
      hours: expected.hours.map((hour) => ({ ...hour, from: hour.from.toISOString() })),
    },
    othersBurst,
    bulk: { calls: bulk.calls, nextAt: momentOf(bulk.nextAt) },
  };
}

const sayDay = ({
  startsAt,
  resetsAt,
  heardAt,
  lanes,
  ...figures
}: NonNullable<QuotaReport['day']>): NonNullable<QuotaView['day']> => ({
  ...figures,
  lanes: { ...lanes },
  startsAt: startsAt.toISOString(),
  resetsAt: momentOf(resetsAt),
  heardAt: momentOf(heardAt),
});
