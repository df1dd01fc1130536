import type { QuotaLeft } from '../connector';

type Headers = Readonly<Record<string, string>>;

/**
 * What HubSpot says is left: of its ten seconds and of the day (docs "API usage guidelines", 2026-03). Search answers say
 * neither, those to OAuth apps nothing of a day. `-Secondly` is still sent and not enforced, so it is not read.
 */
export function quotaLeft(headers: Headers): readonly QuotaLeft[] {
  const burst = whole(headers['x-hubspot-ratelimit-remaining']);
  const windowMs = whole(headers['x-hubspot-ratelimit-interval-milliseconds']);
  const max = whole(headers['x-hubspot-ratelimit-max']);
  const day = whole(headers['x-hubspot-ratelimit-daily-remaining']);
  const daily = whole(headers['x-hubspot-ratelimit-daily']);
  return [
    ...(burst === null ? [] : [{ window: 'burst' as const, windowMs, remaining: burst, limit: max }]),
    ...(day === null ? [] : [{ window: 'day' as const, kind: 'midnight' as const, remaining: day, limit: daily }]),
  ];
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;
}
