import { planSync } from '../core/plan';
import { conclude } from '../core/conclude';
import { date } from '../core/converters';
import type { Crm } from '../core/crm';
import { mappingOf } from '../core/field-rule-settings';
import { newLink } from '../core/link';
import { isRead, toFields, toProperties, urlField, type FieldMapping, type ObjectMapping } from '../core/mapping';
import { objectTypes, type Fields, type Value } from '../core/record';
import type { FieldKind } from '../core/values';
import { catalogs } from './catalog';

const mappings = Object.entries(catalogs).flatMap(([crm, { own, mappings: all }]) =>
  objectTypes.map((object) => [`${crm} ${object}`, all[object], own, all] as const),
);
/** The values that a picklist takes are the catalog's own, so they are written down once more here. */
const stages: Readonly<Record<Crm, Readonly<Record<string, string>>>> = {
  hubspot: {
    draft: 'appointmentscheduled',
    quote: 'presentationscheduled',
    open: 'contractsent',
    new: 'contractsent',
    pending: 'contractsent',
    placed: 'contractsent',
    confirmed: 'contractsent',
    processing: 'contractsent',
    paid: 'closedwon',
    shipped: 'closedwon',
    delivered: 'closedwon',
    fulfilled: 'closedwon',
    completed: 'closedwon',
    cancelled: 'closedlost',
    canceled: 'closedlost',
    returned: 'closedlost',
    refunded: 'closedlost',
    failed: 'closedlost',
  },
  salesforce: {
    draft: 'Prospecting',
    quote: 'Proposal/Price Quote',
    open: 'Negotiation/Review',
    new: 'Negotiation/Review',
    pending: 'Negotiation/Review',
    placed: 'Negotiation/Review',
    confirmed: 'Negotiation/Review',
    processing: 'Negotiation/Review',
    paid: 'Closed Won',
    shipped: 'Closed Won',
    delivered: 'Closed Won',
    fulfilled: 'Closed Won',
    completed: 'Closed Won',
    cancelled: 'Closed Lost',
    canceled: 'Closed Lost',
    returned: 'Closed Lost',
    refunded: 'Closed Lost',
    failed: 'Closed Lost',
  },
};
const examples: Readonly<Record<FieldKind, Value>> = {
  text: 'Anna',
  email: 'anna@x.de',
  phone: '+49301234567',
  domain: 'x.de',
  country: 'DE',
  currency: 'JPY',
  datetime: '2026-03-01T08:00:00.000Z',
  integer: 1234,
  number: 1.5,
  boolean: false,
  url: 'https://shop/1',
  reference: 'C1',
};
const exampleOf = ({ definition }: ObjectMapping): Fields => ({
  ...Object.fromEntries(Object.entries(definition.kinds).map(([field, kind]) => [field, examples[kind]])),
  ...(definition.object === 'order' && { status: 'placed' }),
});
const namesOf = (mapping: ObjectMapping): Set<string> => new Set([...Object.keys(mapping.definition.kinds), urlField]);
/** Of these converters nothing comes back. */
const oneWay: readonly FieldMapping['convert'][] = [date];
const comesBack = ({ convert }: FieldMapping): boolean => !oneWay.includes(convert);

describe.each(mappings)('the mapping of %s', (_, mapping, own, all) => {
  it('names only fields of its object type, or the URL of the record', () => {
    const names = namesOf(mapping);
    const used = mapping.fields.flatMap((line) => [line.field, ...(line.reads ?? [])]);
    expect(used.filter((name) => !names.has(name))).toEqual([]);
    expect(all[mapping.definition.object]).toBe(mapping);
  });

  it('reads no field back whose value does not come back as it was sent', () => {
    expect(mapping.fields.filter((line) => isRead(line) && !comesBack(line))).toEqual([]);
    const reading = mapping.matchBy.flatMap(({ field }) => mapping.fields.filter((line) => line.field === field));
    expect(reading.filter((line) => !comesBack(line))).toEqual([]);
  });

  it('writes no property twice, no field twice and none of our own marks', () => {
    for (const lines of [mapping.fields, mapping.lines?.fields ?? []]) {
      const properties = lines.map((line) => line.property);
      expect(new Set(properties).size).toBe(properties.length);
      expect(new Set(lines.map((line) => line.field)).size).toBe(lines.length);
      expect(properties.filter((name) => name === own.key || name === own.revision)).toEqual([]);
    }
    expect(mapping.fields.find((line) => line.field === urlField)?.property).toBe(own.url);
  });

  it('has an association for each reference, and no other', () => {
    const named = mapping.associations.map(({ field, parent }) => ({ field, parent }));
    expect(named).toEqual(mapping.definition.references);
    for (const { parent, toObject } of mapping.associations) {
      expect(all[parent].remoteObject).toBe(toObject);
      expect(objectTypes.indexOf(parent)).toBeLessThan(objectTypes.indexOf(mapping.definition.object));
    }
  });

  it('recognises records by properties that it writes', () => {
    for (const { field, property } of mapping.matchBy) {
      expect(mapping.fields).toContainEqual(expect.objectContaining({ field, property }));
    }
  });

  it('has lines where its object type has them', () => {
    expect(mapping.lines !== undefined).toBe(mapping.definition.hasLines);
  });

  it('brings a record back as it was sent', () => {
    const fields = exampleOf(mapping);
    const { properties, problems } = toProperties(mapping.fields, fields, namesOf(mapping));
    expect(problems).toEqual([]);
    const mapped = mapping.fields.filter((line) => line.field in fields && comesBack(line)).map(({ field }) => field);
    expect(toFields(mapping, properties, fields)).toEqual(
      Object.fromEntries(mapped.map((name) => [name, fields[name]])),
    );
  });

  it('leaves nothing to plan after a record was created', () => {
    const { definition } = mapping;
    const record = {
      object: definition.object,
      sourceId: 'A1',
      fields: exampleOf(mapping),
      updatedAt: new Date(0),
      fieldAt: {},
      deletedAt: null,
      revision: 1,
    };
    const look = {
      record,
      parents: {},
      remote: { kind: 'unread' },
      match: null,
      url: 'https://shop/A1',
      now: new Date(0),
    } as const;
    const link = newLink('A1');
    const plan = planSync(mapping, own, { ...look, link });
    if (plan.kind !== 'sync' || !plan.write) throw new Error('nothing is written');
    const write = { ok: true, value: { id: '7', properties: plan.write.properties } } as const;
    const results = { write, lines: new Map(), archived: new Map(), associations: new Map() };
    const concluded = conclude(mapping, plan, link, { now: new Date(0), attempts: 0, random: 0, results });
    expect(planSync(mapping, own, { ...look, link: concluded.link })).toMatchObject({ kind: 'sync', write: null });
  });
});

describe('the mappings of a CRM', () => {
  it('are of distinct objects', () => {
    for (const { mappings: all } of Object.values(catalogs)) {
      const objects = Object.values(all).flatMap((mapping) =>
        [mapping.remoteObject, mapping.lines?.remoteObject ?? []].flat(),
      );
      expect(new Set(objects).size).toBe(objects.length);
    }
  });
});

describe('the mapping of an order in Salesforce', () => {
  const properties = (...features: string[]): unknown => {
    const { fields, lines } = mappingOf(catalogs.salesforce.mappings.order, { customFields: [], features });
    const namesIn = (some: readonly FieldMapping[] = []): string[] => some.map(({ property }) => property);
    return [namesIn(fields).includes('CurrencyIsoCode'), lines && namesIn(lines.fields)];
  };
  const line = ['Description', 'ProductCode', 'Quantity', 'UnitPrice'];

  it('has what the org has a place for: lines with a price book, currencies with several', () => {
    expect(properties()).toEqual([false, undefined]);
    expect(properties('price-book')).toEqual([false, line]);
    expect(properties('multi-currency')).toEqual([true, undefined]);
    expect(properties('multi-currency', 'price-book')).toEqual([
      true,
      ['Description', 'ProductCode', 'CurrencyIsoCode', 'Quantity', 'UnitPrice'],
    ]);
  });
});

describe.each(Object.entries(stages))('order status in %s', (crm, statuses) => {
  const order = catalogs[crm as Crm].mappings.order;
  const line = order.fields.find(({ field }) => field === 'status')!;

  it.each(Object.entries(statuses))('%s is stage %s, in capitals too', (status, stage) => {
    expect(line.convert.toRemote(status, {})).toEqual({ value: stage });
    expect(line.convert.toRemote(status.toUpperCase(), {})).toEqual({ value: stage });
  });

  it('that is in no table is refused', () => {
    expect(line.convert.toRemote('lost in space', {})).toMatchObject({ problem: { code: 'UNMAPPED_VALUE' } });
  });

  it('comes back from each stage as a status of that stage', () => {
    for (const stage of new Set(Object.values(statuses))) {
      const back = line.convert.toLocal(stage, {});
      expect(statuses[String(back)]).toBe(stage);
    }
  });

  it('declares as options the stages that it produces, and the stage of a new order', () => {
    expect([...(line.options ?? [])].sort()).toEqual([...new Set(Object.values(statuses))].sort());
    expect(line.options).toContain(order.onCreate('4711', new Date(0))[line.property]);
  });
});

describe('a new record', () => {
  const made = (crm: Crm): unknown =>
    Object.fromEntries(
      objectTypes.map((object) => [object, catalogs[crm].mappings[object].onCreate('4711', new Date('2026-03-01'))]),
    );

  it('has what HubSpot requires, which its own fields replace', () => {
    expect(made('hubspot')).toMatchObject({
      customer: {},
      order: { dealname: '4711', dealstage: 'contractsent', pipeline: 'default' },
    });
  });

  it('has what Salesforce requires, which its own fields replace', () => {
    expect(made('salesforce')).toEqual({
      company: { Name: '4711' },
      customer: { LastName: '[not provided]' },
      order: { Name: '4711', StageName: 'Negotiation/Review', CloseDate: '2026-03-01' },
    });
  });
});
