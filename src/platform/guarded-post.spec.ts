import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { GuardedPoster, isPublicAddress, publicLookup, whyRefused } from './guarded-post';

describe('a public address', () => {
  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.255.255', '100.128.0.1', '2606:4700::1111', '2a00:1450::'])(
    'is %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
    ['unique-local', ['fc00::1', 'fd12:3456::1']],
    ['link-local', ['169.254.0.1', 'fe80::1']],
    ['metadata', ['169.254.169.254', '100.100.100.200', 'fd00:ec2::254', '192.0.0.192', '168.63.129.16']],
    ['metadata, in IPv6', ['::ffff:168.63.129.16', '::ffff:a83f:8110', '::a83f:8110']],
    ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
    ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
    ['unspecified or broadcast', ['0.0.0.0', '0.1.2.3', '::', '255.255.255.255']],
    [
      'IPv4 in IPv6',
      ['::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', '::7f00:1', '::808:808', '64:ff9b::7f00:1', '2002:7f00:1::'],
    ],
    ['reserved', ['192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1', '2001:db8::1', 'fec0::1']],
  ])('is none that is %s', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

describe('a place', () => {
  const refused = (url: string, allowed: readonly string[] = []): string | null => whyRefused(new URL(url), allowed);

  it.each([
    'https://orders.example.com/x',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]:8443/',
    'https://localhost/',
  ])('is not refused by its looks: %s', (url) => {
    expect(refused(url)).toBeNull(); // what a name means is seen when it is connected to
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::127.0.0.1]/', // as `URL` writes it: [::7f00:1]
    'https://[::ffff:168.63.129.16]/',
    'https://[::ffff:a83f:8110]/',
    'https://[::168.63.129.16]/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.0.10:8443/',
    'https://127.0.0.1./',
  ])('is refused however a private address is written: %s', (url) => {
    expect(refused(url)).toBe('ADDRESS_REFUSED');
  });

  it('needs TLS', () => {
    expect(refused('http://orders.example.com/')).toBe('INSECURE');
  });

  it('is allowed by its whole origin', () => {
    const allowed = ['http://127.0.0.1:8080'];
    expect(refused('http://127.0.0.1:8080/any/path', allowed)).toBeNull();
    expect(refused('http://127.0.0.1:8081/', allowed)).toBe('INSECURE');
    expect(refused('https://127.0.0.1:8080/', allowed)).toBe('ADDRESS_REFUSED');
    expect(refused('http://127.0.0.1.example.com:8080/', allowed)).toBe('INSECURE');
  });
});

describe('the lookup of a name', () => {
  const found = (...addresses: readonly string[]): LookupAddress[] =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const answering = (error: NodeJS.ErrnoException | null, told: LookupAddress[]): LookupFunction =>
    publicLookup((_name, _options, tell) => {
      tell(error, told);
    });
  const ask = (lookup: LookupFunction, all: boolean): Promise<unknown> =>
    new Promise((resolve) => {
      lookup('orders.example.com', { all }, (error, address, family) => {
        resolve(error ? error.code : all ? address : { address, family });
      });
    });

  it('leaves out what is not public, and tells of nothing else', async () => {
    const lookup = answering(null, found('10.0.0.1', '8.8.8.8', '::1', '2606:4700::1111'));
    expect(await ask(lookup, true)).toEqual(found('8.8.8.8', '2606:4700::1111'));
    expect(await ask(lookup, false)).toEqual(found('8.8.8.8')[0]);
  });

  it('refuses a name that means private addresses alone, or nothing', async () => {
    for (const all of [true, false]) {
      expect(await ask(answering(null, found('127.0.0.1', '::1')), all)).toBe('ADDRESS_REFUSED');
      expect(await ask(answering(null, []), all)).toBe('ADDRESS_REFUSED');
    }
  });

  it('hands on that a name is unknown', async () => {
    const unknown = Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
    expect(await ask(answering(unknown, []), true)).toBe('ENOTFOUND');
  });
});

describe('a post', () => {
  let server: Server;
  let origin: string;
  let connections: number;
  let paths: string[];
  const posters: GuardedPoster[] = [];
  beforeEach(async () => {
    [connections, paths] = [0, []];
    server = createServer((request, response) => {
      paths.push(request.url ?? '');
      request.resume();
      if (request.url === '/never') return;
      if (request.url === '/endless') {
        response.writeHead(200);
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(65_536), more);
        };
        more();
        return;
      }
      if (request.url === '/drips') {
        response.writeHead(204 + 1).write('x');
        return;
      }
      if (request.url === '/cut') {
        request.socket.destroy();
        return;
      }
      response.writeHead(request.url === '/moved' ? 307 : 200, { location: '/target', 'retry-after': '7' }).end('ok');
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const poster of posters.splice(0)) poster.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const posterOf = (allowed: readonly string[], lookup?: LookupFunction): GuardedPoster => {
    const poster = new GuardedPoster(allowed, lookup);
    posters.push(poster);
    return poster;
  };
  const post = (poster: GuardedPoster, url: string, deadlineMs = 5_000): ReturnType<GuardedPoster['post']> =>
    poster.post({ url: new URL(url), headers: { 'content-type': 'application/json' }, body: '{"a":"ä"}', deadlineMs });

  it('is answered, and those that follow each other share a connection', async () => {
    const poster = posterOf([origin]);
    for (const path of ['/1', '/2', '/3'])
      expect(await post(poster, origin + path)).toEqual({ status: 200, retryAfter: '7' });
    expect({ paths, connections }).toEqual({ paths: ['/1', '/2', '/3'], connections: 1 });
  });

  it('follows no redirect', async () => {
    expect(await post(posterOf([origin]), `${origin}/moved`)).toMatchObject({ status: 307 });
    expect(paths).toEqual(['/moved']);
  });

  it('does not reach a private address by a name, whatever the name has meant before', async () => {
    const { port } = server.address() as AddressInfo;
    expect(await post(posterOf([]), `https://localhost:${port}/`)).toEqual({ error: 'ADDRESS_REFUSED' });
    // Whoever asked before, and was told a public address, would be none the wiser: it is the socket that asks.
    const asked: string[] = [];
    const rebound = publicLookup((name, _options, tell) => {
      asked.push(name);
      tell(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    const url = `https://rebound.example.com:${port}/`;
    expect(await post(posterOf([], rebound), url)).toEqual({ error: 'ADDRESS_REFUSED' });
    expect({ asked, connections }).toEqual({ asked: ['rebound.example.com'], connections: 0 });
  });

  it('goes nowhere without TLS, or to a private address, unless its origin is allowed', async () => {
    expect(await post(posterOf([]), origin)).toEqual({ error: 'INSECURE' });
    expect(await post(posterOf([]), origin.replace('http:', 'https:'))).toEqual({ error: 'ADDRESS_REFUSED' });
    expect(connections).toBe(0);
  });

  it('is given up at its deadline', async () => {
    expect(await post(posterOf([origin]), `${origin}/never`, 100)).toEqual({ error: 'DEADLINE' });
  });

  it('counts as answered once the status has come, however long the rest is or takes', async () => {
    expect(await post(posterOf([origin]), `${origin}/endless`, 3_600_000)).toMatchObject({ status: 200 });
    expect(await post(posterOf([origin]), `${origin}/drips`, 100)).toMatchObject({ status: 205 });
  });

  it('says what kept it from being answered', async () => {
    expect(await post(posterOf([origin]), `${origin}/cut`)).toEqual({ error: 'ECONNRESET' });
    const gone = 'http://127.0.0.1:1';
    expect(await post(posterOf([gone]), gone)).toEqual({ error: 'ECONNREFUSED' });
    const noTls = origin.replace('http:', 'https:');
    expect(await post(posterOf([noTls]), noTls)).toMatchObject({ error: expect.stringMatching(/^E/) as string });
  });
});
