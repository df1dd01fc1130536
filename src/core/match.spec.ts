import { decideAccepted, decideMatch, type Match, type MatchQuestion } from './match';
import type { RemoteRecord } from './record';

const hit = (id: string, key?: string): RemoteRecord => ({
  id,
  properties: key === undefined ? {} : { tandem_id: key },
});
const ask = (hits: readonly RemoteRecord[], more: Partial<MatchQuestion> = {}): ReturnType<typeof decideMatch> =>
  decideMatch({
    key: '1042',
    keyProperty: 'tandem_id',
    hits,
    holderOf: () => undefined,
    uniqueInCrm: true,
    field: 'email',
    ...more,
  });

describe('first contact', () => {
  it('adopts the record that carries our own key, even among others', () => {
    expect(ask([hit('7'), hit('8', '1042'), hit('9')])).toEqual({ kind: 'adopt', record: hit('8', '1042') });
  });

  it('reads a key without case, as the CRM compares it', () => {
    expect(ask([hit('8', 'A1~16A36E86')], { key: 'a1~16a36e86' }).kind).toBe('adopt');
  });

  it('adopts the only record that is free', () => {
    expect(ask([hit('7')])).toEqual({ kind: 'adopt', record: hit('7') });
    expect(ask([hit('7', ''), hit('8', '2000')])).toEqual({ kind: 'adopt', record: hit('7', '') });
  });

  it('takes a record that another link holds for taken, key or no key', () => {
    const holderOf = (id: string): string | undefined => (id === '7' ? '2000' : undefined);
    expect(ask([hit('7'), hit('8')], { holderOf })).toEqual({ kind: 'adopt', record: hit('8') });
  });

  it('asks a person when several are free, and names them', () => {
    const match = ask([hit('7'), hit('8'), hit('9', '2000')]);
    expect(match).toMatchObject({
      kind: 'ask',
      reason: { code: 'ambiguous-match', field: 'email', candidates: ['7', '8'] },
    });
  });

  it('asks a person when the one that matches is taken and the CRM refuses a second', () => {
    expect(ask([hit('7', '2000')])).toMatchObject({
      kind: 'ask',
      reason: { code: 'match-taken', field: 'email', candidates: ['7'] },
    });
    const held = ask([hit('7')], { holderOf: () => '2000' });
    expect(held.kind === 'ask' && held.reason.message).toContain('belongs to record 2000 already');
  });

  it('creates when the one that matches is taken and the CRM allows a second', () => {
    expect(ask([hit('7', '2000')], { uniqueInCrm: false })).toEqual({ kind: 'create' });
  });

  it('creates when none matches', () => {
    expect(ask([])).toEqual({ kind: 'create' });
  });
});

describe('first contact where records that nobody ordered for are ignored', () => {
  const ignoring = { ignoresOthers: true };

  it('still adopts the record that carries our own key', () => {
    expect(ask([hit('7'), hit('8', '1042')], ignoring)).toEqual({ kind: 'adopt', record: hit('8', '1042') });
  });

  it('creates beside one that matches, or asks where the CRM refuses a second', () => {
    expect(ask([hit('7')], { ...ignoring, uniqueInCrm: false })).toEqual({ kind: 'create' });
    expect(ask([hit('7')], ignoring)).toMatchObject({
      kind: 'ask',
      reason: { code: 'match-ignored', field: 'email', candidates: ['7'] },
    });
    expect(ask([hit('7', '2000')], ignoring)).toMatchObject({ kind: 'ask', reason: { code: 'match-taken' } });
  });
});

describe('a record that was accepted as a new one of the CRM', () => {
  const agreed = { email: 'a@x.de' };
  const join = (record: RemoteRecord, holder?: string): Match =>
    decideAccepted(record, { key: '1042', keyProperty: 'tandem_id', holderOf: () => holder, agreed });

  it('adopts it when it is free or carries our own key, and knows what both have said', () => {
    expect(join(hit('7'))).toEqual({ kind: 'adopt', record: hit('7'), agreed });
    expect(join(hit('7', '1042'))).toEqual({ kind: 'adopt', record: hit('7', '1042'), agreed });
  });

  it.each([
    ['carries another key', hit('7', '2000'), undefined],
    ['is held by another link', hit('7'), '2000'],
  ])('asks a person when it %s by now', (_what, record, holder) => {
    expect(join(record, holder)).toMatchObject({ kind: 'ask', reason: { code: 'match-taken', candidates: ['7'] } });
  });
});
