import { Portal } from '../portal/portal';
import { eventFor } from './event';
import type { Happening } from './happening';

describe('events of webhooks', () => {
  const portal = new Portal({});
  const at = 1_795_219_200_000;
  const tell = (happening: Happening, objectTypeId?: string): Record<string, unknown> => {
    const source = { type: 'CRM_UI', id: 'userId:1' } as const;
    const eventType = `${objectTypeId === undefined ? 'contact' : 'object'}.${happening.kind}`;
    const subject = { eventType, ...(objectTypeId !== undefined && { objectTypeId }) };
    const subscription = { id: '7', ...subject, active: true, createdAt: at, updatedAt: null };
    return eventFor({ portal, source, eventId: 5 }, subscription, happening);
  };
  const head = {
    eventId: 5,
    subscriptionId: 7,
    portalId: portal.portalId,
    appId: portal.appId,
    occurredAt: at,
    attemptNumber: 0,
  };
  const author = { changeSource: 'CRM_UI', sourceId: 'userId:1' };

  it('of a merge name the winner, the losers and the record that is there afterwards, and no object', () => {
    const merge: Happening = {
      ...{ kind: 'merge', object: '0-1', at },
      ...{ primaryId: '11', mergedIds: ['11', '12'], newId: '13', propertiesMoved: 4 },
    };
    const merged = { primaryObjectId: 11, mergedObjectIds: [11, 12], newObjectId: 13, numberOfPropertiesMoved: 4 };
    expect(tell(merge)).toEqual({ ...head, subscriptionType: 'contact.merge', ...merged, ...author });
    expect(tell(merge, '0-1')).toMatchObject({ subscriptionType: 'object.merge', ...merged, objectTypeId: '0-1' });
  });

  it.each(['restore', 'privacyDeletion'] as const)('of a %s name the object and nothing else', (kind) => {
    const told = tell({ kind, object: '0-1', at, id: '11' });
    expect(told).toEqual({ ...head, subscriptionType: `contact.${kind}`, objectId: 11, ...author });
  });
});
