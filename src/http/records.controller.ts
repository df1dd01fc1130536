import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  UseGuards,
} from '@nestjs/common';
import { customFields, type IncomingWrite } from '../core/last-word';
import type { ObjectType, SourceRecord, Value } from '../core/record';
import { receiveWrites, type Answer } from '../intake/records';
import { readLinkViews, type LinkView } from '../store/links';
import { readRecords } from '../store/records';
import { inTenant } from '../store/transaction';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { httpDeps, type HttpDeps } from './http-deps';
import { parseId, parseRows, parseType, parseVersion, parseWrite } from './parse-write';
import { Problem, type ProblemDetails } from './problem';

/** What became of one write. `stale` is no error: an outbox would be jammed by one. */
interface WriteResult {
  readonly id: string;
  readonly result: 'stored' | 'unchanged' | 'stale' | 'refused';
  /** The version that stands now. */
  readonly updatedAt?: string;
  readonly problem?: ProblemDetails;
}

@Controller('v1/:type')
@UseGuards(ApiKeyGuard)
export class RecordsController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Put(':id')
  @Needs('records:write')
  put(@TenantId() tenantId: string, @Param() path: RecordPath, @Body() body: unknown): Promise<WriteResult> {
    const { object, id } = parsePath(path);
    return this.write(tenantId, parseWrite('put', object, body, id));
  }

  @Patch(':id')
  @Needs('records:write')
  patch(@TenantId() tenantId: string, @Param() path: RecordPath, @Body() body: unknown): Promise<WriteResult> {
    const { object, id } = parsePath(path);
    return this.write(tenantId, parseWrite('patch', object, body, id));
  }

  /** The order system's own version may be given as `?updatedAt=`; nothing is deleted in the CRM. */
  @Delete(':id')
  @Needs('records:write')
  remove(
    @TenantId() tenantId: string,
    @Param() path: RecordPath,
    @Query('updatedAt') version?: string,
  ): Promise<WriteResult> {
    const { object, id } = parsePath(path);
    return this.write(tenantId, { verb: 'delete', object, sourceId: id, fields: {}, updatedAt: parseVersion(version) });
  }

  @Get(':id')
  @Needs('records:read')
  async get(@TenantId() tenantId: string, @Param() path: RecordPath): Promise<Record<string, unknown>> {
    const { object, id } = parsePath(path);
    const record = await this.read(tenantId, object, id);
    if (!record) throw notFound(object, id);
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

  /** Up to 1,000 records with a verdict each, in order; a refused one does not sink the others. */
  @Post('batch')
  @Needs('records:write')
  @HttpCode(200)
  async batch(
    @TenantId() tenantId: string,
    @Param('type') type: string,
    @Body() body: unknown,
  ): Promise<{ results: readonly WriteResult[] }> {
    const object = parseType(type);
    const rows = parseRows(body).map((row) => parseRow(object, row));
    const writes = rows.filter((row): row is IncomingWrite => 'verb' in row);
    const answers = await receiveWrites(this.deps, tenantId, object, writes);
    const byWrite = new Map(writes.map((write, index) => [write, answers[index]]));
    return { results: rows.map((row) => ('verb' in row ? toResult(row, byWrite.get(row)) : row)) };
  }

  private async write(tenantId: string, write: IncomingWrite): Promise<WriteResult> {
    const [answer] = await receiveWrites(this.deps, tenantId, write.object, [write]);
    return toResult(write, answer);
  }

  private async read(tenantId: string, object: ObjectType, id: string): Promise<SourceRecord | undefined> {
    const found = await inTenant(this.deps.database, tenantId, (tx) => readRecords(tx, tenantId, object, [id]));
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

const notFound = (object: ObjectType, id: string): Problem =>
  new Problem('not-found', `The order system has said nothing about ${object} ${id}; send it with PUT.`);

function toResult(write: IncomingWrite, answer: Answer | undefined): WriteResult {
  if (!answer) throw new Error('a write was not answered');
  if (answer.verdict === 'missing') throw notFound(write.object, write.sourceId);
  return {
    id: write.sourceId,
    result: answer.verdict,
    ...(answer.updatedAt && { updatedAt: answer.updatedAt.toISOString() }),
  };
}

/** A row of a batch: a write, or the verdict that refuses it. */
function parseRow(object: ObjectType, row: unknown): IncomingWrite | WriteResult {
  try {
    return parseWrite('put', object, row);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const given = (row as { id?: unknown } | null)?.id;
    return { id: typeof given === 'string' ? given : '', result: 'refused', problem: error.details };
  }
}

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
