/**
 * What is answered where no route can, in HubSpot's frame and with a correlation id. The words of all but an unknown path
 * are unverified.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { JSON_TYPE } from './passage';

/** Longer ones are 414 (HubSpot docs 2026-03, which do not say how long; Salesforce's limit). */
const URI_MAX_BYTES = 16_384;
const URI_TOO_LONG = 'URI too long';

/** How Fastify is made for it: what is too long has to arrive, to be refused in HubSpot's words. */
export const outsideRoutes = {
  http: { maxHeaderSize: 262_144 },
  routerOptions: { maxParamLength: URI_MAX_BYTES },
  clientErrorHandler,
  frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? send(reply, 414, URI_TOO_LONG) : send(reply, 400, 'Bad request'),
};

export function answerOutsideRoutes(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (Buffer.byteLength(request.url) > URI_MAX_BYTES) return send(reply, 414, URI_TOO_LONG);
  });
  app.setNotFoundHandler((_request, reply) => send(reply, 404, 'resource not found'));
  app.setErrorHandler((error: FastifyError, _request, reply) => send(reply, error.statusCode ?? 500, error.message));
}

function send(reply: FastifyReply, status: number, message: string): FastifyReply {
  const { correlationId, text } = framed(message);
  reply.headers({ 'Content-Type': JSON_TYPE, 'X-HubSpot-Correlation-Id': correlationId });
  return reply.code(status).send(text);
}

/** What is no call at all: there is nothing to reply to but the socket. */
function clientErrorHandler(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const isTooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const { correlationId, text } = framed(isTooLong ? 'Request header fields too large' : 'Bad request');
  const head = [
    `HTTP/1.1 ${isTooLong ? '431 Request Header Fields Too Large' : '400 Bad Request'}`,
    `Content-Type: ${JSON_TYPE}`,
    `X-HubSpot-Correlation-Id: ${correlationId}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

function framed(message: string): { readonly correlationId: string; readonly text: string } {
  const correlationId = randomUUID();
  return { correlationId, text: JSON.stringify({ status: 'error', message, correlationId }) };
}
