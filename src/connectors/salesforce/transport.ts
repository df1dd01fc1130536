/**
 * One HTTP exchange, to the last byte or to its deadline, and never more than one. jsforce's own transport (3.10.16) sends
 * GET, PUT and DELETE again for up to 15 s, follows redirects, waits for the rest of a body for ever, and goes through a
 * proxy of the environment even to localhost: none of it is wanted where the engine decides what is repeated.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { asJson, asText } from '../json';

/** What was heard of an answer before the exchange ended. `raw` is null until the last byte is there. */
export interface Heard {
  status: number | null;
  headers: Readonly<Record<string, string>>;
  /** Empty where the body was handed over. */
  raw: string | null;
  /** What the one made of it that the body was handed to. */
  received: unknown;
}

export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or in pieces which are made while they are sent. */
  readonly body: string | (() => Iterable<string>) | null;
  readonly deadlineMs: number;
  /** Is handed the body of a 2xx as it comes. */
  readonly receive: ((body: Readable) => Promise<unknown>) | null;
}

/** node's, or ours; null of what is no trouble of the network but a mistake in a program. */
export function transportCode(error: unknown): string | null {
  const code = asText(asJson(error)?.['code']);
  return code === null || /^ERR_(INVALID|UNESCAPED)/.test(code) ? null : code;
}

class CutOff extends Error {
  constructor(
    readonly code: 'DEADLINE' | 'PREMATURE_CLOSE',
    message: string,
  ) {
    super(message);
    this.name = 'CutOff';
  }
}

/** A server that closes an idle connection just as a write leaves on it makes that write `unknown`: close first. */
const idleSocketMs = 30_000;

export class Transport {
  private readonly agent: http.Agent;
  private readonly begin: typeof http.request;

  constructor(baseUrl: string) {
    const options = { keepAlive: true, timeout: idleSocketMs };
    const isSafe = baseUrl.startsWith('https:');
    this.agent = isSafe ? new https.Agent(options) : new http.Agent(options);
    this.begin = isSafe ? https.request : http.request;
  }

  /** Fills `heard` while it goes. Rejects when there is no whole answer, with an error that has a `code`. */
  async exchange({ url, method, headers, body, deadlineMs, receive }: Exchange, heard: Heard): Promise<void> {
    const request = this.begin(url, { method, headers, agent: this.agent });
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => {
          reject(new CutOff('DEADLINE', `no complete answer within ${deadlineMs} ms`));
        }, deadlineMs);
        // Once an answer has begun, what it says counts, and not that the rest of a body found nobody to take it.
        const unheard = (error: Error): void => {
          if (heard.status === null) reject(error);
        };
        request.on('error', unheard);
        request.on('response', (response) => {
          hear(response, heard, receive).then(resolve, reject);
        });
        if (typeof body === 'function') pipeline(Readable.from(body()), request, (error) => error && unheard(error));
        else request.end(body ?? undefined);
      });
    } finally {
      clearTimeout(timer);
      // What is left of it: of one that failed all, of one that was answered early the rest of its body.
      if (heard.raw === null || !request.writableFinished) request.destroy();
    }
  }

  close(): void {
    this.agent.destroy();
  }
}

async function hear(response: http.IncomingMessage, heard: Heard, receive: Exchange['receive']): Promise<void> {
  const { statusCode = 0 } = response;
  heard.status = statusCode;
  heard.headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  response.on('error', () => undefined); // who reads it is told too
  const isTaken = receive !== null && statusCode >= 200 && statusCode < 300;
  const raw = isTaken ? '' : (await buffer(response)).toString();
  if (isTaken) heard.received = await receive(response);
  if (!response.complete) throw new CutOff('PREMATURE_CLOSE', 'the connection closed within the answer');
  heard.raw = raw;
}
