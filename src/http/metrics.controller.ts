import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keepFor, within } from '../platform/keep';
import { readPool, readStanding, readStreamStanding } from '../store/standing';
import { readRepeats } from '../store/transaction';
import { httpDeps, type HttpDeps } from './http-deps';
import { streamPatienceMs } from './health.controller';
import { Problem } from './problem';

/** However many scrape, and from however many processes they do: counting the dirty set is asked for so seldom. */
const keepStandingMs = 5_000;
/** Prometheus gives up after 10 s unless told otherwise; what the process knows by itself shall reach it before. */
const answerWithinMs = 2_000;

@Controller('metrics')
export class MetricsController {
  private readonly standing = keepFor(keepStandingMs, () => this.readStanding());

  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async text(@Req() request: FastifyRequest): Promise<string> {
    refuseStrangers(request, this.deps.metricsToken);
    const { clock, database, logger, metrics } = this.deps;
    // Without the database the numbers of the process are worth the more.
    const { standing, streams } = await within(answerWithinMs, this.standing()).catch((error: unknown) => {
      logger.warn({ event: 'metrics.without-database', err: error });
      return unknown;
    });
    const ours = { pool: readPool(database), repeats: readRepeats(database) };
    return metrics.text({ now: clock.now(), ...ours, standing, streams });
  }

  private async readStanding(): Promise<{
    standing: Awaited<ReturnType<typeof readStanding>>;
    streams: Awaited<ReturnType<typeof readStreamStanding>>;
  }> {
    const { clock, database } = this.deps;
    const now = clock.now();
    return {
      standing: await readStanding(database, now),
      streams: await readStreamStanding(database, { now, patienceMs: streamPatienceMs }),
    };
  }
}

const unknown = { standing: null, streams: null };

/**
 * Numbers tell of business: how much is sold, which tenants there are. With a token who has it may read them; without one
 * who is on this machine, unless a proxy on this machine has passed the request on from elsewhere.
 */
function refuseStrangers({ headers, socket }: FastifyRequest, token: string | null): void {
  if (token === null) {
    if (isLoopback(socket.remoteAddress) && !isForwarded(headers)) return;
    const detail = 'Metrics are for callers on the same machine; set METRICS_TOKEN to let in those who send it.';
    throw new Problem('forbidden', detail);
  }
  const [, given] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  throw new Problem('unauthorized', 'Send "Authorization: Bearer <METRICS_TOKEN>" with the token of this setting.');
}

/** Of one length, so that comparing takes as long for every guess. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4'); // matches ::ffff:127.0.0.1 too, which a socket for both families tells
loopback.addAddress('::1', 'ipv6');

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

const isForwarded = (headers: IncomingHttpHeaders): boolean =>
  Object.keys(headers).some((name) => /^(forwarded|via|x-real-ip|x-forwarded-.+)$/.test(name));
