import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Api } from './api';

interface Summary {
  readonly done?: boolean;
  readonly lines?: number;
}

describe('an import', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
  });
  afterAll(() => api.close());

  const send = async (raw: string | Uint8Array<ArrayBuffer>, type = 'customers', key = api.keys.one) => {
    const response = await fetch(`${api.url}/v1/${type}/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
      body: typeof raw === 'string' ? new TextEncoder().encode(raw) : raw,
    });
    const text = await response.text();
    const lines = text.split('\n').filter((line) => line !== '');
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      lines: lines.map((line) => JSON.parse(line) as Record<string, unknown> & Summary),
    };
  };

  it('gives each line its verdict, in order, and ends with a summary', async () => {
    const answer = await send(
      [
        '{"id":"1","email":"a@x.example","updatedAt":"2026-03-01T12:00:00Z"}\r',
        '',
        '{"id":"1","email":"b@x.example","updatedAt":"2026-03-01T11:00:00Z"}',
        '  ',
        '{"id":"bad id"}',
        'not JSON',
        '{"id":"2","email":"ä@x.example","email":"b@x.example"}',
        '[]',
        '{"id":"3"}',
      ].join('\n'),
    );
    expect(answer).toMatchObject({ status: 200, type: 'application/x-ndjson' });
    expect(answer.lines).toMatchObject([
      { line: 1, id: '1', result: 'stored', updatedAt: '2026-03-01T12:00:00.000Z' },
      { line: 3, id: '1', result: 'stale' },
      { line: 5, id: 'bad id', result: 'refused', problem: { errors: [{ field: 'id' }] } },
      { line: 6, id: '', result: 'refused', problem: { detail: 'The line could not be read as JSON.' } },
      { line: 7, id: '', result: 'refused', problem: { detail: expect.stringContaining('"email" twice') as string } },
      { line: 8, id: '', result: 'refused' },
      { line: 9, id: '3', result: 'stored' },
      { done: true, lines: 9, stored: 2, unchanged: 0, stale: 1, refused: 4 },
    ]);
    expect((await api.call('GET', '/v1/customers/1')).body).toMatchObject({ email: 'a@x.example' });
    expect(await api.database.query(`select source_id from dirty order by 1`)).toEqual([
      { source_id: '1' },
      { source_id: '3' },
    ]);
  });

  it('of nothing has a summary', async () => {
    for (const raw of ['', '\n\n'])
      expect((await send(raw)).lines).toEqual([
        { done: true, lines: raw.length, stored: 0, unchanged: 0, stale: 0, refused: 0 },
      ]);
  });

  it('skips a line of more than 1 MiB and goes on', async () => {
    const long = `{"id":"long","address":"${'x'.repeat(3 * 1024 * 1024)}"}`;
    const { lines } = await send(`{"id":"before"}\n${long}\n{"id":"after"}`);
    expect(lines).toMatchObject([
      { line: 1, result: 'stored' },
      { line: 2, result: 'refused', problem: { status: 413 } },
      { line: 3, result: 'stored' },
      { done: true },
    ]);
  });

  it('judges a line that arrives byte by byte, in any encoding but UTF-8 not at all', async () => {
    const { lines } = await send(new Uint8Array(Buffer.from('{"id":"latin","lastName":"M\u00fcller"}', 'latin1')));
    expect(lines).toMatchObject([{ result: 'refused', problem: { detail: 'The line is not UTF-8.' } }, { done: true }]);
  });

  it('answers while lines still arrive, and keeps what was answered when the caller goes away', async () => {
    const headers = { authorization: `Bearer ${api.keys.one}`, 'content-type': 'application/x-ndjson' };
    const sent = request(`${api.url}/v1/companies/import`, { method: 'POST', headers });
    const first = new Promise<string>((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.on('error', () => undefined);
        response.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      });
    });
    sent.write('{"id":"live","name":"Live"}\n{"id":"half",');
    expect(JSON.parse(await first)).toMatchObject({ line: 1, id: 'live', result: 'stored' });
    sent.on('error', () => undefined).destroy();
    expect((await api.call('GET', '/v1/companies/live')).status).toBe(200);
    expect((await api.call('GET', '/v1/companies/half')).status).toBe(404);
  });

  it('takes no other content type, and its own is taken nowhere else', async () => {
    for (const [path, contentType, raw] of [
      ['/v1/customers/import', 'application/json', '{"records":[]}'],
      ['/v1/customers/import', null, undefined],
      ['/v1/customers/batch', 'application/x-ndjson', '{"records":[]}'],
    ] as const) {
      const answer = await api.call('POST', path, undefined, { contentType, ...(raw !== undefined && { raw }) });
      expect(answer).toMatchObject({ status: 415, body: { type: 'urn:tandem:problem:unsupported-media-type' } });
    }
    expect((await send('{}', 'contacts')).status).toBe(404);
  });

  it('says from where to go on when the service fails in the middle', async () => {
    await api.database.query(
      `alter table record add constraint no_bob check (fields ->> 'firstName' is distinct from 'Bob')`,
    );
    const { status, lines } = await send('{"id":"c-1"}\n{"id":"c-2","firstName":"Bob"}\n{"id":"c-3"}');
    await api.database.query('alter table record drop constraint no_bob');
    expect(status).toBe(200);
    expect(lines).toEqual([
      {
        done: false,
        lines: 0,
        stored: 0,
        unchanged: 0,
        stale: 0,
        refused: 0,
        problem: expect.objectContaining({
          status: 500,
          detail: 'The service failed; send again from line 1.',
        }) as object,
      },
    ]);
    expect((await api.call('GET', '/v1/customers/c-1')).status).toBe(404);
  });

  it('ends where a stopping service finds it, and says from where to go on', async () => {
    const own = await Api.start();
    const headers = { authorization: `Bearer ${own.keys.one}`, 'content-type': 'application/x-ndjson' };
    const sent = request(`${own.url}/v1/companies/import`, { method: 'POST', headers });
    sent.write('{"id":"1"}\n{"id":"2"}\n{"id":"half"}'); // whole by chance, but nobody knows
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: string[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    await once(response, 'data');
    const stopped = own.drain.finish();
    await once(response, 'end');
    sent.on('error', () => undefined).destroy();
    await stopped;
    const lines = chunks
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines.slice(0, 2)).toMatchObject([{ line: 1 }, { line: 2 }]);
    expect(lines.slice(2)).toMatchObject([
      {
        done: false,
        lines: 2,
        stored: 2,
        problem: { status: 503, detail: 'The service stops; send again from line 3.' },
      },
    ]);
    const stored = await own.database.query('select source_id from record order by 1');
    expect(stored).toEqual([{ source_id: '1' }, { source_id: '2' }]);
    await own.close();
  });

  it('reads no further than its caller reads the verdicts, and loses none of them', async () => {
    const headers = { authorization: `Bearer ${api.keys.one}`, 'content-type': 'application/x-ndjson' };
    const sent = request(`${api.url}/v1/companies/import`, { method: 'POST', headers });
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    const total = 90_000;
    const offer = async (): Promise<void> => {
      for (let start = 0; start < total; start += 1_000) {
        const lines = Array.from(
          { length: 1_000 },
          (_, index) => `{"id":"${start + index}","no":"${'x'.repeat(140)}"}\n`,
        );
        if (!sent.write(lines.join(''))) await once(sent, 'drain');
      }
      sent.end();
    };
    const offered = offer();
    const [response] = await answered;
    const taken = await whenStill(() => sent.socket?.bytesWritten ?? 0);
    expect(taken).toBeLessThan(12 * 1024 * 1024); // of 15 MB; the buffers of both sockets take up to 9

    let last = '';
    for await (const chunk of response as AsyncIterable<Buffer>) last = (last + chunk.toString()).slice(-200);
    await offered;
    expect(JSON.parse(last.trim().split('\n').at(-1) ?? '')).toMatchObject({
      done: true,
      lines: total,
      refused: total,
    });
  });
});

/** A number that has stopped growing. */
async function whenStill(read: () => number): Promise<number> {
  for (let before = -1, same = 0; ; before = read()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    same = read() === before ? same + 1 : 0;
    if (same === 6) return before;
  }
}
