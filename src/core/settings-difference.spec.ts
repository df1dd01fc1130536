import { renameOptions } from './rename-options';
import { configurationDifferences, configurationOf, documentDifferences } from './settings-difference';
import type { MappingDocument } from './mapping-document';

const document: MappingDocument = {
  objects: {
    order: {
      fields: [
        { field: 'number', property: 'dealname' },
        {
          field: 'status',
          property: 'dealstage',
          converter: 'picklist',
          options: { paid: 'Won', shipped: 'Won', open: 'Sent' },
          inverse: { Won: 'paid' },
        },
        { constant: 'Web', property: 'pipeline' },
      ],
    },
  },
};

describe('differences of two documents', () => {
  it('are none where lines and keys stand in another order', () => {
    const { fields = [] } = document.objects.order ?? {};
    const turned = fields.toReversed().map((line) => Object.fromEntries(Object.entries(line).toReversed()));
    expect(documentDifferences(document, { objects: { order: { fields: turned as never } } })).toEqual([]);
    expect(documentDifferences({ objects: {} }, { objects: { company: { flows: true, where: [] } } })).toEqual([]);
  });

  it('name the place, and what either side says there', () => {
    const other: MappingDocument = {
      objects: {
        company: { flows: false },
        order: {
          fields: [{ field: 'number', property: 'dealname', direction: 'both' }],
          lines: { fields: [{ field: 'sku', property: 'hs_sku' }] },
        },
      },
    };
    expect(documentDifferences(document, other).map(({ place, from, to }) => [place, from !== null, to])).toEqual([
      ['company.flows', true, 'false'],
      ['order.fields.dealname', true, '{"direction":"both","field":"number","property":"dealname"}'],
      ['order.fields.dealstage', true, null],
      ['order.fields.pipeline', true, null],
      ['order.lines.hs_sku', false, '{"field":"sku","property":"hs_sku"}'],
    ]);
  });
});

describe('differences of two configurations', () => {
  it('are none where one says what goes without saying', () => {
    const said = {
      newRecords: { customer: 'match' },
      archive: { order: 'none' },
      emailGate: { require: 'valid', onFailure: 'hold' },
      webhookSignature: 'v3',
      streaming: false,
      pollSeconds: 60,
      quota: { reserve: 0.2, dailyCalls: null },
    } as const;
    expect(configurationDifferences(configurationOf({}, true), configurationOf(said, true))).toEqual([]);
  });

  it('leave out how often the CRM is asked and how its calls are shared, unless that is asked for', () => {
    const pairs = (withPollSeconds: boolean): unknown =>
      configurationDifferences(
        configurationOf({}, withPollSeconds),
        configurationOf({ pollSeconds: 20, streaming: true, quota: { reserve: 0.2, dailyCalls: 9 } }, withPollSeconds),
      ).map(({ place, from, to }) => [place, from, to]);
    expect(pairs(false)).toEqual([['streaming', 'false', 'true']]);
    expect(pairs(true)).toEqual([
      ['streaming', 'false', 'true'],
      ['pollSeconds', '60', '20'],
      ['quota.dailyCalls', 'null', '9'],
    ]);
  });
});

describe('a document whose options are called otherwise', () => {
  it('names them so wherever it speaks of them, and nothing else', () => {
    const renamed = renameOptions(document, (object, property, option) =>
      object === 'order' && (property === 'dealstage' || property === 'pipeline') ? `${option}!` : option,
    );
    expect(renamed.objects.order?.fields?.slice(1)).toEqual([
      {
        field: 'status',
        property: 'dealstage',
        converter: 'picklist',
        options: { paid: 'Won!', shipped: 'Won!', open: 'Sent!' },
        inverse: { 'Won!': 'paid' },
      },
      { constant: 'Web!', property: 'pipeline' },
    ]);
    expect(renameOptions(document, (_object, _property, option) => option)).toEqual(document);
  });
});
