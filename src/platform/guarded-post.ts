/**
 * A POST to a place that a tenant has named, kept out of the operator's own network: a place is public and has TLS, unless the
 * operator allows its origin. What a name means is judged where the socket looks it up, so that the address which was judged is
 * the one that is connected to, whatever the name means a moment later (DNS rebinding). Redirects are not followed.
 */
import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import * as ipaddr from 'ipaddr.js';

/** Azure's WireServer answers machines there, at an address that looks public (Azure docs, 2026). */
const metadataAddresses: ReadonlySet<string> = new Set(['168.63.129.16']);

/** IPv4 in IPv6 of old (RFC 4291, 2.5.5.1), which the library takes for public. `URL` writes `[::127.0.0.1]` as `[::7f00:1]`. */
const ipv4Compatible = ipaddr.IPv6.parseCIDR('::/96');

/**
 * Whether an address is one of the open internet: neither private, loopback, link-local (where clouds keep their metadata),
 * unique-local, multicast, carrier-grade NAT or reserved, nor an IPv6 form of an IPv4 one.
 */
export function isPublicAddress(address: string): boolean {
  const meant = ipaddr.process(address);
  if (meant instanceof ipaddr.IPv6 && meant.match(ipv4Compatible)) return false;
  return meant.range() === 'unicast' && !metadataAddresses.has(meant.toString());
}

/** `INSECURE`: without TLS. `ADDRESS_REFUSED`: a private address. */
export type PlaceRefusal = 'INSECURE' | 'ADDRESS_REFUSED';

/** Why nothing is sent there, as far as that is to be seen without asking what its name means. */
export function whyRefused(url: URL, allowedOrigins: readonly string[]): PlaceRefusal | null {
  if (allowedOrigins.includes(url.origin)) return null;
  if (url.protocol !== 'https:') return 'INSECURE';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && !isPublicAddress(host) ? 'ADDRESS_REFUSED' : null;
}

class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED' satisfies PlaceRefusal;
}

type Resolve = (
  hostname: string,
  options: object,
  tell: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

const resolveAll: Resolve = (hostname, options, tell) => {
  resolveName(hostname, { ...options, all: true }, tell);
};

/** For a socket: what a name means, but for addresses that are not public. */
export function publicLookup(resolve: Resolve = resolveAll): LookupFunction {
  return (hostname, options, tell) => {
    resolve(hostname, options, (error, found) => {
      const [first, ...others] = error ? [] : found.filter(({ address }) => isPublicAddress(address));
      if (first === undefined) tell(error ?? new AddressRefused('the name means no public address'), '', 0);
      else if (options.all === true) tell(null, [first, ...others]);
      else tell(null, first.address, first.family);
    });
  };
}

export interface Outgoing {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly deadlineMs: number;
}

/** The answer's status, or the code of what kept it from coming. */
export type Posted = { readonly status: number; readonly retryAfter: string | null } | { readonly error: string };

/** Nobody reads an answer's body; a small one is taken in, so that its connection can serve again. */
const bodyLimitBytes = 65_536;

/** For posts that follow each other, over one connection where the receiver keeps it; whoever makes it closes it. */
export class GuardedPoster {
  private readonly http = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  private readonly https = new HttpsAgent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly allowedOrigins: readonly string[],
    private readonly lookup: LookupFunction = publicLookup(),
  ) {}

  /** Never rejects: what went wrong is its answer. */
  post(outgoing: Outgoing): Promise<Posted> {
    const refused = whyRefused(outgoing.url, this.allowedOrigins);
    return refused === null ? this.send(outgoing) : Promise.resolve({ error: refused });
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private send({ url, headers, body, deadlineMs }: Outgoing): Promise<Posted> {
    const [open, agent] = url.protocol === 'https:' ? [requestHttps, this.https] : [requestHttp, this.http];
    const isAllowed = this.allowedOrigins.includes(url.origin);
    return new Promise((resolve) => {
      let posted: Posted | null = null;
      const request = open(url, {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        ...(!isAllowed && { lookup: this.lookup }),
      });
      const timer = setTimeout(() => {
        posted ??= { error: 'DEADLINE' };
        request.destroy();
      }, deadlineMs);
      request.on('response', (response) => {
        posted ??= { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null };
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > bodyLimitBytes) request.destroy();
        });
        response.on('error', () => undefined); // the status has been told
      });
      request.on('error', (error: NodeJS.ErrnoException) => (posted ??= { error: error.code ?? 'NO_ANSWER' }));
      request.on('close', () => {
        clearTimeout(timer);
        resolve(posted ?? { error: 'NO_ANSWER' });
      });
      request.end(body);
    });
  }
}
