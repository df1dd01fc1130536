/** What a route is: a path and a function from a call to an answer. It never sees a socket. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Spoiling } from '../../common/spoiled-reply';
import type { Tally } from '../../common/counters';
import type { Org } from '../org/org';
import type { Actor } from '../org/committed';
import type { Transaction } from '../org/transaction';

export interface Caller {
  readonly userId: string;
  readonly token: string;
  /** Of `Sforce-Call-Options: client=NAME`. */
  readonly client: string | undefined;
}

export interface Call {
  readonly method: string;
  /** As it was asked for, query included. */
  readonly url: string;
  /** Decoded; `version` as in `64.0` on every data route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** As text; empty where there is none. */
  readonly body: string;
  /** As it came over the wire, for what is no text: a zip. */
  readonly bytes?: Buffer;
  readonly caller: Caller;
  /** Of the composite call that this one is a part of, which commits it or unmakes it. */
  readonly transaction?: Transaction;
  /** Aborts when the caller is gone or the sandbox ends. */
  readonly signal: AbortSignal;
}

/** An answer that does not arrive, or not whole. */
export type Broken = Spoiling | { readonly kind: 'reset' } | { readonly kind: 'close' };

export interface Answer {
  readonly status: number;
  /** Sent as JSON. Absent with `text`, `chunks`, and on 204. */
  readonly body?: unknown;
  readonly text?: string;
  /** Instead of `text`, for what is too big to be one string. */
  readonly chunks?: Iterable<string>;
  /** Default `application/json;charset=UTF-8`; with `text` `text/html`. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tally?: Tally;
  /** Of the day's requests; default 1. A composite batch takes one for each of its parts. */
  readonly calls?: number;
  /** How it breaks on the way. */
  readonly broken?: Broken;
}

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In find-my-way's notation; data routes begin with `/services/data/v:version`. */
  readonly path: string;
  /** Needs no session. */
  readonly open?: boolean;
  /** An API call all the same: its session is in the body. */
  readonly counted?: boolean;
  /** Not an API call: nothing is taken from the day's requests, no usage is told. */
  readonly uncounted?: boolean;
  /** A lever of the sandbox: neither counted nor broken, and open to the printed token alone. */
  readonly control?: boolean;
  /** Can be a part of a composite call: it answers at once, and what it writes can be unmade. */
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** Who writes through this call, as change events tell it (contract 7.2). */
export function actorOf(call: Call, api: 'rest' | 'bulkapi' | 'soap' = 'rest'): Actor {
  const client = call.caller.client === undefined ? '' : `;client=${call.caller.client}`;
  return {
    userId: call.caller.userId,
    origin: `com/salesforce/api/${api}/${call.params.version ?? '0.0'}${client}`,
    via: { method: call.method, path: call.url.split('?', 1)[0] ?? '' },
  };
}

/** What the work writes is committed with it, or with the composite call that it is a part of. A refusal unmakes it. */
export function inTransaction<T>(org: Org, call: Call, work: (transaction: Transaction) => T): T {
  return call.transaction === undefined ? org.transact(actorOf(call), work) : work(call.transaction);
}
