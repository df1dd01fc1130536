import { own, said, sample } from '../../test/support/sample-mapping';
import { newLink, type Link } from './link';
import type { ObjectMapping } from './mapping';
import type { Look } from './look';
import { planSync, type SyncPlan } from './plan';
import type { RemoteRecord } from './record';

const now = new Date('2026-03-01T12:00:00Z');
const record: RemoteRecord = {
  id: '8',
  properties: { p_name: 'Anna', p_email: 'own@x.de' },
  alsoHolds: { p_email: ['Anna@X.de', 'other@x.de'] },
};

describe.each(['push', 'both'] as const)(
  'a value that a CRM record holds beside its own, in a field that flows by %s',
  (direction) => {
    const mapping: ObjectMapping = { ...sample, fields: sample.fields.map((line) => ({ ...line, direction })) };

    function planned(email: string, more: Partial<Look>): SyncPlan {
      const look = {
        link: newLink('4711'),
        parents: {},
        remote: { kind: 'unread' },
        match: null,
        url: null,
        now,
      } as const;
      const plan = planSync(mapping, own, { ...look, record: said({ name: 'Anna', email }), ...more });
      if (plan.kind !== 'sync') throw new Error(`planned ${plan.kind}`);
      return plan;
    }

    it('is agreed on at first contact: written, it would take the place of the record’s own', () => {
      const plan = planned('anna@x.de', { match: { kind: 'adopt', record } });
      expect(plan.write?.properties).toEqual({ tandem_id: '4711', tandem_revision: '1' });
      expect(plan).toMatchObject({ decided: {}, localBase: { email: 'anna@x.de' }, remoteBase: { email: 'own@x.de' } });
    });

    it('is agreed on when the answer to the first write was lost', () => {
      const link: Link = {
        ...newLink('4711'),
        issuedNumber: 1,
        intents: [{ number: 1, at: now.toISOString(), fields: {} }],
      };
      const properties = { ...record.properties, tandem_id: '4711' };
      const plan = planned('anna@x.de', { link, remote: { kind: 'found', record: { ...record, properties } } });
      expect(plan.write?.properties ?? {}).not.toHaveProperty('p_email');
      expect(plan.decided).not.toHaveProperty('email');
    });

    it('is written when it is not the one that the order system says', () => {
      const plan = planned('new@x.de', { match: { kind: 'adopt', record } });
      expect(plan.write?.properties).toMatchObject({ p_email: 'new@x.de' });
    });

    it('is news when the order system says it later', () => {
      const { localBase, remoteBase } = planned('anna@x.de', { match: { kind: 'adopt', record } });
      const link: Link = { ...newLink('4711'), externalId: '8', state: 'synced', localBase, remoteBase };
      const plan = planned('other@x.de', { link, remote: { kind: 'found', record } });
      expect(plan.write?.properties).toMatchObject({ p_email: 'other@x.de' });
    });
  },
);
