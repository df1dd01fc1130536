import { own, said, sample } from '../../test/support/sample-mapping';
import { money, text } from './converters';
import { newLink, type Link } from './link';
import type { FieldMapping, ObjectMapping } from './mapping';
import { planSync, type SyncPlan } from './plan';
import type { Fields, Properties } from './record';

const both = { direction: 'both' } as const;
const phone: FieldMapping = { field: 'phone', property: 'p_phone', convert: text, ...both };
const country: FieldMapping = { field: 'country', property: 'p_country', convert: text };
const currency: FieldMapping = { field: 'currency', property: 'p_currency', convert: text };
const totalMinor: FieldMapping = {
  field: 'totalMinor',
  property: 'p_amount',
  convert: money('currency'),
  reads: ['currency'],
  ...both,
};
const of = (...fields: FieldMapping[]): ObjectMapping => ({ ...sample, fields });

/** What is written and offered when the order system says this, the CRM that, and both have said `base` before. */
function owed(
  mapping: ObjectMapping,
  sides: { readonly ours: Fields; readonly theirs: Properties; readonly base: Fields; readonly link?: Partial<Link> },
): { written: Properties | null; offered: Fields } {
  const { ours, theirs, base } = sides;
  const now = new Date('2026-03-01T12:00:00Z');
  const link: Link = {
    ...newLink('4711'),
    externalId: '7',
    state: 'synced',
    localBase: base,
    remoteBase: base,
    settledNumber: 1,
    issuedNumber: 1,
    ...sides.link,
  };
  const record = { id: '7', properties: { ...theirs, tandem_revision: '1' } };
  const look = {
    record: said(ours),
    link,
    parents: {},
    remote: { kind: 'found', record },
    match: null,
    url: null,
    now,
  };
  const { write, decided } = planSync(mapping, own, look as never) as SyncPlan;
  const written = Object.entries(write?.properties ?? {}).filter(([name]) => name !== own.revision);
  const offers = Object.entries(decided).filter(([, { owed }]) => owed.kind === 'offer');
  return {
    written: write && Object.fromEntries(written),
    offered: Object.fromEntries(offers.map(([field, { theirs: value }]) => [field, value ?? null])),
  };
}

describe('a phone number of the CRM without its country code', () => {
  const mapping = of(phone, { ...country, ...both });
  const base = { phone: '+4930123456', country: 'DE' };
  const nothing = { written: null, offered: {} };

  it('is no other number because the order system says another country', () => {
    const ours = { ...base, country: 'AT' };
    const theirs = { p_phone: '030 123456', p_country: 'DE' };
    expect(owed(mapping, { ours, theirs, base })).toEqual({ written: { p_country: 'AT' }, offered: {} });
    expect(owed(mapping, { ours, theirs: { ...theirs, p_country: 'AT' }, base: ours })).toEqual(nothing);
  });

  it('is no other number because the CRM says another country beside it', () => {
    const theirs = { p_phone: '030 123456', p_country: 'AT' };
    expect(owed(mapping, { ours: base, theirs, base })).toEqual({ written: null, offered: { country: 'AT' } });
  });

  it('is no other number because a country is said that nobody had said before', () => {
    const written = { phone: '030 123456', country: null };
    const theirs = { p_phone: '030 123456', p_country: 'DE' };
    const ours = { phone: null, country: 'DE' };
    expect(owed(mapping, { ours, theirs, base: { ...written, country: 'DE' } })).toEqual(nothing);
  });

  it('that is another one is a number of the country that the CRM says', () => {
    const theirs = { p_phone: '01 2345678', p_country: 'AT' };
    const offered = { phone: '+4312345678', country: 'AT' };
    expect(owed(mapping, { ours: base, theirs, base })).toEqual({ written: null, offered });
    expect(owed(of(phone, country), { ours: base, theirs, base }).offered).toEqual({ phone: '+4312345678' });
  });

  it.each([[null], [''], ['Germany'], [undefined]])(
    'is one of the order system’s country where the CRM says none that is known (%p)',
    (said) => {
      const theirs = { p_phone: '030 999999', ...(said !== undefined && { p_country: said }) };
      expect(owed(of(phone, country), { ours: base, theirs, base }).offered).toEqual({ phone: '+4930999999' });
    },
  );

  it('that was offered or refused is still that number when the country changes', () => {
    const theirs = { p_phone: '01 2345678', p_country: 'CH' };
    const ours = { ...base, country: 'CH' };
    const bases = { base: { ...base, country: 'CH' }, ours, theirs };
    const offered = { phone: { offers: [{ seq: 1, value: '+4312345678' }] } };
    expect(owed(mapping, { ...bases, link: { standings: offered } })).toEqual(nothing);
    const refused = { phone: { refused: '+4312345678' } };
    expect(owed(mapping, { ...bases, link: { standings: refused } })).toEqual({
      written: { p_phone: '+4930123456' },
      offered: {},
    });
  });
});

describe('an amount of the CRM', () => {
  const base = { currency: 'EUR', totalMinor: 1200 };
  const theirs = { p_currency: 'EUR', p_amount: '12.00' };

  it.each<[string, ObjectMapping, Properties]>([
    ['beside it', of(totalMinor, { ...currency, ...both }), theirs],
    ['that we told it', of(totalMinor, currency), theirs],
    ['that it has no place for', of(totalMinor), { p_amount: '12.00' }],
  ])('is read by the currency %s, and not by one that the order system has changed to', (_, mapping, properties) => {
    const ours = { ...base, currency: 'JPY' };
    expect(owed(mapping, { ours, theirs: properties, base }).offered).toEqual({});
    // Finer than a yen: nothing of ours.
    const cents = { base: { ...base, totalMinor: 1230 }, ours: { ...ours, totalMinor: 5 } };
    const policy = { ...mapping, fields: mapping.fields.map((line) => ({ ...line, policy: 'crm' as const })) };
    expect(owed(policy, { ...cents, theirs: { ...properties, p_amount: '12.30' } }).offered).toEqual({});
  });

  it('is one of the currency that sales have changed to, where that is offered along', () => {
    const mapping = of(totalMinor, { ...currency, ...both });
    const changed = { p_currency: 'JPY', p_amount: '5000' };
    expect(owed(mapping, { ours: base, theirs: changed, base }).offered).toEqual({ currency: 'JPY', totalMinor: 5000 });
    const alone = { ...theirs, p_currency: 'JPY' };
    expect(owed(mapping, { ours: base, theirs: alone, base }).offered).toEqual({ currency: 'JPY', totalMinor: 12 });
  });

  it('is one of the order system’s currency where the CRM’s is not heard', () => {
    const changed = { p_currency: 'JPY', p_amount: '12.00' };
    expect(owed(of(totalMinor, currency), { ours: base, theirs: changed, base }).offered).toEqual({});
  });
});
