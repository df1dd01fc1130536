import { Agent } from 'node:http';
import fc from 'fast-check';
import { operations } from '../../../src/http/openapi/document';
import type { Operation } from '../../../src/http/openapi/operation';
import { Api } from './api';
import { requests, type FuzzRequest } from './fuzz/requests';
import { Stored } from './fuzz/stored';
import { codeOf, complaints, nameOf, operationOf } from './openapi/judge';
import { cut, send, type Reply } from './openapi/send';
import { nowhere } from './openapi/world';

/** The same one makes the same requests again, in the same order. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const count = Number(process.env['FUZZ_REQUESTS'] ?? 2_000);

/** What any request may be answered, whatever it asks for: it could not be read (introduction of the document). */
const anywhere = new Set([
  'invalid-request',
  'invalid-json',
  'too-large',
  'unsupported-media-type',
  'url-too-long',
  'headers-too-large',
]);

/** The operation that a request comes to; a path of its own goes before one with an id. */
function operationAt(method: string, path: string): Operation | undefined {
  const [bare = ''] = path.split(/[?#]/);
  const found = operations.filter(
    (one) => one.method.toUpperCase() === method && new RegExp(`^${one.path.replace('{id}', '[^/]+')}$`).test(bare),
  );
  return found.find((one) => one.path === bare) ?? found[0];
}

const mayBeRepeated = ({ headers }: FuzzRequest): boolean => headers['idempotency-key'] !== undefined;

/** After ten one of them is sent again, and those with a key for that: a client that has not heard the answer does so. */
const withRepetitions = (all: readonly FuzzRequest[]): readonly FuzzRequest[] =>
  all.flatMap((one, index) => {
    const before = index % 10 === 9 ? all.slice(index - 9, index - 2) : [];
    return [one, ...before.filter((other, place) => place === 0 || mayBeRepeated(other))];
  });

/** What is wrong with an answer. */
function wrongWith({ method, path }: FuzzRequest, reply: Reply): readonly string[] {
  if (method === 'HEAD') return reply.text === '' && reply.status < 500 ? [] : ['HEAD has a body, or failed'];
  const operation = operationAt(method, path);
  if (!operation) {
    const known = [401, 403, 404].includes(reply.status) || anywhere.has(codeOf(reply));
    if (!known) return [`no operation, and the answer is ${reply.status}`];
    // No operation says how: any has the same words for a problem. No hook sees a path that cannot be read.
    return complaints(operationOf('getLive'), reply).filter(
      (one) => one !== 'requestId is another' || isReadable(path),
    );
  }
  const name = nameOf(operation, reply);
  const documented = name !== 'default' || anywhere.has(codeOf(reply));
  const failed = reply.status >= 500 && name !== 'crm-unavailable';
  return [
    ...(documented ? [] : [`${codeOf(reply)} is not documented for ${operation.id}`]),
    ...(failed ? [`it failed with ${reply.status}`] : []),
    ...complaints(operation, reply),
  ];
}

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path.split('?')[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

/** Enough to send it again by hand. */
const written = ({ method, path, headers, body }: FuzzRequest): string =>
  JSON.stringify({ method, path, headers, body: body && Buffer.from(body).toString('latin1').slice(0, 3_000) });

describe(`${count} requests made from the document`, () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start({ crmUrls: [nowhere] });
    await api.connect('one', 'crm');
  });
  afterAll(() => api.close());

  it('are answered as it says, break nothing, and leave what was answered `stored`', async () => {
    const { key: reader } = await api.database.createKey('one', { scopes: ['records:read'] });
    const revoked = await api.database.createKey('one');
    await api.database.query('update api_key set revoked_at = now() where id = $1', [revoked.id]);
    const keys = { ...api.keys, reader, revoked: revoked.key };
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const stored = new Stored();
    const seen = new Map<string, number>();
    const all = fc.sample(requests({ keys, nowhere }), { seed, numRuns: count });
    for (const [index, request] of withRepetitions(all).entries()) {
      const where = `FUZZ_SEED=${seed} FUZZ_REQUESTS=${count}, request ${index}: ${written(request)}`;
      if (request.cut && request.body) {
        await cut(api.url, request);
        continue;
      }
      const reply = await send(api.url, request, agent).catch((error: unknown) => {
        throw new Error(`no answer: ${where}`, { cause: error });
      });
      const wrong = wrongWith(request, reply);
      if (wrong.length > 0)
        throw new Error(`${wrong.join('; ')}\nanswer ${reply.status} ${reply.text.slice(0, 1_000)}\n${where}`);
      note(stored, request, reply);
      const replayed = reply.headers['idempotency-replayed'] === undefined ? '' : ' replayed';
      const kind = `${request.operation.id} ${nameOf(request.operation, reply)}${replayed}`;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    agent.destroy();
    await expectStored(stored);
    // Else the requests were all of one kind, and nothing was tried.
    const replayed = [...seen].reduce((sum, [kind, times]) => sum + (kind.endsWith('replayed') ? times : 0), 0);
    const tried = { kinds: seen.size, records: stored.records.size, replayed };
    const enough =
      tried.kinds > Math.min(100, count / 20) &&
      tried.records > Math.min(10, count / 200) &&
      (count < 2_000 || replayed > 0);
    expect({ seed, tried, enough }).toEqual({ seed, tried, enough: true });
  });

  const note = (
    stored: Stored,
    { method, path, headers, body = new Uint8Array() }: FuzzRequest,
    reply: Reply,
  ): void => {
    const operation = operationAt(method, path);
    const tenant = headers['authorization'] === `Bearer ${api.keys.two}` ? 'two' : 'one';
    if (operation) stored.answered(tenant, operation, new TextDecoder().decode(body), reply);
  };

  /** Every record that was answered `stored` is read as it was sent, and the table holds no other. */
  async function expectStored(stored: Stored): Promise<void> {
    const plural = `case object when 'company' then 'companies' else object || 's' end`;
    const there = await api.database.query<{ name: string }>(
      `select tenant_id || '/' || ${plural} || '/' || source_id as name from record`,
    );
    expect(there.map(({ name }) => name).sort()).toEqual([...stored.records.keys()].sort());
    for (const [name, expected] of stored.records) {
      const [tenant, type = '', id = ''] = name.split('/');
      const authorization = `Bearer ${tenant === 'one' ? api.keys.one : api.keys.two}`;
      const reply = await send(api.url, {
        method: 'GET',
        path: `/v1/${type}/${encodeURIComponent(id)}`,
        headers: { authorization },
      });
      if (!stored.misreads(name, reply)) continue;
      const found = `${reply.status} ${reply.text}`;
      throw new Error(
        `FUZZ_SEED=${seed} FUZZ_REQUESTS=${count}: ${name} was stored as ${JSON.stringify(expected)}\nand is read as ${found}`,
      );
    }
  }
});
