import { Trial } from './trial';
import { hitsIn, payloads, valueAt, withValue, type Hit } from './strings';

const types = [
  { type: 'Company', base: { name: 'Ltd' } },
  { type: 'Customer', base: { firstName: 'Ada' } },
  { type: 'Order', base: { number: '1', lines: [{ lineId: '1', sku: 'a' }] } },
] as const;

const sourceId = /^[A-Za-z0-9._:-]{1,64}$/;

describe('a string that is SQL', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start();
  });
  afterEach(() => trial.expectStanding());
  afterAll(() => trial.scene.close());

  /** What tenant one has of a type, by what its id says after `prefix`. */
  const records = async (type: string, prefix = ''): Promise<ReadonlyMap<string, string>> => {
    const found = await trial.scene.api.database.query<{ id: string; said: string }>(
      `select substr(source_id, length($2) + 1) as id, (to_jsonb(r) - '{tenant_id,source_id,field_at,updated_at,request_id}'::text[])::text as said
         from record r where tenant_id = 'one' and object = $1 and starts_with(source_id, $2)`,
      [type.toLowerCase(), prefix],
    );
    return new Map(found.map(({ id, said }) => [id, said]));
  };

  describe.each(types)('in a $type', ({ type, base }) => {
    let hits: readonly Hit[];
    let taken: ReadonlyMap<string, string>;
    beforeAll(() => {
      // The id in the body must be the one in the path; it is attacked as an id of a row.
      hits = hitsIn(type, base).filter(({ place }) => place[0] !== 'id');
    });

    it('is read back as it was sent, or leaves nothing', async () => {
      expect(new Set(hits.map(({ place }) => place[0])).size).toBeGreaterThanOrEqual(7);
      const kept: string[] = [];
      for (const [index, { place, payload, body, read }] of hits.entries()) {
        const what = { place, payload };
        const { status } = await trial.ask(`put${type}`, { id: `put-${index}`, body }, what);
        if (status !== 200) expect({ what, status }).toEqual({ what, status: 400 });
        else {
          const { text } = await trial.ask(`get${type}`, { id: `put-${index}` }, what);
          expect({ what, read: valueAt(JSON.parse(text), place) }).toEqual({ what, read });
          kept.push(String(index));
        }
      }
      taken = await records(type, 'put-');
      expect([...taken.keys()].sort()).toEqual(kept.sort());
      expect(taken.size).toBeGreaterThan(hits.length / 4);
    });

    it('changes a record as it was sent', async () => {
      await trial.ask(`put${type}`, { id: 'changed', body: base }, 'the record');
      for (const payload of payloads) {
        // All places at once that take it: which they are was seen one by one.
        const places = hits.filter((hit, index) => hit.payload === payload && taken.has(String(index)));
        const body = places.reduce<object>((whole, hit) => withValue(whole, hit.place, hit.read) as object, base);
        const { status } = await trial.ask(`patch${type}`, { id: 'changed', body }, payload);
        const { text } = await trial.ask(`get${type}`, { id: 'changed' }, payload);
        const read = places.map(({ place }) => valueAt(JSON.parse(text), place));
        expect({ payload, status, read }).toEqual({
          payload,
          status: 200,
          read: places.map((hit) => valueAt(body, hit.place)),
        });
      }
    });

    it('changes nothing of a record where it is refused', async () => {
      await trial.ask(`put${type}`, { id: 'changed', body: base }, 'the record');
      const before = await records(type, 'changed');
      for (const [index, { place, payload, body }] of hits.entries()) {
        // Each place refuses for one reason: a payload of it will do.
        if (
          taken.has(String(index)) ||
          hits.findIndex((hit, at) => hit.place[0] === place[0] && !taken.has(String(at))) !== index
        )
          continue;
        const what = { place, payload };
        expect({ what, ...(await trial.ask(`patch${type}`, { id: 'changed', body }, what)) }).toMatchObject({
          what,
          status: 400,
        });
      }
      expect(await records(type, 'changed')).toEqual(before);
    });

    it.each([
      ['row of a batch', 'Batch'],
      ['line of an import', 'Import'],
    ])('is judged as a %s in the same way', async (_what, verb) => {
      // What cannot be stored as text at all refuses a whole batch; a line stands for itself.
      const whole =
        verb === 'Import' ? hits : hits.filter(({ payload }) => payload.isWellFormed() && !payload.includes('\0'));
      const rows = whole
        .filter(({ place }) => !place.includes('__proto__'))
        .map(({ body }) => ({ ...body, id: `${verb}-${hits.findIndex((hit) => hit.body === body)}` }));
      for (let from = 0; from < rows.length; from += 500) {
        const some = rows.slice(from, from + 500);
        const { status } = await trial.ask(
          `post${type}${verb}`,
          { body: verb === 'Batch' ? { records: some } : some },
          verb,
        );
        expect(status).toBe(200);
      }
      expect(await records(type, `${verb}-`)).toEqual(taken);
    });

    it('is no id', async () => {
      for (const payload of payloads) {
        const what = { id: payload };
        const before = await records(type);
        const rows = [{ ...base, id: payload }];
        const batch = await trial.ask(`post${type}Batch`, { body: { records: rows } }, what);
        const lines = await trial.ask(`post${type}Import`, { body: rows }, what);
        const verdict = sourceId.test(payload) ? 'stored' : 'refused';
        expect({ what, told: batch.text.includes(verdict) || batch.status === 400 }).toEqual({ what, told: true });
        expect({ what, told: new RegExp(`"(${verdict}|stale)":1|${verdict}`).test(lines.text) }).toEqual({
          what,
          told: true,
        });
        if (verdict === 'refused') expect(await records(type)).toEqual(before);
      }
    });
  });
});
