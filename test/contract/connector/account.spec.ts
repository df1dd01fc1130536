import { CallFailure, type PropertyDefinition } from '../../../src/connectors/connector';
import { fixedToken } from '../../../src/connectors/token';
import { readDescriptions } from '../../../src/operate/describe';
import { checkPicklists, provision } from '../../../src/operate/provision';
import { keyOf, kindsOf, propertyOf, valueOf, watched, type Bench } from './bench';
import { benches } from './benches';

describe.each(benches)('an account of $title', (kind) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await kind.start();
  });
  afterEach(() => bench.close());

  const definition = (word: string, type: PropertyDefinition['type']): PropertyDefinition => ({
    name: kind.ownName(word),
    label: `Tandem ${word}`,
    description: 'made by Tandem',
    type,
    unique: false,
  });
  const provisioned = (...properties: readonly PropertyDefinition[]): Promise<readonly string[]> =>
    bench.connector.provision(watched(bench), kind.objects.customer, properties);

  it('says who it is, in one and the same way each time', async () => {
    const account = await bench.connector.account(watched(bench));
    expect(account).toMatchObject({ ...kind.account, accountId: bench.accountId });
    expect(() => new Intl.DateTimeFormat('en', { timeZone: account.timeZone })).not.toThrow();
    expect(await bench.connector.account(watched(bench))).toEqual(account);
  });

  it('is nobody’s with a token that is none', async () => {
    const stranger = bench.open(fixedToken('not-a-token'));
    await expect(stranger.account(watched(bench))).rejects.toMatchObject({ failure: { kind: 'reauth' } });
  });

  it('gets each property once', async () => {
    const definitions = [keyOf(kind), definition('seen', 'boolean')];
    expect([...(await provisioned(...definitions))].sort()).toEqual(definitions.map(({ name }) => name).sort());
    expect(await provisioned(...definitions)).toEqual([]);
    const more = definition('count', 'number');
    expect(await provisioned(...definitions, more)).toEqual([more.name]);
  });

  it('gets properties of every type, which then can be written and read', async () => {
    const types = ['text', 'number', 'boolean', 'date', 'datetime', 'url', 'list'] as const;
    const definitions = types.map((type) => ({
      ...definition(type, type),
      ...(type === 'list' && { options: ['tea', 'coffee'] }),
    }));
    expect(await provisioned(keyOf(kind), ...definitions)).toHaveLength(8);
    const values = ['a', '12', 'true', '2026-03-10', '2026-03-10T22:30:00.000Z', 'https://example.com/a', 'tea;coffee'];
    const properties = {
      ...Object.fromEntries(types.map((type, n) => [kind.ownName(type), values[n]!])),
      [propertyOf(kind, 'customer', 'name')]: 'Ana',
    };
    const [made] = await bench.connector.upsert(watched(bench), kind.objects.customer, [{ key: 'c1', properties }]);
    expect(kindsOf([made!])).toEqual(['ok']);
    const query = {
      object: kind.objects.customer,
      by: 'key',
      ids: ['c1'],
      properties: Object.keys(properties),
    } as const;
    const [read] = await bench.connector.read(watched(bench), query);
    const held = valueOf(read)?.properties ?? {};
    expect(String(held[kind.ownName('number')])).toBe('12');
    expect(String(held[kind.ownName('boolean')])).toBe('true');
    expect(String(held[kind.ownName('date')])).toBe('2026-03-10');
    expect(new Date(String(held[kind.ownName('datetime')])).toISOString()).toBe('2026-03-10T22:30:00.000Z');
    expect(String(held[kind.ownName('list')]).split(';').sort()).toEqual(['coffee', 'tea']);
  });

  it('refuses a property that cannot serve, by its name, and says what to do', async () => {
    await provisioned(definition('seen', 'boolean'));
    const failing = async (...wanted: readonly PropertyDefinition[]): Promise<CallFailure> => {
      const error: unknown = await provisioned(...wanted).catch((thrown: unknown) => thrown);
      if (!(error instanceof CallFailure)) throw new Error('No CallFailure');
      return error;
    };
    const { failure } = await failing(keyOf(kind), definition('seen', 'number'));
    expect(failure).toMatchObject({ kind: 'rejected', property: kind.ownName('seen') });
    expect(failure.message).toContain(kind.ownName('seen'));
    const plain = definition('plain', 'text');
    await provisioned(plain);
    expect((await failing({ ...plain, unique: true })).failure).toMatchObject({
      kind: 'rejected',
      property: plain.name,
    });
  });

  it('has all that our mappings write, once it was provisioned', async () => {
    const how = { connector: bench.connector, catalog: kind.catalog };
    const settings = { customFields: [], features: (await bench.connector.account(watched(bench))).features ?? [] };
    await provision(watched(bench), settings, how);
    checkPicklists(await readDescriptions(watched(bench), settings, how), settings, kind.catalog);
    const context = watched(bench);
    await provision(context, settings, how);
    expect(context.callouts.filter(({ method, endpoint }) => method !== 'GET' && endpoint.includes('create'))).toEqual(
      [],
    );
  });

  it('has nothing under way that nobody has begun', async () => {
    const context = watched(bench);
    await bench.connector.resume(context, kind.objects.customer);
    expect(context.callouts).toEqual([]);
  });

  it('takes rows by the number that it says', () => {
    const { rows, bulk } = bench.connector.batches;
    expect(rows % (kind.rowsPerCall ?? 1)).toBe(0);
    if (bulk) expect(bulk.rows).toBeGreaterThanOrEqual(bulk.from);
  });
});
