/**
 * What a client may cost before anybody knows who it is: bytes of a header, seconds of a body, connections. Node's own
 * limits are set here, and those it lacks are kept by timers; what breaks them is answered like every other mistake, with
 * problem details, and nothing of what was sent is repeated. Nothing here knows a route.
 */
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Drain } from './drain';
import { isStreamed } from './open-connections';
import { problemOf, type ProblemDetails } from './problem';
import { contentSecurityPolicy } from './safe-headers';

export interface ServerLimits {
  /** From the first byte of a request, or the beginning of a connection, to the end of the header. */
  readonly headerMs: number;
  /** How often node looks for late headers: by so much the limit is longer. Its own 30 s would make 10 s up to 40 s. */
  readonly headerCheckMs: number;
  /** From the header to the end of the body. 8 MiB in 30 s is 2.2 Mbit/s. */
  readonly bodyMs: number;
  /** An import may take hours; only this long without a byte in either direction ends it. */
  readonly importSilenceMs: number;
  /** No byte in either direction while an answer is owed: a reader that does not read. */
  readonly stalledMs: number;
  /** A connection at rest. Longer than the 60 s of usual balancers, which otherwise send into a closing connection. */
  readonly keepAliveMs: number;
  /** What is left of a body after its answer, or of a connection after a refusal, is thrown away for this long. */
  readonly lingerMs: number;
  /** First line and fields of a request together: node's own default, now said. */
  readonly headerBytes: number;
  /**
   * Above them new connections are closed unseen, so that the files of the process never run out, of which the database's
   * connections need some too. A connection at rest costs 12 KB (4,000 of them on node 20, 2026-11).
   */
  readonly connections: number;
}

export const serverLimits: ServerLimits = {
  headerMs: 10_000,
  headerCheckMs: 2_000,
  bodyMs: 30_000,
  importSilenceMs: 60_000,
  stalledMs: 120_000,
  keepAliveMs: 72_000,
  lingerMs: 2_000,
  headerBytes: 16 * 1024,
  connections: 10_000,
};

/** On every answer, also one that no route and no hook takes part in; fields that a route sets go over these. */
const bareHeaders = {
  'cache-control': 'no-store', // what is stored is personal; a record with an ETag says otherwise
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
} as const;

/** A server that holds its clients to the limits and tells `drain` what is open. */
export function createLimitedServer(handle: RequestListener, limits: ServerLimits, drain: Drain): Server {
  const options = {
    headersTimeout: limits.headerMs,
    connectionsCheckingInterval: limits.headerCheckMs,
    requestTimeout: 0, // it would hold for imports too
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: false, // node would refuse without a word why; `strict-requests.ts` does it
  };
  const listener: RequestListener = (request, response) => {
    drain.began(response);
    for (const [name, value] of Object.entries(bareHeaders)) response.setHeader(name, value);
    request.url = plainAddress(request.url ?? '/');
    holdToTime(request, response, limits);
    handle(request, response);
  };
  const server = createServer(options, listener);
  server.setTimeout(limits.stalledMs);
  server.maxConnections = limits.connections;
  // An expectation that nobody knows may be left unmet (RFC 9110, 10.1.1).
  server.on('checkExpectation', listener);
  server.on('connect', (_request, socket) => refuse(socket, limits, notAProxy));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => onClientError({ error, socket, limits, drain }));
  drain.watch(server);
  return server;
}

/**
 * One spelling of an address for all who look at it, so that what is let past by one reading is not served by another:
 * without the host that proxies may send along (RFC 9112, 3.2.2), and letters and digits as themselves (RFC 3986, 6.2.2.2).
 */
function plainAddress(address: string): string {
  const path = address.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
  return path.replace(/%(2[DE]|3\d|[46][1-9A-F]|[57][0-9A]|5F|7E)/gi, (escape) => decodeURIComponent(escape));
}

/** Cuts a body that takes too long, and what is left of one that nobody waits for. */
function holdToTime(request: IncomingMessage, response: ServerResponse, limits: ServerLimits): void {
  if (!hasBody(request)) return;
  const late = (): void => tooLate(request, response);
  if (isStreamed(request)) {
    request.setTimeout(limits.importSilenceMs, late).once('end', () => request.socket.setTimeout(limits.stalledMs));
  } else {
    const timer = setTimeout(late, limits.bodyMs);
    request.once('end', () => clearTimeout(timer));
    response.once('close', () => clearTimeout(timer)); // also when the rest of the body never comes
  }
  response.once('finish', () => {
    if (request.complete) return;
    const { socket } = request;
    const linger = setTimeout(() => socket.destroy(), limits.lingerMs);
    const over = (): void => {
      clearTimeout(linger);
      socket.off('close', over); // the connection goes on, and would gather them
    };
    socket.once('close', over);
    request.once('end', over);
  });
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Whoever reads the body is told by its end without an end; whatever they answer then goes nowhere. */
function tooLate(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    request.socket.destroy();
    return;
  }
  const { status, head, body } = written(lateBody);
  response.writeHead(status, head).end(body);
}

const lateBody = problemOf('request-timeout', 'The body did not arrive in time. Nothing was stored; send it again.');
const lateHeader = problemOf('request-timeout', 'The header of the request did not arrive in time; send it again.');
const largeHeader = problemOf('headers-too-large', 'The header of a request may have 16 KiB, its address included.');
const unreadable = problemOf('invalid-request', 'The request is not HTTP/1.1 as RFC 9112 writes it.');
const notAProxy = problemOf('invalid-request', 'Tandem is no proxy; it does not connect to others.');

interface ClientError {
  readonly error: NodeJS.ErrnoException;
  readonly socket: Duplex;
  readonly limits: ServerLimits;
  readonly drain: Drain;
}

/** What node could not read as a request. */
function onClientError({ error, socket, limits, drain }: ClientError): void {
  // A connection that never said a word, a browser's spare one: an answer would be taken for that to its first request.
  if (error.code === 'ECONNRESET' || (socket as Socket).bytesRead === 0) {
    socket.destroy();
    return;
  }
  const problem = byCode[error.code ?? ''] ?? unreadable;
  // A request before it may be being stored at this moment, and would be told by this answer that it was not read.
  const accepted = drain.connections.answersOn(socket as Socket).findLast(({ req }) => req.complete);
  if (accepted) accepted.once('close', () => refuse(socket, limits, problem));
  else refuse(socket, limits, problem);
}

const byCode: Readonly<Record<string, ProblemDetails>> = {
  HPE_HEADER_OVERFLOW: largeHeader,
  ERR_HTTP_REQUEST_TIMEOUT: lateHeader,
};

const refused = new WeakSet<Duplex>();

/**
 * Answers and closes. What still arrives is read for a moment: closing with bytes unread resets the connection, and the
 * client may lose the answer.
 */
function refuse(socket: Duplex, { lingerMs }: ServerLimits, problem: ProblemDetails): void {
  if (refused.has(socket)) return;
  refused.add(socket);
  const { status, head, body } = written(problem);
  const fields = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => undefined); // it may be gone
  if (socket.writable) socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${fields.join('')}\r\n${body}`);
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
}

interface Written {
  readonly status: number;
  readonly head: Readonly<Record<string, string | number>>;
  readonly body: string;
}

function written(problem: ProblemDetails): Written {
  const body = JSON.stringify(problem);
  const head = {
    ...bareHeaders,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  return { status: problem.status, head, body };
}
