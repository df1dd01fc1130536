/** What a call to Salesforce is, and what comes of it. */
import type { Readable } from 'node:stream';
import type { Failure } from '../../core/failure';
import type { AccessToken } from '../token';

export interface SalesforceSettings {
  readonly token: AccessToken;
  /** Of the org: `https://example.my.salesforce.com`, or a sandbox; no trailing slash, no path. */
  readonly baseUrl: string;
  /** Our unique field on every object: `Tandem_Id__c`. */
  readonly keyProperty: string;
  /** Of one HTTP call, from the permission to the last byte of the answer. */
  readonly callDeadlineMs: number;
  /** HTTP calls in flight at a time, over all methods. */
  readonly parallelCalls: number;
  /** So many rows of one object go by the Bulk API. */
  readonly bulkFrom: number;
}

/** One problem as Salesforce names it: `errorCode` of single records, `statusCode` of collections, come to the same. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** Of DUPLICATES_DETECTED: the ids that the rule has found. */
  readonly matches?: readonly string[];
}

export interface Request<T> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/services/data/vNN.N/`, with its query and encoded: `composite/sobjects`. One with a leading slash is from the root. */
  readonly path: string;
  /** The same with ids taken out, for the callout log: `/services/data/composite/sobjects/Contact`. */
  readonly endpoint: string;
  /** The sObject that it is about, for failures. */
  readonly object: string;
  readonly rows: number;
  readonly writes: boolean;
  /** The route names one record, so that a 404 is about it. */
  readonly namesOne?: boolean;
  readonly json?: unknown;
  /** CSV, made while it is sent. Called anew if the call is sent once more. */
  readonly csv?: () => Iterable<string>;
  /** SOAP, in which the session stands; what is read then is the text of the answer. */
  readonly soap?: (sessionId: string) => string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the connection's own; only of a call that changes no record by itself (a file into a job that is open). */
  readonly deadlineMs?: number;
  /** Reads the parsed answer (null of an empty one); null when it is not what was to be expected. */
  readonly read: (body: unknown, headers: Readonly<Record<string, string>>) => T | null;
  /** Takes the body of a 2xx as it comes instead, and `read` is given what this answers. */
  readonly receive?: (body: Readable) => Promise<unknown>;
}

export type Answer<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** By the `Date` header: when Salesforce answered, in whole seconds; null when it does not say. */
      readonly answeredAt: Date | null;
      /** What a problem of one row of this answer means. */
      readonly meaning: (problem: Problem) => Failure;
    }
  | { readonly ok: false; readonly failure: Failure };

/** Makes calls on behalf of one method of the connector. Throws only what `beforeCall` or the token's source threw. */
export type Send = <T>(request: Request<T>) => Promise<Answer<T>>;
