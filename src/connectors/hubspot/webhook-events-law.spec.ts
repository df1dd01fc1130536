import fc from 'fast-check';
import type { EventsRead } from '../webhooks';
import { readEvents } from './webhook-events';

const head = { eventId: 1, portalId: 33, appId: 1160452, occurredAt: 1462216307945, sourceId: '1160452' };
const delivery = [
  { ...head, subscriptionType: 'contact.propertyChange', objectId: 1246965, changeSource: 'INTEGRATION' },
  { ...head, subscriptionType: 'object.creation', objectTypeId: '0-8', objectId: '1246978' },
  { ...head, subscriptionType: 'company.merge', primaryObjectId: 11, mergedObjectIds: [12, 13], newObjectId: 14 },
  { ...head, eventType: 'deal.associationChange', associationType: 'DEAL_TO_CONTACT', fromObjectId: 2, toObjectId: 3 },
];

describe('any bytes', () => {
  const anyId = fc.oneof(
    { arbitrary: fc.integer({ min: 1 }), weight: 12 },
    { arbitrary: fc.stringMatching(/^[1-9]\d{0,18}$/), weight: 12 },
    fc.oneof(fc.double(), fc.stringMatching(/^\d{1,25}$/), fc.jsonValue()),
  );
  const anyType = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('contact', 'company', 'deal', 'line_item', 'object', 'ticket', '__proto__'),
        fc.constantFrom('creation', 'deletion', 'merge', 'associationChange', 'propertyChange', 'toString'),
      )
      .map((parts) => parts.join('.')),
    fc.jsonValue(),
  );
  const required = [
    'portalId',
    'subscriptionType',
    'objectId',
    'primaryObjectId',
    'mergedObjectIds',
    'propertyValue',
  ] as const;
  const anyEvent = fc.record(
    {
      portalId: anyId,
      appId: anyId,
      occurredAt: fc.oneof(fc.double(), fc.jsonValue()),
      subscriptionType: anyType,
      eventType: anyType,
      objectId: anyId,
      objectTypeId: fc.oneof(fc.constantFrom('0-1', '0-2', '0-3', '0-8', '0-5'), fc.jsonValue()),
      primaryObjectId: anyId,
      mergedObjectIds: fc.oneof(fc.array(anyId), fc.jsonValue()),
      newObjectId: anyId,
      associationType: fc.oneof(fc.constantFrom('CONTACT_TO_DEAL', 'DEAL_TO_TICKET'), fc.jsonValue()),
      fromObjectId: anyId,
      toObjectId: anyId,
      changeSource: fc.constantFrom('INTEGRATION', 'CRM_UI'),
      sourceId: anyId,
      propertyValue: fc.constant('somebody@example.com'),
    },
    { requiredKeys: [...required] },
  );
  const some = fc.array(anyEvent, { maxLength: 3 });
  const anyText = fc.oneof(
    fc.json(),
    fc.oneof(some, fc.array(fc.oneof(anyEvent, fc.jsonValue()))).map((value) => JSON.stringify(value)),
  );
  const id = /^[1-9]\d{0,18}$/;
  const seen = new Set<string>();

  function holdsOnlyWhatItMay(answer: EventsRead): void {
    expect(JSON.stringify(answer)).not.toContain('somebody@example.com');
    if (!answer.ok) return;
    for (const { accountId, kind, records, occurredAt } of answer.events) {
      for (const one of [accountId, ...records.map((record) => record.id)]) expect(one).toMatch(id);
      expect(kind === 'unknown').toBe(records.length === 0);
      expect(occurredAt?.getTime()).not.toBeNaN();
      seen.add(kind);
    }
  }

  it('are read or refused, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (some) => {
        holdsOnlyWhatItMay(readEvents(Buffer.from(some)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('that are JSON are read or refused, whatever stands in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        holdsOnlyWhatItMay(readEvents(Buffer.from(text)));
      }),
      { numRuns: 3_000 },
    );
    expect([...seen].sort()).toEqual(['associated', 'changed', 'created', 'deleted', 'merged', 'unknown']);
  });

  it('of a delivery are read or refused when some were changed', () => {
    const whole = Buffer.from(JSON.stringify(delivery));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const altered = Buffer.from(whole);
        for (const [at, byte] of changes) altered[at] = byte;
        expect(() => readEvents(altered)).not.toThrow();
      }),
      { numRuns: 3_000 },
    );
  });
});
