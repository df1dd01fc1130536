import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { customFields, type IncomingWrite } from '../core/last-word';
import type { ObjectType, SourceRecord, Value } from '../core/record';
import { SharedWrites } from '../intake/shared-writes';
import { eraseRecord } from '../operate/erase';
import { explain, type Explanation } from '../operate/explain';
import { isFieldOf } from '../operate/field-names';
import { readLinkViews, type LinkView } from '../store/links';
import { readRecordsAlone } from '../store/records';
import { inTenant } from '../store/transaction';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import type { ErasedRecord } from './answers';
import { httpDeps, type HttpDeps } from './http-deps';
import { Idempotency } from './idempotency.interceptor';
import { importLines } from './import-lines';
import { importType, wantsLines } from './json-body';
import { judgeRows, notFound, toResult, wasErased, type RowResult, type WriteResult } from './judge-rows';
import { parseId, parseRows, parseType, parseVersion, parseWrite } from './parse-write';
import { Problem } from './problem';
import { RequestId } from './request-id';

@Controller('v1/:type')
@UseGuards(ApiKeyGuard)
export class RecordsController {
  private readonly writes: SharedWrites;

  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {
    this.writes = new SharedWrites(deps);
  }

  @Put(':id')
  @Needs('records:write')
  put(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param() path: RecordPath,
    @Body() body: unknown,
  ): Promise<WriteResult> {
    const { object, id } = parsePath(path);
    return this.write(tenantId, { ...parseWrite('put', object, body, id), requestId });
  }

  @Patch(':id')
  @Needs('records:write')
  patch(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param() path: RecordPath,
    @Body() body: unknown,
  ): Promise<WriteResult> {
    const { object, id } = parsePath(path);
    return this.write(tenantId, { ...parseWrite('patch', object, body, id), requestId });
  }

  /** The order system's own version may be given as `?updatedAt=`; what it means to the CRM, the connection says. */
  @Delete(':id')
  @Needs('records:write')
  remove(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param() path: RecordPath,
    @Query('updatedAt') version?: string,
  ): Promise<WriteResult> {
    const { object, id } = parsePath(path);
    const updatedAt = parseVersion(version);
    return this.write(tenantId, { verb: 'delete', object, sourceId: id, fields: {}, updatedAt, requestId });
  }

  @Get(':id')
  @Needs('records:read')
  async get(@TenantId() tenantId: string, @Param() path: RecordPath): Promise<Record<string, unknown>> {
    const { object, id } = parsePath(path);
    const record = await this.read(tenantId, object, id);
    if (!record) throw notFound(object, id);
    if (record.erasedAt) throw wasErased(object, id);
    if (record.deletedAt)
      throw new Problem('deleted', `The order system deleted ${object} ${id} at ${record.deletedAt.toISOString()}.`);
    return toBody(record);
  }

  @Get(':id/links')
  @Needs('records:read')
  async links(@TenantId() tenantId: string, @Param() path: RecordPath): Promise<{ links: readonly LinkView[] }> {
    const { object, id } = parsePath(path);
    if (!(await this.read(tenantId, object, id))) throw notFound(object, id);
    const links = await inTenant(this.deps.database, tenantId, (tx) => readLinkViews(tx, tenantId, object, id));
    return { links };
  }

  /** Why a field is as it is. */
  @Get(':id/explain')
  @Needs('records:read')
  async explain(
    @TenantId() tenantId: string,
    @Param() path: RecordPath,
    @Query('field') field?: string,
  ): Promise<Explanation> {
    const { object, id } = parsePath(path);
    if (field === undefined || !isFieldOf(object, field)) {
      const reason = `must be the name of a field of ${object}`;
      throw new Problem('invalid-request', `field ${reason}.`, [{ field: 'field', reason }]);
    }
    const found = await explain(this.deps.database, tenantId, { object, sourceId: id, field });
    if (!found) throw notFound(object, id);
    return found;
  }

  /** For good: a person has asked for it. Nothing is deleted in the CRM. */
  @Post(':id/erase')
  @UseInterceptors(Idempotency)
  @Needs('operate:write')
  @HttpCode(200)
  async erase(
    @TenantId() tenantId: string,
    @Param() path: RecordPath,
    @Headers('idempotency-key') key?: string,
  ): Promise<ErasedRecord> {
    const { object, id } = parsePath(path);
    const erasure = await eraseRecord(this.deps, tenantId, { object, sourceId: id, key });
    if (erasure.kind === 'unknown') throw notFound(object, id);
    if (erasure.kind === 'in-hand') {
      throw new Problem('unavailable', `Nothing was erased: ${object} ${id} is being sent to a CRM. Send it again.`);
    }
    return { id, erasedAt: erasure.at.toISOString() };
  }

  /** Up to 1,000 records with a verdict each, in order; a refused one does not sink the others. */
  @Post('batch')
  @UseInterceptors(Idempotency)
  @Needs('records:write')
  @HttpCode(200)
  async batch(
    @TenantId() tenantId: string,
    @RequestId() requestId: string,
    @Param('type') type: string,
    @Body() body: unknown,
  ): Promise<{ results: readonly RowResult[] }> {
    const object = parseType(type);
    return { results: await judgeRows(this.deps, tenantId, { object, requestId }, parseRows(body)) };
  }

  /** Any number of records, one per line; the answer is streamed while they arrive. */
  @Post('import')
  @Needs('records:write')
  @HttpCode(200)
  import(
    @TenantId() tenantId: string,
    @Param('type') type: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): void {
    const object = parseType(type);
    if (!(body instanceof Readable)) throw wantsLines();
    const requestId = reply.request.id;
    const deps = { ...this.deps, logger: this.deps.logger.child({ requestId }) };
    void reply.type(importType).send(Readable.from(importLines(deps, tenantId, { object, requestId }, body)));
  }

  private async write(tenantId: string, write: IncomingWrite): Promise<WriteResult> {
    return toResult(write, await this.writes.receive(tenantId, write));
  }

  private async read(tenantId: string, object: ObjectType, id: string): Promise<SourceRecord | undefined> {
    const found = await readRecordsAlone(this.deps.database, tenantId, object, [id]);
    return found.get(id);
  }
}

interface RecordPath {
  readonly type: string;
  readonly id: string;
}

const parsePath = ({ type, id }: RecordPath): { object: ObjectType; id: string } => ({
  object: parseType(type),
  id: parseId(id),
});

/** The record as the order system said it. */
function toBody(record: SourceRecord): Record<string, unknown> {
  const own = Object.entries(record.fields).filter(([name]) => !name.startsWith('custom.'));
  const custom: Record<string, Value> = customFields(record.fields);
  return {
    id: record.sourceId,
    ...Object.fromEntries(own),
    ...(record.lines && { lines: record.lines }),
    ...(Object.keys(custom).length > 0 && { custom }),
    updatedAt: record.updatedAt.toISOString(),
  };
}
