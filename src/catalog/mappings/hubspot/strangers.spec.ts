import { catalogs } from '../../catalog';
import { notShown, type Failure } from '../../../core/failure';
import type { OwnProperties } from '../../../core/mapping';
import type { Properties } from '../../../core/record';
import { agreedFields, planStranger, type StrangerLook, type StrangerPlan } from '../../../core/stranger';

const { customer: customerMapping, order: orderMapping } = catalogs.hubspot.mappings;
const own: OwnProperties = { key: 'tandem_id', revision: 'tandem_revision', url: 'tandem_url' };
const ada = { email: 'Ada@Example.com', firstname: 'Ada', lastname: '', phone: null, tandem_id: null };
const adaFields = { email: { from: null, to: 'ada@example.com' }, firstName: { from: null, to: 'Ada' } };

const found = (properties: Properties, id = '151'): StrangerLook['seen'] => ({ ok: true, value: { id, properties } });
const failed = (failure: Pick<Failure, 'kind'> & { readonly mergedInto?: string }): StrangerLook['seen'] => ({
  ok: false,
  failure: { code: 'X', message: 'x', ...failure } as Failure,
});
const plan = (look: Partial<StrangerLook> = {}): StrangerPlan =>
  planStranger(customerMapping, own, {
    externalId: '151',
    holder: undefined,
    isAccepted: false,
    offer: null,
    seen: found(ada),
    ...look,
  });
const open = { fields: adaFields, isOpen: true };
const answered = { fields: adaFields, isOpen: false };

describe('a CRM record that nobody ordered for', () => {
  it('is offered with all that is said of it, in normal form and without blanks', () => {
    expect(plan()).toEqual({ kind: 'offer', news: { kind: 'created', fields: adaFields } });
  });

  it('is understood with what else it says', () => {
    const phone = plan({ seen: found({ phone: '030 1234567', country: 'de' }) });
    expect(phone).toMatchObject({ news: { fields: { phone: { to: '+49301234567' }, country: { to: 'DE' } } } });
    const deal = { dealname: 'A deal', dealstage: 'closedwon', amount: '12.50', deal_currency_code: 'EUR' };
    expect(
      planStranger(orderMapping, own, {
        externalId: '7',
        holder: undefined,
        isAccepted: false,
        offer: null,
        seen: found(deal, '7'),
      }),
    ).toMatchObject({
      news: { fields: { number: { to: 'A deal' }, status: { to: 'paid' }, totalMinor: { to: 1250 } } },
    });
  });

  it.each([
    ['waits for an answer', open],
    ['was refused', answered],
  ])('that %s is offered again only when it says something else', (_what, offer) => {
    expect(plan({ offer })).toEqual({ kind: 'rest' });
    const other = found({ ...ada, firstname: 'Augusta' });
    const fields = { ...adaFields, firstName: { from: null, to: 'Augusta' } };
    expect(plan({ offer, seen: other })).toEqual({ kind: 'offer', news: { kind: 'created', fields } });
    expect(plan({ offer, seen: found({ ...ada, firstname: null }) })).toMatchObject({ kind: 'offer' });
    expect(plan({ offer, seen: found({ ...ada, lastname: 'King' }) })).toMatchObject({ kind: 'offer' });
  });

  it('of which nothing is said is not told of', () => {
    expect(plan({ seen: found({ email: '', tandem_id: null }) })).toEqual({ kind: 'rest' });
  });

  it('is none once a link holds it', () => {
    expect(plan({ holder: 'c-1' })).toEqual({ kind: 'held', by: 'c-1' });
    expect(plan({ holder: 'c-1', offer: open, seen: failed({ kind: 'retry' }) })).toEqual({ kind: 'held', by: 'c-1' });
  });

  it('is none when it carries our key, which a link is about to hold', () => {
    const keyed = found({ ...ada, tandem_id: 'c-1' });
    expect(plan({ seen: keyed })).toEqual({ kind: 'forget', news: null });
    expect(plan({ seen: keyed, offer: answered })).toEqual({ kind: 'forget', news: null });
    expect(plan({ seen: keyed, offer: open })).toEqual({ kind: 'rest' });
  });

  it('that was accepted is left to its first contact', () => {
    expect(plan({ isAccepted: true, offer: open, seen: failed({ kind: 'gone' }) })).toEqual({ kind: 'rest' });
  });

  it.each<[string, StrangerLook['seen'], object]>([
    ['deleted', failed({ kind: 'gone' }), { kind: 'deleted' }],
    ['not there', { ok: true, value: null }, { kind: 'deleted' }],
    ['merged', failed({ kind: 'gone', mergedInto: '9' }), { kind: 'merged', into: '9' }],
    ['read as another that it was merged into', found(ada, '9'), { kind: 'merged', into: '9' }],
  ])('that is %s is forgotten, and taken back when it waits for an answer', (_what, seen, news) => {
    expect(plan({ seen })).toEqual({ kind: 'forget', news: null });
    expect(plan({ seen, offer: answered })).toEqual({ kind: 'forget', news: null });
    expect(plan({ seen, offer: open })).toEqual({ kind: 'forget', news });
  });

  it('that the CRM does not show any more is neither taken back nor looked at for ever', () => {
    const seen: StrangerLook['seen'] = { ok: false, failure: notShown('x') };
    expect(plan({ seen, offer: open })).toEqual({ kind: 'rest' });
    expect(plan({ seen })).toEqual({ kind: 'rest' });
  });

  it.each(['retry', 'throttled', 'reauth', 'rejected', 'stale', 'unknown'] as const)(
    'that cannot be read (%s) is looked at again',
    (kind) => {
      expect(plan({ seen: failed({ kind }), offer: open })).toEqual({ kind: 'again' });
    },
  );
});

describe('what both sides have said of a new record once it was accepted', () => {
  it('is what was offered, and blank where nothing was', () => {
    expect(agreedFields(customerMapping, adaFields)).toEqual({
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: null,
      phone: null,
      country: null,
      address: null,
    });
  });

  it('says nothing of our URL, which is still to be written', () => {
    expect(Object.keys(agreedFields(customerMapping, {}))).not.toContain('tandem.url');
  });
});
