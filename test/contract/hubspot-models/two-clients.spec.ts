/** The installed client and plain fetch; two versions of the client are compared by `two-clients.cjs`. */
import { Client } from '@hubspot/api-client';
import type { PlainClient } from '../hubspot-sandbox/support';
import { clientDifferences } from './differences';
import type { Seen } from './two-clients/compare';
import { describeGap, gaps, isListed } from './two-clients/compare';
import type { Outcome } from './two-clients/drive';
import { driveClient, driveFetch } from './two-clients/drive';
import { onSandbox } from './two-clients/run';

const version = 'client 13.5.0';
const seen = (by: string, ...outcomes: Outcome[]): Seen => ({
  by,
  outcomes: outcomes.map((outcome, index) => ({ name: `step ${index}`, outcome })),
});
const said = (one: Outcome, other: Outcome): string[] =>
  gaps(seen('fetch', one), seen(version, other))
    .filter((gap) => !isListed(gap, clientDifferences))
    .map(describeGap);

describe('a caller of the sandbox', () => {
  it('sees through the client what it sees through fetch, but for what is listed', async () => {
    const plain = await onSandbox(({ url, token }) => driveFetch(url, token));
    const byClient = await onSandbox(({ url, token }) => {
      const client = new Client({ accessToken: token, basePath: url, numberOfApiCallRetries: 0 });
      return driveClient(client as unknown as PlainClient);
    });
    const found = gaps({ by: 'fetch', outcomes: plain }, { by: version, outcomes: byClient });
    expect(found.filter((gap) => !isListed(gap, clientDifferences)).map(describeGap)).toEqual([]);
    const own = clientDifferences.filter(({ between }) => between.includes('fetch') && between.includes(version));
    expect(own.filter((difference) => !found.some((gap) => isListed(gap, [difference])))).toEqual([]);
  });

  const record = { id: '171596044869', url: 'https://app.hubspot.com', createdAt: '2025-11-03T23:36:13.632Z' };
  const listed = { id: '171596000001', createdAt: 'Date 2026-01-01T00:00:00.000Z' };

  it.each<[string, Outcome, Outcome, string[]]>([
    ['nothing in ids, times and what is listed', { returned: record }, { returned: listed }, []],
    [
      'a value',
      { returned: { ...record, archived: false } },
      { returned: { ...listed, archived: true } },
      [`step 0: returned.archived: fetch false, ${version} true`],
    ],
    [
      'a key that only one has',
      { returned: { ...record, name: 'A' } },
      { returned: listed },
      [`step 0: returned.name: fetch "A", ${version} nothing`],
    ],
    [
      'a row in a list that may stand in any order',
      { returned: { results: [{ name: 'A' }, { name: 'B', n: 1 }] } },
      { returned: { results: [{ name: 'B', n: 2 }, { name: 'A' }] } },
      [`step 0: returned.results.*.n: fetch 1, ${version} 2`],
    ],
    [
      'an error that is a success to the other',
      { returned: { archived: false } },
      { thrown: { code: 404, body: '', headers: [] } },
      [
        `step 0: returned: fetch {"archived":false}, ${version} nothing`,
        `step 0: thrown: fetch nothing, ${version} {"code":404,"body":"","headers":[]}`,
      ],
    ],
    [
      'a listed place that differs in another way than listed',
      { returned: record },
      { returned: { ...listed, createdAt: 'yesterday' } },
      [`step 0: returned.createdAt: fetch "<time>", ${version} "yesterday"`],
    ],
  ])('is told of %s', (_what, one, other, gap) => {
    expect(said(one, other)).toEqual(gap);
  });
});
