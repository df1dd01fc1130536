import { checkMapping } from '../../../src/core/check-mapping';
import { documentOf } from '../../../src/core/document-of';
import type { CustomField } from '../../../src/core/custom-fields';
import type { PropertyDescription } from '../../../src/core/property-description';
import { objectTypes } from '../../../src/core/record';
import { provision } from '../../../src/operate/provision';
import { watched, type Bench } from './bench';
import { benches } from './benches';

describe.each(benches)('a document that is checked by what $title says of itself', (kind) => {
  let bench: Bench;
  let features: readonly string[];
  let properties: Readonly<Record<string, readonly PropertyDescription[]>>;
  const tier: CustomField = {
    object: 'customer',
    name: 'tier',
    property: kind.ownName('checked_tier'),
    label: 'Tier',
    type: 'text',
    unique: false,
  };

  beforeAll(async () => {
    bench = await kind.start();
    features = (await bench.connector.account(watched(bench))).features ?? [];
    await provision(watched(bench), { customFields: [tier], features }, { ...bench, catalog: kind.catalog });
    const described: Record<string, readonly PropertyDescription[]> = {};
    for (const object of objectTypes) {
      const { remoteObject, lines } = kind.catalog.mappings[object];
      for (const name of [remoteObject, ...(lines ? [lines.remoteObject] : [])]) {
        described[name] = await bench.connector.describe(watched(bench), name);
      }
    }
    properties = described;
  });
  afterAll(() => bench.close());

  it('is without mistakes as a person reads it: shown, it can be applied as it is', () => {
    const document = documentOf(kind.catalog, { customFields: [tier] });
    expect(checkMapping(document, { catalog: kind.catalog, properties, features })).toEqual([]);
  });

  it('has every property known that it writes', () => {
    for (const object of objectTypes) {
      const { remoteObject } = kind.catalog.mappings[object];
      const fields = kind.catalog.document.objects[object].fields!.map((line) => ({
        ...line,
        property: `${line.property}x`,
      }));
      const mistakes = checkMapping({ objects: { [object]: { fields } } }, { catalog: kind.catalog, properties });
      const unknown = mistakes.filter(({ reason }) => reason.startsWith(`${remoteObject} has no property`));
      expect(unknown).toHaveLength(fields.length);
    }
  });
});
