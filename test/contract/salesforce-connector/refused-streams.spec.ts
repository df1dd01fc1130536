import type { EventStreamEnd } from '../../../src/connectors/event-stream';
import { openChangeEvents } from '../../../src/connectors/salesforce/streaming';
import { startOrg, type Org } from './org';

describe('a stream of change events whose tokens are all refused', () => {
  let org: Org;
  beforeAll(async () => {
    org = await startOrg();
  });
  afterAll(() => org.close());

  it('is tried with one other token, and no further', async () => {
    let asked = 0;
    const token = (): Promise<{ readonly ok: true; readonly value: string }> => {
      asked += 1;
      if (asked > 5) throw new Error('it refreshes for ever');
      return Promise.resolve({ ok: true, value: `00D!refused-${asked}` });
    };
    const end = await new Promise<EventStreamEnd>((resolve) => {
      openChangeEvents(
        { token, baseUrl: org.url, accountId: '00D', after: null },
        { onOpen: () => undefined, onEvents: () => undefined, onEnd: resolve },
      );
    });
    expect(end).toMatchObject({ kind: 'failed', failure: { kind: 'reauth' } });
    expect(asked).toBe(2);
  });
});
