import type { EventsRead, RemoteEvent } from '../webhooks';
import { namedAccounts, readEvents } from './webhook-events';

/** The shapes are as recorded 2025-06 and 2026-01, the values are nobody's. */
const head = {
  eventId: 3816279340,
  subscriptionId: 25,
  portalId: 33,
  appId: 1160452,
  occurredAt: 1462216307945,
  attemptNumber: 0,
  changeSource: 'CRM_UI',
  sourceId: 'userId:98765',
};
const changed = {
  ...head,
  subscriptionType: 'contact.propertyChange',
  objectId: 1246965,
  propertyName: 'lifecyclestage',
  propertyValue: 'subscriber',
};
const created = {
  ...head,
  objectId: 1246978,
  subscriptionType: 'contact.creation',
  changeFlag: 'CREATED',
  changeSource: 'INTEGRATION',
  sourceId: '1160452',
};
const merged = {
  ...head,
  subscriptionType: 'company.merge',
  primaryObjectId: 11,
  mergedObjectIds: [12, 13],
  newObjectId: 14,
  numberOfPropertiesMoved: 6,
};
const associated = {
  ...head,
  subscriptionType: 'deal.associationChange',
  associationType: 'DEAL_TO_CONTACT',
  fromObjectId: 21,
  toObjectId: 22,
  associationRemoved: false,
  isPrimaryAssociation: false,
};
const genericAssociated = {
  ...associated,
  subscriptionType: 'object.associationChange',
  objectTypeId: '0-8',
  fromObjectTypeId: '0-8',
  toObjectTypeId: '0-3',
  associationTypeId: 20,
  associationCategory: 'HUBSPOT_DEFINED',
  associationType: 'LINE_ITEM_TO_DEAL',
};

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const read = (...events: unknown[]): EventsRead => readEvents(bytes(events));
function readOne(event: unknown): RemoteEvent {
  const answer = read(event);
  if (!answer.ok) throw new Error(answer.message);
  return answer.events[0]!;
}
const meaning = (event: unknown): Pick<RemoteEvent, 'kind' | 'records'> => {
  const { kind, records } = readOne(event);
  return { kind, records };
};
const unknown = { kind: 'unknown', records: [] };
const malformed = (index: number, what: string): EventsRead => ({
  ok: false,
  problem: 'malformed-event',
  message: `The event at index ${index} ${what}.`,
});

describe('events of webhooks', () => {
  it('are read from a delivery, and hold no value of a record', () => {
    expect(read(changed, created)).toEqual({
      ok: true,
      events: [
        {
          accountId: '33',
          kind: 'changed',
          records: [{ object: 'contacts', id: '1246965' }],
          occurredAt: new Date(1462216307945),
          isOurs: false,
        },
        {
          accountId: '33',
          kind: 'created',
          records: [{ object: 'contacts', id: '1246978' }],
          occurredAt: new Date(1462216307945),
          isOurs: true,
        },
      ],
    });
  });

  it('may be none', () => {
    expect(read()).toEqual({ ok: true, events: [] });
    expect(readEvents(Buffer.from(' [\n] '))).toEqual({ ok: true, events: [] });
  });

  it('may be 1,000 and no more', () => {
    expect(read(...Array<unknown>(1_000).fill(changed))).toMatchObject({ ok: true, events: { length: 1_000 } });
    expect(read(...Array<unknown>(1_001).fill(null))).toEqual({
      ok: false,
      problem: 'too-many',
      message: 'The body holds 1001 events; at most 1000 are taken at once.',
    });
  });

  it.each([
    ['propertyChange', 'changed'],
    ['creation', 'created'],
    ['deletion', 'deleted'],
    ['privacyDeletion', 'privacyDeleted'],
    ['restore', 'restored'],
  ])('of the type contact.%s say that a record was %s', (change, kind) => {
    const records = [{ object: 'contacts', id: '7' }];
    expect(meaning({ ...head, subscriptionType: `contact.${change}`, objectId: 7 })).toEqual({ kind, records });
  });

  it.each([
    ['contact', '0-1', 'contacts'],
    ['company', '0-2', 'companies'],
    ['deal', '0-3', 'deals'],
    ['line_item', '0-8', 'line_items'],
  ])('of a %s, by its name or by the type id %s, are about %s', (prefix, objectTypeId, object) => {
    const deleted = { kind: 'deleted', records: [{ object, id: '7' }] };
    const named = { ...head, subscriptionType: `${prefix}.deletion`, objectId: 7 };
    expect(meaning(named)).toEqual(deleted);
    expect(meaning({ ...named, subscriptionType: 'object.deletion', objectTypeId })).toEqual(deleted);
  });

  it('are read by either name of their type', () => {
    const eventType = changed.subscriptionType;
    expect(readOne({ ...changed, subscriptionType: undefined, eventType })).toEqual(readOne(changed));
    expect(readOne({ ...changed, subscriptionType: null, eventType })).toEqual(readOne(changed));
    expect(readOne({ ...changed, eventType: 'deal.deletion' })).toEqual(readOne(changed));
  });

  it('of the Test button are read like others', () => {
    const test = {
      ...created,
      eventId: 100,
      objectId: 123,
      changeFlag: 'NEW',
      changeSource: 'CRM',
      sourceId: undefined,
    };
    expect(readOne(test)).toMatchObject({ records: [{ object: 'contacts', id: '123' }], isOurs: false });
  });
});

describe('a merge', () => {
  it('names the primary, those merged into it and the one that is there now', () => {
    const records = ['11', '12', '13', '14'].map((id) => ({ object: 'companies', id }));
    expect(meaning(merged)).toEqual({ kind: 'merged', records });
    expect(meaning({ ...merged, subscriptionType: 'object.merge', objectTypeId: '0-2' })).toEqual({
      kind: 'merged',
      records,
    });
  });

  it('names no record twice, as where the primary kept its id', () => {
    const records = ['11', '12', '13'].map((id) => ({ object: 'companies', id }));
    expect(meaning({ ...merged, newObjectId: 11 }).records).toEqual(records);
    expect(meaning({ ...merged, newObjectId: '11' }).records).toEqual(records);
    expect(meaning({ ...merged, newObjectId: null }).records).toEqual(records);
  });

  it.each([
    ['primaryObjectId', undefined],
    ['primaryObjectId', null],
    ['mergedObjectIds', undefined],
    ['mergedObjectIds', [12, null]],
    ['mergedObjectIds', [[12]]],
    ['mergedObjectIds', { 0: 12 }],
    ['newObjectId', ''],
  ])('without an id in %s (%j) is malformed', (key, value) => {
    expect(read(merged, { ...merged, [key]: value })).toEqual(malformed(1, `has no id in "${key}"`));
  });
});

describe('a change of associations', () => {
  it('names both ends, by the association type', () => {
    const records = [
      { object: 'deals', id: '21' },
      { object: 'contacts', id: '22' },
    ];
    expect(meaning(associated)).toEqual({ kind: 'associated', records });
  });

  it('names both ends, by the type ids of its ends', () => {
    const records = [
      { object: 'line_items', id: '21' },
      { object: 'deals', id: '22' },
    ];
    expect(meaning(genericAssociated)).toEqual({ kind: 'associated', records });
    expect(meaning({ ...genericAssociated, associationType: 'A_TO_B' })).toEqual({ kind: 'associated', records });
    const byName = { ...genericAssociated, fromObjectTypeId: undefined, toObjectTypeId: undefined };
    expect(meaning(byName)).toEqual({ kind: 'associated', records });
  });

  it('with an object that we do not know names the other end', () => {
    const records = [{ object: 'contacts', id: '22' }];
    const ticket = { ...associated, associationType: 'TICKET_TO_CONTACT', fromObjectId: 'none' };
    expect(meaning(ticket)).toEqual({ kind: 'associated', records });
    expect(meaning({ ...associated, associationType: 'TICKET_TO_PRODUCT' })).toEqual(unknown);
  });

  it.each([null, 7, '', '_TO_', 'CONTACT', 'CONTACT_TO_', 'CONTACT_TO_DEAL_TO_CONTACT', 'CONSTRUCTOR_TO_TOSTRING'])(
    'of the type %j names what can be known',
    (associationType) => {
      const known =
        associationType === 'CONTACT_TO_'
          ? { kind: 'associated', records: [{ object: 'contacts', id: '21' }] }
          : unknown;
      expect(meaning({ ...associated, associationType })).toEqual(known);
    },
  );

  it('without an id at an end that we know is malformed', () => {
    expect(read({ ...associated, fromObjectId: undefined })).toEqual(malformed(0, 'has no id in "fromObjectId"'));
    expect(read({ ...associated, toObjectId: 1.5 })).toEqual(malformed(0, 'has no id in "toObjectId"'));
  });
});

describe('an event of an unknown type', () => {
  it.each([
    undefined,
    null,
    7,
    '',
    'contact',
    'contact.',
    'contact.somethingNew',
    'contact.propertyChange.more',
    'Contact.creation',
    'ticket.creation',
    'product.propertyChange',
    'conversation.newMessage',
    'conversation.privacyDeletion',
    'constructor.creation',
    '__proto__.merge',
    'contact.constructor',
    'object.creation',
    '.'.repeat(100_000),
  ])('%j names no records, and its ids are not looked at', (subscriptionType) => {
    expect(meaning({ ...head, subscriptionType, objectId: 'none' })).toEqual(unknown);
  });

  it.each([undefined, null, 1, '', '0-5', '2-123456', '0-01', 'constructor'])(
    'is one of the object type id %j',
    (objectTypeId) => {
      expect(meaning({ ...changed, subscriptionType: 'object.propertyChange', objectTypeId })).toEqual(unknown);
    },
  );
});

describe('ids in events', () => {
  it.each([
    [1, '1'],
    ['1', '1'],
    [138017612137, '138017612137'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['9223372036854775807', '9223372036854775807'],
  ])('%j become text', (given, id) => {
    expect(readOne({ ...changed, portalId: given, appId: given, objectId: given })).toMatchObject({
      accountId: id,
      records: [{ object: 'contacts', id }],
    });
  });

  it('written with an exponent become text without one', () => {
    const body = JSON.stringify([changed]).replace('1246965', '12E2');
    expect(readEvents(Buffer.from(body))).toMatchObject({ events: [{ records: [{ id: '1200' }] }] });
  });

  it.each([
    ...[null, true, '', ' ', 'x', '0', '007', '-1', '+1', '1.0', '1e3', '1 ', '1\n', '١', '1'.repeat(20)],
    ...[0, -1, 1.5, 2 ** 53, 1e21, 1e300, [], [1], {}, { id: 1 }],
  ])('are not %j', (given) => {
    expect(read({ ...changed, objectId: given })).toEqual(malformed(0, 'has no id in "objectId"'));
    expect(read({ ...changed, portalId: given })).toEqual(malformed(0, 'has no id in "portalId"'));
    const appId = given === null ? { ok: true } : malformed(0, 'has no id in "appId"');
    expect(read({ ...changed, appId: given })).toMatchObject(appId);
  });

  it('beyond every number are none', () => {
    const body = JSON.stringify([changed]).replace('1246965', '1e999');
    expect(readEvents(Buffer.from(body))).toEqual(malformed(0, 'has no id in "objectId"'));
  });

  it('of portal and record must be there, that of the app need not', () => {
    expect(read(changed, { ...changed, objectId: undefined })).toEqual(malformed(1, 'has no id in "objectId"'));
    expect(read({ ...changed, portalId: undefined })).toEqual(malformed(0, 'has no id in "portalId"'));
    expect(readOne({ ...changed, appId: undefined })).toMatchObject({ isOurs: false, kind: 'changed' });
  });
});

describe('an event', () => {
  it.each([null, true, 7, 'text', [], [changed]])('that is %j is malformed', (value) => {
    expect(read(changed, changed, value)).toEqual(malformed(2, 'is no object'));
  });

  it.each([
    ['INTEGRATION', '1160452', true],
    ['INTEGRATION', '1160453', false],
    ['INTEGRATION', 1160452, false],
    ['INTEGRATION', 'userId:1160452', false],
    ['INTEGRATION', undefined, false],
    ['CRM_UI', '1160452', false],
    [undefined, '1160452', false],
  ])('with the source %j %j is ours: %j', (changeSource, sourceId, isOurs) => {
    expect(readOne({ ...changed, changeSource, sourceId }).isOurs).toBe(isOurs);
  });

  it('without an app is not ours', () => {
    const source = { changeSource: 'INTEGRATION', sourceId: 'null' };
    expect(readOne({ ...changed, ...source, appId: null }).isOurs).toBe(false);
    expect(readOne({ ...changed, changeSource: 'INTEGRATION', sourceId: null, appId: null }).isOurs).toBe(false);
  });

  it.each([undefined, null, '1462216307945', '', true, {}, 8.64e15 + 1, -1e300])(
    'of the time %j has none',
    (occurredAt) => {
      expect(readOne({ ...changed, occurredAt }).occurredAt).toBeNull();
    },
  );
});

describe('a body', () => {
  it.each(['', ' ', 'null,', '[', '[{]', "[{'a':1}]", '[1,]', 'NaN', '\ufeff[]', '[]\0', '<html>'])(
    '%j is no JSON',
    (text) => {
      expect(readEvents(Buffer.from(text))).toEqual({
        ok: false,
        problem: 'not-json',
        message: 'The body is no JSON.',
      });
    },
  );

  it.each([null, {}, changed, 7, 'text', { length: 1 }, { events: [changed] }])('%j is no array', (value) => {
    const answer = { ok: false, problem: 'not-an-array', message: 'The body is no array of events.' };
    expect(readEvents(bytes(value))).toEqual(answer);
  });

  it('is read though a text in it is no UTF-8, and no id is made of such bytes', () => {
    const before = (key: string): Buffer =>
      Buffer.from(`${JSON.stringify([changed]).split(`"${key}":`)[0]!}"${key}":"`);
    const after = Buffer.from(`","portalId":33,"appId":1160452}]`);
    const garbled = (key: string): Buffer => Buffer.concat([before(key), Buffer.from([0xff, 0xc3, 0x28]), after]);
    expect(readEvents(garbled('propertyValue'))).toMatchObject({ ok: true, events: [{ kind: 'changed' }] });
    expect(readEvents(garbled('objectId'))).toEqual(malformed(0, 'has no id in "objectId"'));
  });

  it('may be nested deeper than a stack is', () => {
    const deep = '['.repeat(300_000) + ']'.repeat(300_000);
    expect(readEvents(Buffer.from(deep)).ok).toBe(false);
    expect(readEvents(Buffer.from('['.repeat(300_000)))).toMatchObject({ problem: 'not-json' });
    const inside = JSON.stringify([changed]).replace('"subscriber"', deep);
    expect(readEvents(Buffer.from(inside))).toMatchObject({ ok: true, events: [{ kind: 'changed' }] });
  });

  it('does not speak through the prototype of its objects', () => {
    const hidden = '[{"__proto__":{"portalId":33,"appId":1},"constructor":{"prototype":{"portalId":33}},"objectId":1}]';
    expect(readEvents(Buffer.from(hidden))).toEqual(malformed(0, 'has no id in "portalId"'));
    const beside = JSON.stringify([changed]).replace('{', '{"__proto__":{"sourceId":"1160452","polluted":true},');
    expect(readEvents(Buffer.from(beside))).toEqual(read(changed));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('the accounts that a body names', () => {
  it.each([
    ['as often as it does', '[{"portalId":33},{"a":1,"portalId" : "44"},{"portalId":\n33}]', ['33', '44', '33']],
    ['in no value', JSON.stringify([{ propertyValue: '{"portalId":55}', portalId: 33 }]), ['33']],
    ['in what is no JSON', '[{"portalId":33', ['33']],
    ['nowhere', '[]', []],
  ])('are found %s', (_where, body, named) => {
    expect(namedAccounts(Buffer.from(body))).toEqual(named);
  });

  it('are those of its events', () => {
    expect(namedAccounts(bytes([changed, associated]))).toHaveLength(2);
    const answer = read(changed, associated);
    expect(answer.ok && answer.events.map(({ accountId }) => accountId)).toEqual(
      namedAccounts(bytes([changed, associated])),
    );
  });

  it('are not told where there are more than events are taken at once', () => {
    const most = Array.from({ length: 1_000 }, () => changed);
    expect(namedAccounts(bytes(most))).toHaveLength(1_000);
    expect(namedAccounts(bytes([...most, changed]))).toBeNull();
  });
});
