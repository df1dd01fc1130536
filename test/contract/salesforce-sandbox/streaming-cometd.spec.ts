import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { dataOf, PlainClient, type BayeuxMessage } from './change-events';
import { startBench, type Bench } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const account = (name: string): Promise<unknown> => bench.call('POST', '/sobjects/Account', { Name: name });

describe('CometD', () => {
  it('has no web socket', async () => {
    const headers = { Upgrade: 'websocket', Connection: 'Upgrade' };
    const probe = request(`${bench.sandbox.url}/cometd/68.0`, { headers, agent: false }).end();
    const [response] = (await once(probe, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(400);
  });

  it('shakes hands, sets its cookie, and advises at the first connect', async () => {
    const client = new PlainClient(bench);
    expect(await client.handshake()).toEqual({
      channel: '/meta/handshake',
      id: '1',
      clientId: expect.stringMatching(/^[0-9a-z]{15,}$/) as string,
      ext: { replay: true, 'payload.format': true },
      minimumVersion: '1.0',
      version: '1.0',
      supportedConnectionTypes: ['long-polling'],
      successful: true,
    });
    expect(client.cookie).toMatch(/^BAYEUX_BROWSER=\w+$/);
    const reply = { channel: '/meta/connect', id: '9', clientId: client.clientId, successful: true };
    const advice = { interval: 0, timeout: 110_000, reconnect: 'retry' };
    expect(await client.connect('wait')).toEqual([{ ...reply, advice }]);
    expect(await client.connect()).toEqual([reply]);
  });

  it('answers a connect and a subscription of one call together', async () => {
    const client = new PlainClient(bench);
    await client.handshake();
    const { clientId } = client;
    const replies = await client.post([
      { channel: '/meta/connect', clientId, connectionType: 'long-polling', id: '2', advice: { timeout: 0 } },
      { channel: '/meta/subscribe', clientId, subscription: '/data/ChangeEvents', id: '3' },
    ]);
    expect(replies.map(({ channel, successful }) => [channel, successful])).toEqual(
      expect.arrayContaining([
        ['/meta/connect', true],
        ['/meta/subscribe', true],
      ]),
    );
  });

  it('holds a connect until there is something, and leaves out what is on other channels', async () => {
    const client = await PlainClient.start(bench, '/data/AccountChangeEvent');
    const held = client.connect('wait');
    await bench.call('POST', '/sobjects/Contact', { LastName: 'Gil' });
    await account('Held');
    const messages = await held;
    expect(dataOf(messages).map(({ payload }) => payload.Name)).toEqual(['Held']);
    expect(messages.map(({ channel }) => channel)).toEqual(['/data/AccountChangeEvent', '/meta/connect']);
    expect(await client.news()).toEqual([]);
  });

  it('tells nothing of a channel that was left', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    expect(await client.send('/meta/unsubscribe', { subscription: '/data/ChangeEvents' })).toMatchObject({
      subscription: '/data/ChangeEvents',
      successful: true,
    });
    await account('Unheard');
    expect(await client.news()).toEqual([]);
  });

  it('keeps for the next call what a caller that is gone was not told', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    const gone = new AbortController();
    const held = client.connect('wait', gone.signal);
    await waits(client.clientId);
    gone.abort();
    await expect(held).rejects.toThrow('aborted');
    await waits(client.clientId, bench, false);
    await account('Kept');
    expect((await client.news()).map(({ payload }) => payload.Name)).toEqual(['Kept']);
  });

  it('ends the connect that is held when the client says goodbye, and does not know it any more', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    const held = client.connect('wait');
    await waits(client.clientId);
    expect(await client.send('/meta/disconnect')).toMatchObject({ channel: '/meta/disconnect', successful: true });
    expect(await held).toMatchObject([{ channel: '/meta/connect', successful: true }]);
    expect(await client.connect()).toMatchObject([{ error: '403::Unknown client' }]);
  });

  it('ends the connect that is held when it gets another one', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    const first = client.connect('wait');
    await waits(client.clientId);
    const second = client.connect('wait');
    expect(await first).toMatchObject([{ channel: '/meta/connect', successful: true }]);
    await account('For the second');
    expect(dataOf(await second)).toHaveLength(1);
  });

  it('forgets a client that is silent for 40 seconds, but not while its call is held', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await bench.control('POST', 'clock', { advanceMs: 39_000 });
    expect(await client.connect()).toMatchObject([{ successful: true }]);
    const held = client.connect('wait');
    await waits(client.clientId);
    await bench.control('POST', 'clock', { advanceMs: 100_000 });
    await account('Told');
    expect(dataOf(await held)).toHaveLength(1);
    await bench.control('POST', 'clock', { advanceMs: 41_000 });
    const unknown = {
      error: '403::Unknown client',
      successful: false,
      advice: { reconnect: 'handshake', interval: 0 },
    };
    expect(await client.connect()).toMatchObject([{ channel: '/meta/connect', ...unknown }]);
    expect(await client.subscribe('/data/ChangeEvents')).toMatchObject({ channel: '/meta/subscribe', ...unknown });
  });

  it.each([
    ['/data/ChangeEvent', '400::The channel you requested to subscribe to does not exist {/data/ChangeEvent}'],
    [
      '/data/accountChangeEvent',
      '400::The channel you requested to subscribe to does not exist {/data/accountChangeEvent}',
    ],
    ['/data/Sales__chn', '400::The channel you requested to subscribe to does not exist {/data/Sales__chn}'],
    ['/data/OrganizationChangeEvent', expect.stringContaining('does not exist') as string],
    ['/topic/Accounts', expect.stringContaining('does not exist') as string],
    ['data/ChangeEvents', "400::Channel subscriptions must start with a leading '/'"],
    [undefined, '400::Channel name not specified'],
  ])('refuses the channel %s', async (channel, error) => {
    const client = await PlainClient.start(bench);
    expect(await client.subscribe(channel)).toMatchObject({ channel: '/meta/subscribe', successful: false, error });
  });

  it.each([
    ['', "400::API version in the URI is mandatory. URI format: '/cometd/68.0'"],
    ['36.0', expect.stringContaining("Only API versions '37.0' and later are supported") as string],
    ['v68', expect.stringContaining('400::Unsupported API version') as string],
  ])('refuses to shake hands in version "%s"', async (version, error) => {
    const client = new PlainClient(bench);
    client.version = version;
    expect(await client.handshake()).toMatchObject({ successful: false, error });
  });

  it('hears nobody before the handshake, without the cookie, through another transport, or who publishes', async () => {
    const client = new PlainClient(bench);
    const [early] = await client.post([{ channel: '/meta/connect', connectionType: 'long-polling' }]);
    expect(early?.error).toBe('403::Client has not completed handshake');
    await client.handshake();
    const { cookie } = client;
    client.cookie = '';
    expect((await client.connect())[0]?.error).toMatch(/^400::Client \w+ has established a session, but no BAYEUX/);
    client.cookie = cookie;
    const socket = await client.send('/meta/connect', { connectionType: 'websocket' });
    expect(socket.error).toBe('400::Invalid connection type {websocket}');
    expect(await client.send('/data/ChangeEvents', { data: {} })).toMatchObject({ successful: false });
  });
});

describe('when the sandbox ends', () => {
  it('a connect that is held ends with it, at once', async () => {
    const own = await startBench();
    const client = await PlainClient.start(own, '/data/ChangeEvents');
    const held = client.connect('wait').catch((): BayeuxMessage[] => []);
    await waits(client.clientId, own);
    await own.close();
    expect(dataOf(await held)).toEqual([]);
  });
});

interface Clients {
  readonly clients: readonly { readonly id: string; readonly waits: boolean }[];
}

/** Once a call of this client is held, or no longer. */
async function waits(id: string, on = bench, held = true): Promise<void> {
  for (;;) {
    const { body } = await on.control<Clients>('GET', 'streaming');
    if (body.clients.some((client) => client.id === id && client.waits === held)) return;
  }
}
