/**
 * One HTTP call to Salesforce, and nothing about its meaning: jsforce builds the request and says who calls, over a
 * transport of ours, and around it stand the permission to call, the deadline, the callout and the classification of
 * what came back. No retries here: whether a call is repeated is the engine's decision.
 */
import { PassThrough } from 'node:stream';
import type { Connection } from 'jsforce';
import { CallGate } from '../call-gate';
import { CallSlots } from '../call-slots';
import type { CallContext } from '../connector';
import { asDate, parseBody } from '../json';
import type { Answer, Request, SalesforceSettings, Send } from './call';
import { answerFailure, isOverSession, itemFailure, transportFailure, type Circumstances } from './errors';
import { readFault } from './problems';
import { quotaLeft } from './quota';
import { Transport, transportCode, type Exchange, type Heard } from './transport';

/** The newest that jsforce 3.10.16 was tried with; its default is 50.0. */
export const apiVersion = '67.0';
/** Stands in Salesforce's logs and in the origin of change events: how a change of ours is known. */
export const clientName = 'tandem';

export class SalesforceClient {
  /** With the present token, and no other. */
  private readonly connections = new Map<string, Promise<Connection>>();
  private readonly transport: Transport;
  private readonly slots: CallSlots;

  constructor(readonly settings: SalesforceSettings) {
    this.transport = new Transport(settings.baseUrl);
    this.slots = new CallSlots(settings.parallelCalls);
  }

  /** For one method of the connector. */
  begin(context: CallContext): Send {
    const gate = new CallGate(this.slots, context);
    return (request) => gate.run((permit) => this.call(context, permit, request));
  }

  close(): void {
    this.transport.close();
  }

  /**
   * The token comes before the permission, which holds for a moment only. A call that Salesforce refuses because the
   * session is over was not carried out, whatever it was to do: it is sent once more, with another token.
   */
  private async call<T>(context: CallContext, permit: () => Promise<void>, request: Request<T>): Promise<Answer<T>> {
    const token = await this.settings.token();
    if (!token.ok) return token;
    const first = await this.attempt({ context, permit, request }, token.value);
    if (!first.isOver) return first.answer;
    const another = await this.settings.token(token.value);
    if (!another.ok) return another;
    if (another.value === token.value) return first.answer;
    return (await this.attempt({ context, permit, request }, another.value)).answer;
  }

  private async attempt<T>({ context, permit, request }: Attempt<T>, token: string): Promise<Attempted<T>> {
    const connection = await this.connectionWith(token);
    await permit();
    const at = context.now();
    const startMs = performance.now();
    const heard: Heard = { status: null, headers: {}, raw: null, received: undefined };
    const error = await this.listen(heard, connection, request);
    const answer = this.judge(heard, error, request, context.now());
    context.onCallout({
      at,
      method: request.method,
      endpoint: request.endpoint,
      status: heard.status,
      durationMs: performance.now() - startMs,
      rows: request.rows,
      correlationId: answer.ok ? null : (answer.failure.requestId ?? null),
      failure: answer.ok ? null : answer.failure.kind,
      quota: quotaLeft(heard.headers),
    });
    return { answer, isOver: isOverSession(heard) };
  }

  /** One per token. jsforce is loaded when the first call leaves: it takes 390 ms and 40 MB (3.10.16). */
  private connectionWith(token: string): Promise<Connection> {
    const known = this.connections.get(token);
    if (known) return known;
    // Node would quote nothing of it, but say less clearly what is wrong.
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Error('The Salesforce access token is not a token.');
    const opened = this.open(token);
    this.connections.clear();
    this.connections.set(token, opened);
    return opened;
  }

  private async open(token: string): Promise<Connection> {
    const jsforce = await import('jsforce');
    return new jsforce.Connection({
      version: apiVersion,
      instanceUrl: this.settings.baseUrl,
      accessToken: token,
      callOptions: { client: clientName },
      logLevel: 'NONE', // its log would hold addresses and bodies
    });
  }

  /** Fills `heard`; answers what was thrown, which matters only when no whole answer was heard. */
  private async listen<T>(heard: Heard, connection: Connection, request: Request<T>): Promise<unknown> {
    const { method, path, receive = null } = request;
    const { type, body, pieces } = bodyOf(request, connection.accessToken ?? '');
    const deadlineMs = request.deadlineMs ?? this.settings.callDeadlineMs;
    const transport = through((built) =>
      this.transport.exchange({ ...built, body: pieces ?? built.body, deadlineMs, receive }, heard),
    );
    try {
      await connection.request(
        {
          method,
          // What begins with a slash jsforce takes for a path below the version, unless it knows better.
          url: path.startsWith('/') ? `${this.settings.baseUrl}${path}` : `/${path}`,
          headers: { accept: receive === null ? 'application/json' : '*/*', ...type, ...request.headers },
          ...(body !== undefined && { body }),
        },
        { transport },
      );
      return null;
    } catch (error) {
      return error;
    }
  }

  /** By what was heard and not by what jsforce would make of it: its errors have no status, and a 204 gets a body. */
  private judge<T>(heard: Heard, error: unknown, request: Request<T>, now: Date): Answer<T> {
    const asked: Circumstances = {
      object: request.object,
      writes: request.writes,
      namesOne: request.namesOne ?? false,
      keyProperty: this.settings.keyProperty,
      now,
    };
    const { status, headers, raw } = heard;
    if (status === null || raw === null) {
      if (transportCode(error) === null)
        throw error instanceof Error ? error : new Error('jsforce failed on its own', { cause: error });
      return { ok: false, failure: transportFailure(error, asked) };
    }
    if (status >= 200 && status < 300) {
      const value = request.read(readable(request, heard), headers);
      const answeredAt = asDate(headers['date']);
      if (value !== null) return { ok: true, value, answeredAt, meaning: (problem) => itemFailure(problem, asked) };
    }
    const fault = request.soap ? readFault(raw) : null;
    return { ok: false, failure: fault ? itemFailure(fault, asked) : answerFailure({ status, headers, raw }, asked) };
  }
}

interface Sent {
  readonly type: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Made while they are sent. */
  readonly pieces?: () => Iterable<string>;
}

function bodyOf<T>({ json, csv, soap }: Request<T>, sessionId: string): Sent {
  if (json !== undefined) return { type: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
  if (soap) return { type: { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""' }, body: soap(sessionId) };
  return csv ? { type: { 'content-type': 'text/csv' }, pieces: csv } : { type: {} };
}

function readable<T>({ receive, soap }: Request<T>, { received, raw }: Heard): unknown {
  if (receive) return received;
  return soap ? raw : parseBody(raw ?? '');
}

interface Attempt<T> {
  readonly context: CallContext;
  readonly permit: () => Promise<void>;
  readonly request: Request<T>;
}

interface Attempted<T> {
  readonly answer: Answer<T>;
  /** It was refused because the session is over. */
  readonly isOver: boolean;
}

type Built = Pick<Exchange, 'url' | 'method' | 'headers'> & { readonly body: string | null };

/**
 * The transport of one call in jsforce's eyes: it is handed what it has built, and answers it with nothing. What was
 * really heard jsforce would parse by its type, and throw again without its status.
 */
function through(exchange: (built: Built) => Promise<void>): object {
  return {
    httpRequest: ({ url, method, headers, body }: Omit<Built, 'body'> & { readonly body?: unknown }) => {
      const text = typeof body === 'string' ? body : null;
      const answer = exchange({ url, method, headers, body: text }).then(() => ({
        statusCode: 204,
        headers: {},
        body: '',
      }));
      // Whoever builds with jsforce may also stream into it; nobody does here.
      return Object.assign(answer, { stream: () => new PassThrough() });
    },
  };
}
