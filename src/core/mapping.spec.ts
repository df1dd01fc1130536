import { said, sample } from '../../test/support/sample-mapping';
import { withCustomFields, type CustomField } from './custom-fields';
import { toFields, toProperties } from './mapping';
import { normalFields } from './values';

const all = new Set(sample.fields.map((line) => line.field));

describe('fields as properties', () => {
  it('are written under the names and in the form of the CRM', () => {
    const fields = { name: 'Anna', status: 'paid', currency: 'JPY', totalMinor: 1234, points: 0, vip: false };
    expect(toProperties(sample.fields, fields, all)).toEqual({
      properties: {
        p_name: 'Anna',
        p_stage: 'won',
        p_currency: 'JPY',
        p_amount: '1234',
        p_points: '0',
        p_vip: 'false',
      },
      problems: [],
    });
  });

  it('are left out unless they are wanted', () => {
    expect(toProperties(sample.fields, { name: 'Anna', points: 7 }, new Set(['points'])).properties).toEqual({
      p_points: '7',
    });
  });

  it('are left out when the record does not hold them, wanted or not', () => {
    expect(toProperties(sample.fields, {}, all)).toEqual({ properties: {}, problems: [] });
  });

  it('are left out when they are blank', () => {
    expect(toProperties(sample.fields, { name: null, totalMinor: null, vip: null }, all).properties).toEqual({});
  });

  it('empty their property when they are blank and their line says clear', () => {
    expect(toProperties(sample.fields, { name: null, note: null }, all).properties).toEqual({ p_note: '' });
  });

  it('that cannot be written are named, and the others are written', () => {
    const { properties, problems } = toProperties(
      sample.fields,
      { name: 'Anna', status: 'lost', totalMinor: 0.5 },
      all,
    );
    expect(properties).toEqual({ p_name: 'Anna' });
    expect(problems).toMatchObject([
      { field: 'status', code: 'UNMAPPED_VALUE' },
      { field: 'totalMinor', code: 'INVALID_AMOUNT' },
    ]);
  });
});

describe('properties as fields', () => {
  it('are read back into normal form', () => {
    const properties = {
      p_email: ' ANNA@X.de',
      p_phone: '030 1234567',
      p_amount: '12.30',
      p_stage: 'won',
      p_vip: 'true',
    };
    expect(toFields(sample, properties, { currency: 'EUR', country: 'DE' })).toEqual({
      email: 'anna@x.de',
      phone: '+49301234567',
      totalMinor: 1230,
      status: 'paid',
      vip: true,
    });
  });

  it('are blank when they are empty or null', () => {
    expect(toFields(sample, { p_name: '', p_note: null, p_points: '' }, {})).toEqual({
      name: null,
      note: null,
      points: null,
    });
  });

  it('say nothing when they are not there', () => {
    expect(toFields(sample, { p_name: 'Anna', hs_other: 'x' }, {})).toEqual({ name: 'Anna' });
    expect('note' in toFields(sample, { p_name: 'Anna' }, {})).toBe(false);
  });

  it('say nothing when their value has no counterpart', () => {
    expect(toFields(sample, { p_stage: 'lost', p_points: 'many', p_placed: 'soon' }, {})).toEqual({});
  });

  it('are what was written, for a record in normal form', () => {
    const { fields } = said({
      name: 'Anna',
      email: 'a@x.de',
      currency: 'BHD',
      totalMinor: -5,
      placedAt: '2026-03-01T08:00:00+01:00',
    });
    const local = normalFields(sample.definition.kinds, fields);
    expect(toFields(sample, toProperties(sample.fields, local, all).properties, local)).toEqual(local);
  });
});

describe('custom fields', () => {
  const custom: CustomField = {
    object: 'order',
    name: 'tier',
    property: 'loyalty_tier',
    label: 'Tier',
    type: 'text',
    unique: false,
  };

  it('add a line each to the mapping of their object type', () => {
    const mapping = withCustomFields(sample, [custom, { ...custom, name: 'score', property: 'score', type: 'number' }]);
    const fields = { 'custom.tier': 'gold', 'custom.score': 0, 'custom.other': 'x' };
    const wanted = new Set(Object.keys(fields));
    expect(toProperties(mapping.fields, fields, wanted).properties).toEqual({ loyalty_tier: 'gold', score: '0' });
    expect(toFields(mapping, { loyalty_tier: 'silver', score: '7' }, {})).toEqual({
      'custom.tier': 'silver',
      'custom.score': 7,
    });
  });

  it('of another object type are left out', () => {
    expect(withCustomFields(sample, [{ ...custom, object: 'company' }]).fields).toEqual(sample.fields);
  });
});
