/**
 * One HTTP call to HubSpot, and nothing about its meaning: the official client builds and sends the request, and around
 * it stand the permission to call, the deadline, the callout and the classification of what came back. No retries here:
 * whether a call is repeated is the engine's decision. The client's own retry and limiter are shared by all clients of
 * the process and send creates twice after a 5xx (seen with client 13.5.0), so both stay off.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { Client } from '@hubspot/api-client';
import type { Credential } from '../../core/credential';
import type { Failure } from '../../core/failure';
import { CallGate } from '../call-gate';
import { CallSlots } from '../call-slots';
import type { CallContext, CallKind } from '../connector';
import { asJson, asText, parseBody } from '../json';
import type { AccessToken } from '../token';
import type { Problem } from './answer';
import { underDeadline } from './deadline';
import {
  answerFailure,
  isExpiredToken,
  isTransportTrouble,
  itemFailure,
  transportFailure,
  type Circumstances,
} from './errors';
import { quotaLeft } from './quota';

export interface HubspotSettings {
  readonly token: AccessToken;
  /** `https://api.hubapi.com`, or a sandbox; no trailing slash. */
  readonly baseUrl: string;
  /** Our unique property on every object: `tandem_id`. */
  readonly keyProperty: string;
  /** Of one HTTP call, from the permission to the last byte of the answer. */
  readonly callDeadlineMs: number;
  /** HTTP calls in flight at a time, over all methods. */
  readonly parallelCalls: number;
  /** Of the account, as far as it is known; absent: not until it is asked. */
  readonly timeZone?: string | null | undefined;
  /** Absent: a private app's. */
  readonly credential?: Credential | undefined;
}

/** What the client takes with every call: client 13.5.0 ignores middleware and agents given to its constructor. */
export interface PerCall {
  readonly middleware: {
    readonly pre: <C extends { setAgent(agent: http.Agent): void }>(context: C) => Promise<C>;
    readonly post: <R extends ClientResponse>(response: R) => Promise<R>;
  }[];
  readonly middlewareMergeStrategy: 'append';
}

interface ClientResponse {
  readonly httpStatusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: { text(): Promise<string>; binary(): Promise<Buffer> };
}

export interface Request<T> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** With ids taken out, for the callout log. */
  readonly endpoint: string;
  readonly object: string;
  readonly rows: number;
  readonly writes: boolean;
  readonly kind?: CallKind;
  /** The route names one thing, so that a 404 is about it. */
  readonly namesOne?: boolean;
  readonly send: (client: Client, perCall: PerCall, token: string) => Promise<unknown>;
  /** Reads the answer; null when it is not what was to be expected. */
  readonly read: (body: unknown) => T | null;
}

export type Answer<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** HubSpot's id of the call, as `requestId`; nothing when the answer names none. */
      readonly call: { readonly requestId?: string };
      /** What an error item of this answer means for the rows it names. */
      readonly meaning: (problem: Problem) => Failure;
    }
  | { readonly ok: false; readonly failure: Failure };

/** Makes calls on behalf of one method of the connector. Throws only what `beforeCall` or the token's source threw. */
export type Send = <T>(request: Request<T>) => Promise<Answer<T>>;

/** The data of a class, nested classes included, without the class. */
export type Plain<M> = M extends readonly (infer E)[]
  ? Plain<E>[]
  : M extends object
    ? { [K in keyof M]: Plain<M[K]> }
    : M;

/**
 * Passes plain data where the client's types ask for its model classes: it reads the keys of what it is given, and its
 * own README passes literals.
 */
export function model<M>(data: NoInfer<Plain<M>>): M {
  return data as M;
}

/** What was heard of an answer before the call ended. `raw` is null until the last byte is there. */
export interface Heard {
  status: number | null;
  headers: Readonly<Record<string, string>>;
  raw: string | null;
}

/** A server that closes an idle connection just as a write leaves on it makes that write `unknown`: close first. */
export const idleSocketMs = 30_000;

export class HubspotClient {
  /** Of the account, once known; HubSpot's daily limit ends at its midnight. */
  timeZone: string | null;

  /** With the present token, and no other. */
  private readonly clients = new Map<string, Client>();
  private readonly agent: http.Agent;
  private readonly slots: CallSlots;

  constructor(private readonly settings: HubspotSettings) {
    const options = { keepAlive: true, timeout: idleSocketMs };
    this.agent = settings.baseUrl.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
    this.slots = new CallSlots(settings.parallelCalls);
    this.timeZone = settings.timeZone ?? null;
  }

  /** For one method of the connector. */
  begin(context: CallContext): Send {
    const gate = new CallGate(this.slots, context);
    return (request) => gate.run((permit) => this.call(context, permit, request), request.kind);
  }

  close(): void {
    this.agent.destroy();
  }

  /**
   * The token comes before the permission, which holds for a moment only. A call that HubSpot refuses because the token's
   * time is over was not carried out, whatever it was to do: it is sent once more, with another token.
   */
  private async call<T>(context: CallContext, permit: () => Promise<void>, request: Request<T>): Promise<Answer<T>> {
    const token = await this.settings.token();
    if (!token.ok) return token;
    await permit();
    const answer = await this.exchange(context, request, token.value);
    if (answer.ok || !isExpiredToken(answer.failure)) return answer;
    const another = await this.settings.token(token.value);
    if (!another.ok) return another;
    if (another.value === token.value) return answer;
    await permit();
    return this.exchange(context, request, another.value);
  }

  /** One client per token: it keeps the one it began with in every part that was used (seen with client 13.5.0). */
  private clientWith(token: string): Client {
    const known = this.clients.get(token);
    if (known) return known;
    // node-fetch would quote the token in its complaint about an illegal header.
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Error('The HubSpot access token is not a token.');
    const client = new Client({ accessToken: token, basePath: this.settings.baseUrl, numberOfApiCallRetries: 0 });
    this.clients.clear();
    this.clients.set(token, client);
    return client;
  }

  private async exchange<T>(context: CallContext, request: Request<T>, token: string): Promise<Answer<T>> {
    const client = this.clientWith(token);
    const at = context.now();
    const startMs = performance.now();
    const heard: Heard = { status: null, headers: {}, raw: null };
    const error = await this.listen(heard, (perCall) => request.send(client, perCall, token));
    const answer = this.judge(heard, error, request, context.now());
    const correlationId = correlationOf(heard);
    context.onCallout({
      at,
      method: request.method,
      endpoint: request.endpoint,
      status: heard.status,
      durationMs: performance.now() - startMs,
      rows: request.rows,
      correlationId,
      failure: answer.ok ? null : answer.failure.kind,
      quota: quotaLeft(heard.headers),
    });
    return correlationId === null ? answer : named(answer, { requestId: correlationId });
  }

  /** Fills `heard`; answers what the client threw, which matters only when no whole answer was heard. */
  private async listen(heard: Heard, send: (perCall: PerCall) => Promise<unknown>): Promise<unknown> {
    try {
      await underDeadline(this.agent, this.settings.callDeadlineMs, (agent) => send(perCall(agent, heard)));
      return null;
    } catch (error) {
      return error;
    }
  }

  /** By what was heard and not by what the client made of it: it throws at an unlisted 2xx and at a missing type. */
  private judge<T>(heard: Heard, error: unknown, request: Request<T>, now: Date): Answer<T> {
    const asked: Circumstances = {
      object: request.object,
      writes: request.writes,
      namesOne: request.namesOne ?? false,
      keyProperty: this.settings.keyProperty,
      now,
      timeZone: this.timeZone,
    };
    if (heard.status === null || heard.raw === null) {
      if (!isTransportTrouble(error)) throw new Error('The HubSpot client failed on its own', { cause: error });
      return { ok: false, failure: transportFailure(error, asked) };
    }
    if (heard.status >= 200 && heard.status < 300) {
      const value = request.read(parseBody(heard.raw));
      if (value !== null) return { ok: true, value, call: {}, meaning: (problem) => itemFailure(problem, asked) };
    }
    return { ok: false, failure: answerFailure({ ...heard, status: heard.status, raw: heard.raw }, asked) };
  }
}

/** Passes what was heard on to `heard`, and to the client an answer that says nothing. */
export function perCall(agent: http.Agent, heard: Heard): PerCall {
  return {
    middlewareMergeStrategy: 'append',
    middleware: [
      {
        pre: (context) => {
          context.setAgent(agent);
          return Promise.resolve(context);
        },
        post: async (response) => {
          heard.status = response.httpStatusCode;
          heard.headers = response.headers;
          heard.raw = await response.body.text();
          // The body can be read once, and we have read it. What the client would make of it nobody looks at, and making
          // it takes longer than reading it (13-20 µs per record, client 13.5.0): it is given one that says nothing.
          response.body = { text: () => Promise.resolve('{}'), binary: () => Promise.resolve(Buffer.from('{}')) };
          return response;
        },
      },
    ],
  };
}

/** The answer with the id of its call, which what is made of it carries on. */
function named<T>(answer: Answer<T>, call: { readonly requestId: string }): Answer<T> {
  if (!answer.ok) return { ok: false, failure: { ...answer.failure, ...call } };
  return { ...answer, call, meaning: (problem) => ({ ...answer.meaning(problem), ...call }) };
}

export function correlationOf({ headers, raw }: Heard): string | null {
  const header = headers['x-hubspot-correlation-id'];
  return header ?? (raw === null ? null : asText(asJson(parseBody(raw))?.['correlationId']));
}
