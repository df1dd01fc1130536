/** One POST to the receiver. It never throws: what went wrong is its answer. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface Outgoing {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly timeoutMs: number;
  /** Aborted when the sandbox closes. */
  readonly closing: AbortSignal;
}

/** The receiver's status and what it said, or why there is none. Redirects are not followed. */
export type PostOutcome = { readonly status: number; readonly body: string } | { readonly error: string };

/** Of the receiver's answer; what comes after that is read and forgotten. */
const BODY_KEPT_CHARS = 16_384;

export function post({ url, headers, body, timeoutMs, closing }: Outgoing): Promise<PostOutcome> {
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    let outcome: PostOutcome = { error: 'connection closed' };
    const lost = (error: Error & { readonly code?: string }): void => {
      if ('error' in outcome) outcome = { error: error.code ?? error.message };
    };
    // A connection each: one that is kept can be closed by the receiver just when it is used again.
    const request = open(url, { method: 'POST', agent: false, signal: closing, headers });
    const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      let body = '';
      outcome = { status, body };
      response.setEncoding('utf8').on('error', lost);
      response.on('data', (chunk: string) => {
        if (body.length < BODY_KEPT_CHARS) body += chunk;
      });
      response.on('end', () => (outcome = { status, body }));
    });
    request.on('error', lost);
    request.on('close', () => {
      clearTimeout(timer);
      resolve(outcome);
    });
    request.end(body);
  });
}

/** The target as it is called and signed; `undefined` unless it is a plain http or https URL. */
export function parseTarget(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  url.hash = '';
  return url;
}
