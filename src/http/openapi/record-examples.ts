/** How a record stands, as the document shows it. */
import { crms } from '../../core/crm';

export const exampleLink = {
  connectionId: crms[0],
  crm: crms[0],
  state: 'synced',
  reason: null,
  owner: null,
  remedy: null,
  externalId: '151',
  attempts: 0,
  syncedAt: '2026-11-22T09:30:01.000Z',
  stateSince: '2026-11-22T09:30:01.000Z',
  dueAt: null,
};

export const exampleExplanation = {
  field: 'name',
  said: { value: 'Ours', since: '2026-11-22T09:29:00.000Z', requestId: 'import-7' },
  connections: [
    {
      connectionId: crms[0],
      state: 'synced',
      reason: null,
      owner: null,
      remedy: null,
      rule: { direction: 'both', policy: 'order-system', enforce: false, clear: false },
      mappingVersion: '1-5f3a9c0e',
      localBase: 'Ours',
      remoteBase: 'Ours',
    },
  ],
  chain: [
    {
      at: '2026-11-22T09:30:01.000Z',
      connectionId: crms[0],
      what: 'updated',
      why: 'write 3',
      from: 'Before',
      to: 'Ours',
      over: 'Theirs',
      requestId: 'import-7',
      crmRequestId: '0f1d6e9a-7a43-4a7e-9d5f-4b8c2c1a9e10',
      signals: ['live'],
      mappingVersion: '1-5f3a9c0e',
    },
  ],
};
