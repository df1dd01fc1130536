/** `/cometd/{version}`: where streaming clients call. It asks for the session itself, as it refuses in Bayeux's form. */
import { asObject, jsonOf } from '../http/json-body';
import type { Answer, Call, Route } from '../http/route';
import { COOKIE, type Cometd } from './cometd';

export function cometdRoutes(cometd: Cometd): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path,
    open: true,
    uncounted: true,
    handle,
  });
  const post = (call: Call): Promise<Answer> => answer(cometd, call);
  return [
    // Some clients ask for a web socket first; there is none (contract 7.3).
    route('GET', '/cometd/:api', () => ({ status: 400, text: 'Unknown Bayeux Transport' })),
    route('POST', '/cometd', post),
    route('POST', '/cometd/:api', post),
    // CometD's own clients add what they want: `/cometd/68.0/handshake`.
    route('POST', '/cometd/:api/:kind', post),
  ];
}

async function answer(cometd: Cometd, call: Call): Promise<Answer> {
  const body = jsonOf(call);
  const messages = (Array.isArray(body) ? body : [body]).map(asObject);
  const { text, cookie } = await cometd.answer(messages, {
    version: call.params.api ?? '',
    token: /^(?:OAuth|Bearer)\s+(\S+)$/i.exec(call.headers.authorization ?? '')?.[1],
    cookie: cookieOf(call.headers.cookie),
    signal: call.signal,
  });
  return {
    status: 200,
    text,
    type: 'application/json;charset=UTF-8',
    ...(cookie !== undefined && { headers: { 'Set-Cookie': `${COOKIE}=${cookie}; Path=/cometd/; HttpOnly` } }),
  };
}

function cookieOf(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === COOKIE)?.[1];
}
