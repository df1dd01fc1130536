import { describeSilence, isSilent, webhookStateOf, type WebhookHealth } from './webhook-health';

const now = new Date('2026-03-01T12:00:00Z');
const ago = (ms: number): Date => new Date(now.getTime() - ms);
const minuteMs = 60_000;

/** As little as is silent. */
const silent: WebhookHealth = {
  webhooksAt: ago(10 * minuteMs + 1),
  unannounced: 10,
  unannouncedSince: ago(2 * minuteMs + 1),
  silentSince: null,
};

describe('webhooks', () => {
  it('are silent when none came for ten minutes while polling found ten changes that none announced', () => {
    expect(isSilent(silent, now)).toBe(true);
  });

  it.each<[string, Partial<WebhookHealth>]>([
    ['while one came in the last ten minutes', { webhooksAt: ago(10 * minuteMs) }],
    ['for fewer than ten changes', { unannounced: 9 }],
    ['while those who found them may only have been faster', { unannouncedSince: ago(2 * minuteMs) }],
    ['where none ever came', { webhooksAt: null }],
    ['for nothing that polling found', { unannounced: 0, unannouncedSince: null }],
    ['by a clock that is behind', { webhooksAt: ago(-minuteMs) }],
  ])('are not silent %s', (_when, but) => {
    expect(isSilent({ ...silent, ...but }, now)).toBe(false);
  });

  it('stand as they were judged last: none before the first, whatever is found', () => {
    expect(webhookStateOf({ ...silent, webhooksAt: null })).toBe('none');
    expect(webhookStateOf(silent)).toBe('ok');
    expect(webhookStateOf({ ...silent, silentSince: now })).toBe('silent');
  });

  it('that are silent are told of in words', () => {
    expect(describeSilence({ ...silent, unannounced: 12, webhooksAt: ago(0) })).toBe(
      'polling found 12 changes that no webhook announced since the last one came at 2026-03-01T12:00:00.000Z',
    );
  });
});
