import { said, sample } from '../../test/support/sample-mapping';
import { planLines } from './line-plan';
import { newLink, type Link } from './link';
import type { Fields, OrderLine } from './record';

const line = (lineId: string, more: Partial<OrderLine> = {}): OrderLine => ({
  lineId,
  sku: null,
  name: 'Screw',
  quantity: 2,
  unitPriceMinor: 1250,
  ...more,
});
const base: Fields = { sku: null, name: 'Screw', quantity: 2, unitPriceMinor: 1250, currency: 'EUR' };
const link = (...ids: string[]): Link => ({
  ...newLink('4711'),
  parts: Object.fromEntries(ids.map((id) => [id, { externalId: `item-${id}`, base }])),
});
const order = (lines: readonly OrderLine[], currency = 'EUR'): ReturnType<typeof said> => said({ currency }, { lines });

describe('lines', () => {
  it('that are new are sent whole, under a key of their own, to be joined', () => {
    expect(planLines(sample, order([line('1')]), link())).toEqual({
      upsert: [
        {
          lineId: '1',
          key: '4711/1',
          properties: { i_name: 'Screw', i_quantity: '2', i_price: '12.50' },
          base,
          joins: true,
        },
      ],
      archive: [],
    });
  });

  it('that did not change are not sent', () => {
    expect(planLines(sample, order([line('1'), line('2')]), link('1', '2'))).toEqual({ upsert: [], archive: [] });
  });

  it('that changed are sent with what changed', () => {
    const { upsert } = planLines(sample, order([line('1'), line('2', { quantity: 3 })]), link('1', '2'));
    expect(upsert).toMatchObject([{ lineId: '2', properties: { i_quantity: '3' }, joins: false }]);
    expect(Object.keys(upsert[0]!.properties)).toEqual(['i_quantity']);
  });

  it('write their prices again when the order changes its currency', () => {
    const { upsert } = planLines(sample, order([line('1')], 'JPY'), link('1'));
    expect(upsert[0]?.properties).toMatchObject({ i_price: '1250' });
  });

  it('that were removed are archived by their id in the CRM', () => {
    expect(planLines(sample, order([line('2')]), link('1', '2'))).toEqual({
      upsert: [],
      archive: [{ lineId: '1', key: '4711/1', externalId: 'item-1' }],
    });
    expect(planLines(sample, order([]), link('1')).archive).toHaveLength(1);
  });

  it('stay untouched when the order system holds none', () => {
    expect(planLines(sample, said({ currency: 'JPY' }), link('1'))).toEqual({ upsert: [], archive: [] });
  });

  it('stay untouched when the mapping has none', () => {
    const { lines, ...mapping } = sample;
    expect(lines).toBeDefined();
    expect(planLines(mapping, order([line('1')]), link())).toEqual({ upsert: [], archive: [] });
  });

  it('may have any id that an order system can give', () => {
    const ids = ['constructor', '__proto__', 'toString'];
    const { upsert } = planLines(sample, order(ids.map((id) => line(id))), link());
    expect(upsert.map(({ lineId, joins }) => [lineId, joins])).toEqual(ids.map((id) => [id, true]));
  });

  describe('of which a call has said something without an answer', () => {
    const doubtful = (...lines: string[]): Link => ({
      ...link('1'),
      intents: [{ number: 4, at: '2026-11-22T00:00:00.000Z', fields: {}, lines }],
    });

    it('are said again whole, and joined again', () => {
      const { upsert } = planLines(sample, order([line('1')]), doubtful('1'));
      expect(upsert).toMatchObject([{ lineId: '1', joins: true }]);
      expect(Object.keys(upsert[0]!.properties).sort()).toEqual(['i_name', 'i_price', 'i_quantity']);
    });

    it('are looked up by key and archived when the order holds them no more', () => {
      expect(planLines(sample, order([line('1')]), doubtful('2')).archive).toEqual([
        { lineId: '2', key: '4711/2', externalId: null },
      ]);
    });
  });
});
