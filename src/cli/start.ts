/** `tandem start`: the service, until it is told to stop. */
import { readFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createEngine, createHttp } from '../app.module';
import { Worker } from '../jobs/worker';
import type { Config } from '../platform/config';
import { createLogger } from '../platform/logger';
import type { DataSource } from '../store/transaction';
import { Waker } from '../store/wake';
import { makeFirstTenant } from './first-tenant';
import { layFoundation, type Closer, type Foundation } from './foundation';
import { startOwnSandbox } from './own-sandbox';

export interface RunningService {
  /** Where the API listens; null without the role `api`. */
  readonly url: string | null;
  readonly apiKeyFile: string;
  readonly databasePlace: string;
  /** As the service sees it, for verbs that look on. */
  readonly database: DataSource;
  readonly sandbox: { readonly url: string; readonly token: string } | null;
  /** Finishes what is in hand, then closes everything. */
  stop(): Promise<void>;
}

/** Starts everything, or nothing: what was started is closed again when a later step fails. */
export async function startService(config: Config): Promise<RunningService> {
  const closers: Closer[] = [];
  const stop = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const foundation = await layFoundation(config);
    closers.push(() => foundation.close());
    const apiKeyFile = await makeFirstTenant(foundation);
    const sandbox = config.sandbox ? await startOwnSandbox(foundation) : null;
    if (sandbox) closers.push(() => sandbox.close());
    const url = await startParts(foundation, closers);
    return { url, apiKeyFile, databasePlace: foundation.databasePlace, database: foundation.database, sandbox, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(foundation: Foundation, closers: Closer[]): Promise<string | null> {
  const { config } = foundation;
  const logger = createLogger(config.logLevel);
  const waker = new Waker(foundation.address);
  await waker.start();
  closers.push(() => waker.stop());
  if (config.roles.includes('worker')) {
    const engine = createEngine({ ...foundation, waker, logger });
    const worker = new Worker(engine);
    worker.start();
    closers.push(async () => {
      await worker.stop();
      engine.close();
    });
  }
  if (!config.roles.includes('api')) return null;
  const http = await createHttp({ ...foundation, waker, logger, requestsPerSecond: config.requestsPerSecond });
  closers.push(() => closeHttp(http));
  return listen(http, config);
}

/** Longer than any request takes; a batch of 1,000 takes less than a second. */
const drainMs = 2_000;

/** Answers what is being asked. A browser's spare connection, or half a request, would be waited for without end. */
async function closeHttp(http: NestFastifyApplication): Promise<void> {
  const cut = setTimeout(() => http.getHttpServer().closeAllConnections(), drainMs);
  await http.close();
  clearTimeout(cut);
}

async function listen(http: NestFastifyApplication, { host, port }: Config): Promise<string> {
  try {
    await http.listen(port, host);
    return await http.getUrl();
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} on ${host} is in use by another program; choose one with PORT`, { cause: error });
  }
}

/** What a person needs to know, once, on standard output. */
export function describe({ url, apiKeyFile, databasePlace, sandbox }: RunningService): string {
  const key = readKey(apiKeyFile);
  const lines = ['Tandem runs.', ''];
  if (url) lines.push(`  API        ${url}/v1`);
  lines.push(
    `  API key    ${key ?? 'shown once, when its tenant was made'}${key === null ? '' : `   (kept in ${apiKeyFile})`}`,
  );
  lines.push(`  Database   ${databasePlace}`);
  if (sandbox) {
    lines.push(`  HubSpot    ${sandbox.url}   (a sandbox; token ${sandbox.token})`);
    lines.push(
      `             what it holds: curl -H "authorization: Bearer ${sandbox.token}" ${sandbox.url}/_sandbox/dump`,
    );
  }
  if (url && key !== null) {
    lines.push('', 'Try it:', '');
    lines.push(
      `  curl -X PUT ${url}/v1/customers/1042 -H "authorization: Bearer ${key}" -H "content-type: application/json" \\`,
    );
    lines.push(`    -d '{"email":"ada@example.com","firstName":"Ada","updatedAt":"2026-01-01T12:00:00Z"}'`);
    lines.push(`  curl ${url}/v1/customers/1042/links -H "authorization: Bearer ${key}"`);
  }
  return [...lines, '', 'Ctrl-C stops it.', ''].join('\n');
}

function readKey(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
