/** What a call asks for, where its HTTP method does not say it. */
import { refused } from '../org/refused';

const OVERRIDES: ReadonlySet<string> = new Set(['PATCH', 'DELETE', 'GET', 'PUT']);

/** `POST …?_HttpMethod=PATCH`, from clients that cannot send PATCH; HEAD is a GET whose body is not sent. */
export function askedMethod(method: string, url: string): string {
  if (method === 'HEAD') return 'GET';
  if (method !== 'POST') return method;
  const [, override = ''] = /[?&]_HttpMethod=(\w+)/.exec(url) ?? [];
  return OVERRIDES.has(override.toUpperCase()) ? override.toUpperCase() : method;
}

/** Salesforce would answer XML; here it is left out, and so refused (code unverified). */
export function requireJsonWanted(path: string, accept: string | undefined): void {
  const wantsXml = accept !== undefined && /\bxml\b/i.test(accept) && !/json|\*\/\*/i.test(accept);
  if (wantsXml && path.startsWith('/services/data/'))
    throw refused(406, 'NOT_ACCEPTABLE', 'Answers in XML are left out: ask for application/json');
}
