import type { Connector } from '../connectors/connector';
import type { Failure, Outcome } from '../core/failure';
import type { SyncPlan } from '../core/plan';
import type { RemoteRecord } from '../core/record';
import type { Batch } from './engine';
import { push } from './push';

const association = { field: 'companyId', parent: 'company', toObject: 'Account', property: 'AccountId' } as const;
const rejected = (property?: string): Failure => ({
  kind: 'rejected',
  code: 'FIELD_INTEGRITY_EXCEPTION',
  message: 'No.',
  ...(property !== undefined && { property }),
});

/** Pushes one update of a child that is to hang on an account, and answers what was sent and what came of it. */
async function pushChild(outcome: Outcome<RemoteRecord>) {
  const update = jest.fn(() => Promise.resolve([outcome]));
  const associate = jest.fn(() => Promise.resolve([{ ok: true, value: null }]));
  const connector = { update, associate } as unknown as Connector;
  const batch = { connector, call: {}, mapping: { remoteObject: 'Contact', associations: [association] } };
  const plan = {
    kind: 'sync',
    link: { externalId: '003' },
    write: { how: 'update', externalId: '003', key: '1', properties: { Email: 'ada@example.com' } },
    associate: { companyId: { to: '001', from: ['009'] } },
    lines: { upsert: [], archive: [] },
  };
  const [results] = await push(batch as unknown as Batch, [plan as unknown as SyncPlan]);
  return { update, associate, results };
}

describe('a parent that the CRM keeps in a property of its child', () => {
  it('is written along with the child, and joined by no call of its own', async () => {
    const { update, associate, results } = await pushChild({ ok: true, value: { id: '003', properties: {} } });
    const row = { id: '003', properties: { Email: 'ada@example.com', AccountId: '001' } };
    expect(update).toHaveBeenCalledWith({}, 'Contact', [row]);
    expect(associate).not.toHaveBeenCalled();
    expect(results?.associations.get('companyId')).toEqual({ ok: true, value: null });
  });

  it('parks nobody when it is refused: the child is looked at again', async () => {
    const { associate, results } = await pushChild({ ok: false, failure: rejected('AccountId') });
    expect(results?.write).toMatchObject({ ok: false, failure: { kind: 'stale', code: 'FIELD_INTEGRITY_EXCEPTION' } });
    expect(associate).not.toHaveBeenCalledWith({}, expect.anything(), [expect.anything()]);
  });

  it.each([['Email'], [undefined]])('says nothing of a refusal of %s', async (property) => {
    const { results } = await pushChild({ ok: false, failure: rejected(property) });
    expect(results?.write).toEqual({ ok: false, failure: rejected(property) });
  });
});
