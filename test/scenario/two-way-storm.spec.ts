import { randomInt } from 'node:crypto';
import { fieldsOf, Storm, type FieldName } from '../support/storm';
import { Story } from '../support/story';

/** Of all events, each sent twice. */
const eventsAtLeast = 10_000;
const seed = Number(process.env['STORM_SEED'] ?? randomInt(2 ** 31));

describe(`a storm of events during a push by two processes, in any order and twice (STORM_SEED=${seed})`, () => {
  let story: Story;
  let storm: Storm;
  let eventsBefore = 0;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true, fieldRules: Storm.fieldRules });
    await story.startService();
    await story.crm.sendWebhooksTo(story.door.url, ['propertyChange']);
    await story.crm.tellOfProperties('contact', Storm.toldProperties);
    storm = new Storm(story, seed);
    await storm.begin();
    eventsBefore = (await story.crm.webhookCounters())['events'] ?? 0;
    await story.crm.troubleWebhooks({ duplicate: 1, shuffle: true, batchMax: 100 });
    await storm.rage();
  }, 90_000);
  afterAll(() => story.end());

  it(`is of ${eventsAtLeast} events at least`, async () => {
    const { delivered = 0, duplicated = 0, events = 0 } = await story.crm.webhookCounters();
    expect(duplicated).toBe(events - eventsBefore);
    expect(2 * duplicated).toBeGreaterThanOrEqual(eventsAtLeast);
    expect(delivered).toBe(events + duplicated);
  });

  it('loses no edit: both sides say of each field what its policy says, and each edit of another field stands', async () => {
    const [ours, theirs] = [await storm.ours(), await storm.theirs()];
    expect(ours).toEqual(storm.expected());
    expect(theirs).toEqual(storm.expected());
  });

  it('writes nothing over what sales alone have edited', async () => {
    const rows = await story.database.query<{ id: string; fields: FieldName[] }>(
      `select source_id as id, array(select jsonb_object_keys(changes)) as fields from journal where what = 'updated'`,
    );
    const echoes = rows.flatMap(({ id, fields }) =>
      fields.filter((field) => storm.isOfSalesAlone(id, field)).map((field) => `${id} ${field}`),
    );
    expect(echoes).toEqual([]);
  });

  it('leaves nothing to be answered, and offers no value twice', async () => {
    const changes = storm.heard;
    expect(changes.length).toBeGreaterThan(0);
    expect(new Set(changes.map(({ seq }) => seq)).size).toBe(changes.length);
    const open = await story.database.query('select seq from change where closed_at is null');
    expect(open).toEqual([]);
    const offered = changes.flatMap(({ id, fields }) =>
      Object.entries(fields).map(([field, { to }]) => `${id ?? ''} ${field} ${String(to)}`),
    );
    expect(offered.filter((one, index) => offered.indexOf(one) !== index)).toEqual([]);
  });

  it('keeps both values of each field that both have edited, once', async () => {
    const decided = await story.shop.fieldConflicts('decided');
    const seen = decided.map(({ id, field, ours, theirs, outcome }) => ({ id, field, ours, theirs, outcome }));
    expect(sorted(seen)).toEqual(sorted(storm.clashes()));
    expect(await story.shop.fieldConflicts('fields')).toEqual([]);
    expect(new Set(seen.map(({ field }) => field))).toEqual(new Set(fieldsOf));
  });

  it('is over: looking at everything again writes nothing', async () => {
    await story.expectSettled();
  });
});

const sorted = <T extends { readonly id: string; readonly field: string }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => (a.id + a.field < b.id + b.field ? -1 : 1));
