import type { PicklistQuery, PropertyDefinition } from '../../../src/connectors/connector';
import type { NeededOption, Option } from '../../../src/core/provision-plan';
import { keyOf, propertyOf, valueOf, watched, type Bench } from './bench';
import { benches } from './benches';

describe.each(benches)('what is added to an account of $title', (kind) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await kind.start();
  });
  afterEach(() => bench.close());

  const { remoteObject, fields } = kind.catalog.mappings.order;
  const stage: PicklistQuery = {
    object: remoteObject,
    property: fields.find(({ field }) => field === 'status')?.property ?? '',
    given: {},
  };
  const list: PropertyDefinition = {
    name: kind.ownName('likes'),
    label: 'Likes',
    description: 'made by Tandem',
    type: 'list',
    options: ['tea', 'coffee'],
    unique: false,
  };
  const likes: PicklistQuery = { object: kind.objects.customer, property: list.name, given: {} };
  const open = (name: string): NeededOption => ({ name, outcome: 'open' });
  const optionsOf = async (query: PicklistQuery): Promise<readonly Option[]> =>
    (await bench.connector.picklist(watched(bench), query)).options;
  const add = (query: PicklistQuery, ...options: readonly NeededOption[]): Promise<void> =>
    bench.connector.addOptions(watched(bench), query, options);

  it('is said before it is made, and nothing is written', async () => {
    const wanted = [keyOf(kind), list];
    const context = watched(bench);
    const examined = await bench.connector.examine(context, kind.objects.customer, wanted);
    expect(examined).toEqual({ missing: wanted.map(({ name }) => name), unfit: [] });
    expect(context.callouts.filter(({ method }) => method !== 'GET')).toEqual([]);
    await bench.connector.provision(watched(bench), kind.objects.customer, wanted);
    expect(await bench.connector.examine(watched(bench), kind.objects.customer, wanted)).toEqual({
      missing: [],
      unfit: [],
    });
  });

  it('cannot be what is there as something else: a person is told', async () => {
    const text = { ...list, type: 'text', options: [] } as const;
    const { name, label, description } = { ...list, name: kind.ownName('other') };
    const withoutOptions = { name, label, description, type: 'list', unique: false } as const;
    await bench.connector.provision(watched(bench), kind.objects.customer, [list]);
    const unique = { ...keyOf(kind), name: propertyOf(kind, 'customer', 'name') };
    const { missing, unfit } = await bench.connector.examine(watched(bench), kind.objects.customer, [
      { ...text, type: 'number' },
      unique,
      withoutOptions,
    ]);
    expect(missing).toEqual([]);
    expect(unfit.map(({ property }) => property).sort()).toEqual([list.name, name, unique.name].sort());
    for (const { property, remedy } of unfit) expect(remedy).toContain(property);
  });

  it('is a stage, beside those that were there', async () => {
    const before = await optionsOf(stage);
    expect(before.length).toBeGreaterThan(3);
    await add(stage, open('Deposit due'), { name: 'Deposit paid', outcome: 'won' });
    const after = await optionsOf(stage);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(({ label }) => label)).toEqual(['Deposit due', 'Deposit paid']);
  });

  it('is an option of a list, which records then take', async () => {
    await bench.connector.provision(watched(bench), kind.objects.customer, [keyOf(kind), list]);
    await add(likes, open('juice'));
    await add(likes, open('milk & honey'));
    expect((await optionsOf(likes)).map(({ value }) => value)).toEqual(['tea', 'coffee', 'juice', 'milk & honey']);
    const properties = { [list.name]: 'milk & honey', [propertyOf(kind, 'customer', 'name')]: 'Ana' };
    const [made] = await bench.connector.upsert(watched(bench), kind.objects.customer, [{ key: 'c1', properties }]);
    expect(valueOf(made).created).toBe(true);
  });

  it('is nothing where a property has no options', async () => {
    const query = { ...likes, property: propertyOf(kind, 'customer', 'name') };
    const { closed } = await bench.connector.picklist(watched(bench), query);
    expect(closed).toMatch(/map/);
    await expect(bench.connector.picklist(watched(bench), { ...likes, property: 'nobody' })).rejects.toMatchObject({
      failure: { kind: 'rejected', property: 'nobody' },
    });
  });
});
