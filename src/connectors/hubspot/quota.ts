import type { QuotaLeft } from '../connector';

type Headers = Readonly<Record<string, string>>;

/**
 * What HubSpot says is left: of its ten seconds and of the day (docs "API usage guidelines", 2026-03). Search answers say
 * neither, those to OAuth apps nothing of a day. `-Secondly` is still sent and not enforced, so it is not read.
 */
export function quotaLeft(headers: Headers): readonly QuotaLeft[] {
  const burst = whole(headers['x-hubspot-ratelimit-remaining']);
  const day = whole(headers['x-hubspot-ratelimit-daily-remaining']);
  return [
    ...(burst === null
      ? []
      : [{ window: 'burst' as const, remaining: burst, limit: whole(headers['x-hubspot-ratelimit-max']) }]),
    ...(day === null
      ? []
      : [{ window: 'day' as const, remaining: day, limit: whole(headers['x-hubspot-ratelimit-daily']) }]),
  ];
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;
}
