import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import type { Mistake } from '../core/check/scope';
import type { MappingDocument } from '../core/mapping-document';
import { findConnection } from '../operate/connections';
import {
  applyMapping,
  judgeAlone,
  judgeDocument,
  pageMappingVersions,
  previewMapping,
  showMapping,
  type MappingShown,
} from '../operate/mapping';
import type { StoredConnection } from '../store/connections';
import { ApiKeyGuard, Needs, TenantId } from './api-key.guard';
import { connectProblem } from './connection-problems';
import { matches, tagOf } from './etag';
import { httpDeps, type HttpDeps } from './http-deps';
import { readMappingDocument } from './mapping-bodies';
import {
  previewBody,
  type MappingApplied,
  type MappingChecked,
  type MappingPreview,
  type MappingVersionPage,
  type MappingView,
} from './mapping-views';
import { parsePage, toCursor } from './page';
import { parseBody } from './parse-body';
import { noConnection, parseConnectionId } from './parse-connection';
import { Problem, type FieldError } from './problem';

/** How the fields of a connection flow, as a document. What judges one asks the CRM, and takes as long as the CRM does. */
@Controller('v1/connections/:id/mapping')
@UseGuards(ApiKeyGuard)
export class MappingController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get()
  @Needs('connections:read')
  async show(@TenantId() tenantId: string, @Param('id') path: string): Promise<MappingView> {
    return toView(showMapping(await this.find(tenantId, path)));
  }

  @Get('versions')
  @Needs('connections:read')
  async versions(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Query() query: Record<string, string>,
  ): Promise<MappingVersionPage> {
    const page = parsePage(query, readVersion);
    const { items, next } = await pageMappingVersions(this.deps, await this.find(tenantId, path), page);
    return {
      items: items.map(({ version, document, createdAt }) => ({
        version,
        document: document as MappingView['document'],
        createdAt: createdAt.toISOString(),
      })),
      cursor: next === null ? null : toCursor([String(next)]),
    };
  }

  @Put()
  @Needs('connections:write')
  async apply(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MappingApplied> {
    const document = readDocument(body);
    const connection = await this.find(tenantId, path);
    const mistakes = await this.judge(connection, document, reply);
    if (mistakes.length > 0) throw refusal(mistakes);
    const ifMatch = reply.request.headers['if-match'];
    const isExpected = (saved: MappingShown): boolean =>
      ifMatch === undefined || matches(ifMatch, tagOf(JSON.stringify(toView(saved))));
    const done = await applyMapping(this.deps, connection, document, isExpected);
    if (done.kind === 'unknown') throw noConnection(connection.id);
    const { version, mappingVersions } = showMapping(done.connection);
    if (done.kind === 'outdated') throw outdated(version);
    const marked = done.kind === 'applied' ? done.marked : 0;
    if (done.kind === 'applied') {
      const { id: connectionId } = connection;
      this.deps.logger.info({ event: 'mapping.applied', tenantId, connectionId, version, marked });
    }
    return { version, applied: done.kind === 'applied', marked, mappingVersions };
  }

  @Post('check')
  @Needs('connections:write')
  @HttpCode(200)
  async check(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MappingChecked> {
    const connection = await this.find(tenantId, path);
    const read = readMappingDocument(body);
    const mistakes = 'mistakes' in read ? read.mistakes : await this.judge(connection, read.document, reply);
    return { ok: mistakes.length === 0, errors: errorsOf(mistakes) };
  }

  /** Shows values of records. */
  @Post('preview')
  @Needs('records:read')
  @HttpCode(200)
  async preview(
    @TenantId() tenantId: string,
    @Param('id') path: string,
    @Body() body: unknown,
  ): Promise<MappingPreview> {
    const { document, n = 10, type } = parseBody(previewBody, body, 'Nothing was previewed');
    const connection = await this.find(tenantId, path);
    const mistakes = judgeAlone(connection, document);
    if (mistakes.length > 0) throw refusal(mistakes, 'previewed');
    const items = await previewMapping(this.deps, connection, document, { n, type });
    return {
      items: items.map((item) => ({
        ...item,
        changed: !isDeepStrictEqual(item.before, item.after),
      })) as unknown as MappingPreview['items'],
    };
  }

  private async find(tenantId: string, path: string): Promise<StoredConnection> {
    const id = parseConnectionId(path);
    const found = await findConnection(this.deps, tenantId, id);
    if (!found) throw noConnection(id);
    return found;
  }

  private async judge(
    connection: StoredConnection,
    document: MappingDocument,
    reply: FastifyReply,
  ): Promise<readonly Mistake[]> {
    try {
      return await judgeDocument(this.deps, connection, document);
    } catch (error) {
      throw connectProblem(error, { crm: connection.crm, reply, now: this.deps.clock.now() });
    }
  }
}

/** `[version]` of a cursor. */
const readVersion = ([version]: readonly unknown[]): number | null => {
  const number = Number(version);
  return typeof version === 'string' && Number.isInteger(number) && number > 0 && number < 2 ** 31 ? number : null;
};

function readDocument(body: unknown): MappingDocument {
  const read = readMappingDocument(body);
  if ('mistakes' in read) throw refusal(read.mistakes);
  return read.document;
}

const toView = ({ version, document, mappingVersions }: MappingShown): MappingView => ({
  version,
  document: document as MappingView['document'],
  mappingVersions,
});

/** A document may have as many lines; each can be wrong. */
const shownMistakes = 200;

function errorsOf(mistakes: readonly Mistake[]): FieldError[] {
  const errors = mistakes.slice(0, shownMistakes).map(({ at, reason }) => ({ field: at, reason }));
  const more = mistakes.length - shownMistakes;
  return more > 0 ? [...errors, { field: '', reason: `and ${more} more are wrong` }] : errors;
}

function refusal(mistakes: readonly Mistake[], what = 'applied'): Problem {
  const count = mistakes.length === 1 ? 'is 1 mistake' : `are ${mistakes.length} mistakes`;
  const detail = `Nothing was ${what}: there ${count} in the document. Correct each at its place, and send it again.`;
  return new Problem('invalid-request', detail, errorsOf(mistakes));
}

const outdated = (version: number): Problem =>
  new Problem(
    'precondition-failed',
    `Nothing was applied: version ${version} holds now, and If-Match names another. Read the mapping, bring the two together, and send it again.`,
  );
