import { Org } from './org';

describe('sessions', () => {
  it('are found by the whole of their ids, and end one by one', () => {
    const { sessions, token, integrationUserId } = new Org();
    sessions.add('another', { userId: integrationUserId });
    expect(sessions.find(token.slice(0, -1))).toBeUndefined();
    expect([sessions.end('another'), sessions.end('another')]).toEqual([true, false]);
    expect(sessions.find('another')).toBeUndefined();
    expect(sessions.find(token)).toEqual({ userId: integrationUserId });
  });

  it('are not ended by hiding whether users are active', () => {
    const org = new Org();
    org.sObjectType('User')!.setHidden('IsActive', true);
    expect(org.sessions.find(org.token)).toEqual({ userId: org.integrationUserId });
  });
});
