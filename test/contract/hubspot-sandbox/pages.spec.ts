import type { Bench, Body } from './support';
import { startBench } from './support';

describe('the link to the next page in the HubSpot sandbox', () => {
  let bench: Bench;
  let ids: string[];
  let company: string;
  beforeAll(async () => {
    bench = await startBench();
    ids = await bench.seed(
      'contacts',
      Array.from({ length: 7 }, (_each, index) => ({ lastname: `L${index}`, phone: String(index) })),
    );
    [company = ''] = await bench.seed('companies', [{ name: 'A' }]);
    for (const id of ids) {
      await bench.client.crm.associations.v4.basicApi.createDefault('companies', company, 'contacts', id);
    }
    for (const index of [1, 3, 5]) await bench.client.crm.contacts.basicApi.archive(ids[index]!);
    for (let index = 0; index < 2; index++) await bench.control('POST', 'owner', { email: `o${index}@example.com` });
  });
  afterAll(() => bench.close());

  const bodies = async (path: string): Promise<Body[]> => {
    const pages: Body[] = [];
    for (let link: string | undefined = bench.sandbox.url + path; link !== undefined;) {
      expect(link.startsWith(`${bench.sandbox.url}/`)).toBe(true);
      const { status, body } = await bench.call('GET', link.slice(bench.sandbox.url.length));
      expect(status).toBe(200);
      pages.push(body);
      const { paging } = body as Partial<Body>;
      link = paging?.next.link;
    }
    return pages;
  };

  it.each(['/crm/v3/objects/contacts', '/crm/objects/2026-03/contacts', '/crm/objects/2026-09/0-1'])(
    'has the path and the query of the call, and leads through all of %s',
    async (path) => {
      const live = await bodies(`${path}?limit=3&properties=phone,lastname&properties=email`);
      expect(live.map((page) => page.results.length)).toEqual([3, 1]);
      const rows = live.flatMap((page) => page.results);
      expect(rows.map((row) => row.id)).toEqual([ids[0], ids[2], ids[4], ids[6]]);
      expect(rows.map((row) => row.properties.phone)).toEqual(['0', '2', '4', '6']);
      expect(rows.every((row) => row.properties.email === null)).toBe(true);
      expect(live[0]!.paging).toEqual({ next: { after: ids[6], link: expect.stringContaining(`${path}?`) as string } });

      const archived = await bodies(`${path}?archived=true&limit=2&after=`);
      expect(archived.map((page) => page.results.map((row) => row.id))).toEqual([[ids[1], ids[3]], [ids[5]]]);
    },
  );

  it.each([
    ['/crm/v4/objects/companies/COMPANY/associations/contacts', 4],
    ['/crm/objects/2026-09/companies/COMPANY/associations/contacts', 4],
    ['/crm/v3/owners/', 3],
    ['/crm/owners/2026-03', 3],
  ])('leads one by one through %s', async (path, count) => {
    const pages = await bodies(`${path.replace('COMPANY', company)}?limit=1`);
    expect(pages.map((page) => page.results.length)).toEqual(Array.from({ length: count }, () => 1));
  });
});
