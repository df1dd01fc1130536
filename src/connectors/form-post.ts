/** One form to a CRM's token endpoint, and what was heard of the answer. */
import { asJson, asText } from './json';

export type HeardForm =
  | {
      readonly transport: null;
      readonly status: number;
      readonly headers: Headers;
      readonly raw: string;
    }
  | {
      /** node's code of what went wrong. */
      readonly transport: string;
    };

export async function postForm(
  url: string,
  form: Readonly<Record<string, string>>,
  deadlineMs: number,
): Promise<HeardForm> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { accept: 'application/json' },
      redirect: 'manual', // these words are for one address alone
      signal: AbortSignal.timeout(deadlineMs), // holds for the body too
    });
    const { status, headers } = response;
    return { transport: null, status, headers, raw: await response.text() };
  } catch (error) {
    return { transport: transportCode(error) };
  }
}

/** undici hides node's code in the cause; its own complaint never quotes the body. */
function transportCode(error: unknown): string {
  const { name, cause } = asJson(error) ?? {};
  if (name === 'TimeoutError') return 'DEADLINE';
  return asText(asJson(cause)?.['code']) ?? 'NO_ANSWER';
}

/** A header must be able to carry it. */
export function asToken(value: unknown): string | null {
  const text = asText(value);
  return text !== null && /^[\x21-\x7e]+$/.test(text) ? text : null;
}
