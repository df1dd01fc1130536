import type { PropertyDefinition } from '../../../src/connectors/connector';
import { objectTypes } from '../../../src/core/record';
import { ruleOf } from '../../../src/core/mapping';
import type { PropertyDescription } from '../../../src/core/property-description';
import { provision } from '../../../src/operate/provision';
import { keyOf, watched, type Bench, type Kind } from './bench';
import { benches } from './benches';

describe.each(benches)('what $title says of properties', (kind) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await kind.start();
  });
  afterAll(() => bench.close());

  const described = async (each: Kind): Promise<ReadonlyMap<string, PropertyDescription>> => {
    const descriptions = await bench.connector.describe(watched(bench), kind.objects[each]);
    return new Map(descriptions.map((description) => [description.name, description]));
  };
  const made = async (word: string, more: Partial<PropertyDefinition>): Promise<PropertyDescription> => {
    const name = kind.ownName(word);
    const definition = {
      name,
      label: `Tandem ${word}`,
      description: 'made by Tandem',
      type: 'text',
      unique: false,
    } as const;
    await bench.connector.provision(watched(bench), kind.objects.customer, [{ ...definition, ...more }]);
    return (await described('customer')).get(name)!;
  };

  it('names each property once, with its label and what it is', async () => {
    const descriptions = await bench.connector.describe(watched(bench), kind.objects.customer);
    expect(new Set(descriptions.map(({ name }) => name)).size).toBe(descriptions.length);
    expect(await made('words', {})).toMatchObject({
      label: 'Tandem words',
      type: 'text',
      required: false,
      unique: false,
    });
    expect(await made('count', { type: 'number', whole: true })).toMatchObject({
      type: 'number',
      maxLength: null,
      options: null,
    });
    expect(await made('seen', { type: 'boolean' })).toMatchObject({ type: 'boolean', required: false });
    expect(await made('day', { type: 'date' })).toMatchObject({ type: 'date' });
    expect(await made('moment', { type: 'datetime' })).toMatchObject({ type: 'datetime' });
  });

  it('tells what a list takes, in the words that are written', async () => {
    const list = await made('drinks', { type: 'list', options: ['tea', 'coffee'] });
    expect(list).toMatchObject({ type: 'options', options: ['tea', 'coffee'] });
  });

  it('tells a unique property from others', async () => {
    const key = keyOf(kind);
    await bench.connector.provision(watched(bench), kind.objects.customer, [key]);
    expect((await described('customer')).get(key.name)).toMatchObject({ type: 'text', unique: true });
  });

  it('tells how long a text may be', async () => {
    expect((await made('words', {})).maxLength).toBeGreaterThanOrEqual(255);
  });

  it('says of all that our mappings write that it can be written, and of stages those that they name', async () => {
    const settings = { customFields: [], features: (await bench.connector.account(watched(bench))).features ?? [] };
    await provision(watched(bench), settings, { connector: bench.connector, catalog: kind.catalog });
    for (const object of objectTypes) {
      const { remoteObject, fields } = kind.catalog.mappings[object];
      const descriptions = await bench.connector.describe(watched(bench), remoteObject);
      for (const line of fields.filter((one) => one.needs === undefined && ruleOf(one).direction !== 'pull')) {
        const found = descriptions.find(({ name }) => name === line.property);
        expect({ property: line.property, ...found }).toMatchObject({ writable: { onCreate: true, onUpdate: true } });
        if (line.options) expect(found?.options).toEqual(expect.arrayContaining([...line.options]));
      }
    }
  });

  it('says what a new record has to say, and no more than our mappings do', async () => {
    for (const object of objectTypes) {
      const { remoteObject, fields, onCreate } = kind.catalog.mappings[object];
      const descriptions = await bench.connector.describe(watched(bench), remoteObject);
      const required = descriptions.filter((description) => description.required);
      expect(required).not.toEqual([]);
      const said = new Set([...Object.keys(onCreate('x', bench.now())), ...fields.map(({ property }) => property)]);
      expect(required.filter(({ name }) => !said.has(name)).map(({ name }) => name)).toEqual([]);
    }
  });

  it('is asked for anew each time, in two calls at most', async () => {
    for (const each of ['company', 'customer', 'order', 'line'] as const) {
      const context = watched(bench);
      await bench.connector.describe(context, kind.objects[each]);
      await bench.connector.describe(context, kind.objects[each]);
      expect(context.callouts.length).toBeGreaterThanOrEqual(2);
      expect(context.callouts.length).toBeLessThanOrEqual(4);
      expect(context.callouts.filter(({ method, failure }) => method !== 'GET' || failure !== null)).toEqual([]);
    }
  });
});
