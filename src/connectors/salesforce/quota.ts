import type { QuotaLeft } from '../connector';

/**
 * What Salesforce says is left of the day: `api-usage=25/15000; per-app-api-usage=17/250(appName=sample-app)`. The second
 * clause is there when the app has a limit of its own (simple-salesforce, 2026); the smaller remainder is what counts.
 * The day rolls: a call is given back 24 hours after it was made (Salesforce docs 2026-03).
 */
export function quotaLeft(headers: Readonly<Record<string, string>>): readonly QuotaLeft[] {
  const said = [
    ...(headers['sforce-limit-info'] ?? '').matchAll(/(?:^|[;\s])(?:per-app-)?api-usage=(\d{1,12})\/(\d{1,12})/g),
  ];
  const left = said.map(([, used, limit]): QuotaLeft => {
    // Paid orgs may go above their limit for a while (Salesforce docs 2026-03).
    const remaining = Math.max(0, Number(limit) - Number(used));
    return { window: 'day', kind: 'rolling', remaining, limit: Number(limit) };
  });
  const [scarcest] = left.sort((a, b) => a.remaining - b.remaining);
  return scarcest === undefined ? [] : [scarcest];
}
