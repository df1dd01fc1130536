/**
 * Knows whose message it is before a byte of its body is read: who has no secret cannot make the service read 8 MiB. Whatever is
 * wrong with the path, the answer is that of a route that is not there.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findMessageConnection, type MessageConnection } from '../store/messages';
import { unsigned } from './crm-routes';
import type { HttpDeps } from './http-deps';
import { messagesRoute } from './json-body';
import { noRoute, Problem } from './problem';

/** 32 bytes. */
const secretPattern = /^[\w-]{43}$/;

type Admitted = FastifyRequest & { messageConnection?: MessageConnection };

export function admitMessages(fastify: FastifyInstance, deps: HttpDeps): void {
  fastify.addHook('onRequest', async (request: Admitted) => {
    if (request.routeOptions.url !== messagesRoute) return;
    const found = await find(deps, request);
    if (found === null) {
      deps.metrics.delivered(unsigned.crm, 'unknown');
      throw noRoute();
    }
    request.messageConnection = found;
  });
}

async function find(deps: HttpDeps, request: FastifyRequest): Promise<MessageConnection | null> {
  const { connection, secret } = request.params as Readonly<Record<string, string>>;
  if (secret === undefined || !secretPattern.test(secret)) return null;
  try {
    const found = await findMessageConnection(deps.database, secret);
    return found?.connectionId === connection && found?.crm === unsigned.crm ? found : null;
  } catch (error) {
    deps.metrics.delivered(unsigned.crm, 'failed');
    deps.logger.error({ event: 'webhook.failed', requestId: request.id, crm: unsigned.crm, err: error });
    throw notTaken();
  }
}

export const admittedOf = (request: Admitted): MessageConnection | null => request.messageConnection ?? null;

export const notTaken = (): Problem => new Problem('unavailable', 'The delivery was not taken in; send it again.');
