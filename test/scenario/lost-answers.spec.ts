import { customerOf, putFamily } from '../support/family';
import type { Fault } from '../support/crm';
import { Story } from '../support/story';
import { writePaths } from '../support/write-paths';

const troubles: readonly (readonly [string, Omit<Fault, 'path'>])[] = [
  ['a connection that is reset after the commit', { kind: 'reset', when: 'after' }],
  ['a 503 after the commit', { status: 503, when: 'after' }],
  ['a gateway that gives up after the commit', { status: 504, when: 'after' }],
  ['a connection that is reset before the commit', { kind: 'reset', when: 'before' }],
];

describe('a lost answer', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ settings: { LEASE_SECONDS: '7', CALL_DEADLINE_SECONDS: '1' } });
  });
  afterAll(() => story.end());

  describe.each(troubles)('by %s', (_title, fault) => {
    const name = `${fault.kind ?? ''}${fault.status ?? ''}${fault.when ?? ''}`;

    it('to a create doubles nothing and loses nothing', async () => {
      await story.strikeOnce(writePaths.creates, fault);
      await putFamily(story.shop, name);
      await story.expectSurvived();
    });

    it('to an association loses no association', async () => {
      await story.strikeOnce(writePaths.associations, fault);
      await putFamily(story.shop, `${name}-joined`);
      await story.expectSurvived();
    });

    it('to an update loses no value', async () => {
      await story.strikeOnce([...writePaths.updates, '/crm/v3/objects/line_items/batch/upsert'], fault);
      await story.shop.change('company', name, { name: 'Engines Ltd' });
      await story.shop.change('customer', name, { firstName: 'Augusta' });
      const lines = [{ lineId: '1', sku: `${name}-tea`, name: 'Tea', quantity: 3, unitPriceMinor: 4_00 }];
      await story.shop.change('order', name, { totalMinor: 16_50, lines });
      await story.expectSurvived();
    });

    it('to an adoption makes no second contact', async () => {
      const stranger = `${name}-stranger`;
      await story.crm.seed('contacts', [{ email: `${stranger}@example.com`, firstname: 'unknown' }]);
      await story.strikeOnce(['/crm/v3/objects/contacts/batch/update'], fault);
      await story.shop.put('customer', stranger, customerOf(stranger));
      await story.expectSurvived();
    });
  });

  it('does not bring an older value back when the record has changed meanwhile', async () => {
    const path = '/crm/v3/objects/contacts/batch/update';
    await story.shop.put('customer', 'turned', customerOf('turned'));
    await story.quiet();
    await story.crm.addFault({ path, kind: 'reset', when: 'after', times: 1 });
    await story.crm.addFault({ path, status: 503, when: 'before', times: 1 });
    await story.shop.change('customer', 'turned', { firstName: 'Augusta' });
    await story.until('the first write is lost', async () => (await story.crm.faultsLeft()).length < 2);
    await story.shop.change('customer', 'turned', { firstName: 'Ada' });
    await story.expectSurvived();
  });

  it('does not bring an older value back when the write lands after its deadline', async () => {
    const untilNameIs = (name: string): Promise<void> =>
      story.until(`a contact is called ${name}`, async () =>
        (await story.crm.live('contacts')).some(({ properties }) => properties['firstname'] === name),
      );
    await story.shop.put('customer', 'slow', customerOf('slow'));
    await story.quiet();
    const path = '/crm/v3/objects/contacts/batch/update';
    await story.crm.addFault({ path, when: 'before', delayMs: 2_500, times: 1 });
    await story.shop.change('customer', 'slow', { firstName: 'older' });
    await story.until('the deadline has ended the call', async () =>
      (await story.dirty()).some(({ attempts }) => attempts > 0),
    );
    await story.shop.change('customer', 'slow', { firstName: 'newest' });
    await story.advance(2_000);
    await untilNameIs('newest');
    await untilNameIs('older');
    await story.expectSurvived();
  });
});
