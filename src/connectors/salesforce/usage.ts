/**
 * How many calls all programs together have made in the last 24 hours. Whoever asks needs "View Setup and Configuration";
 * the figures are right within some five minutes (Salesforce docs 2026-03).
 */
import { CallFailure, type Usage } from '../connector';
import { asJson, asWhole } from '../json';
import type { Send } from './call';

/** Throws `CallFailure`. */
export async function readUsage(send: Send): Promise<Usage> {
  const answer = await send<Usage>({
    method: 'GET',
    path: 'limits',
    endpoint: '/services/data/limits',
    object: 'Organization',
    rows: 0,
    writes: false,
    read: (body) => {
      const requests = asJson(asJson(body)?.['DailyApiRequests']);
      const limit = asWhole(requests?.['Max']);
      const left = asWhole(requests?.['Remaining']);
      if (limit === null || left === null) return null;
      return { limit, used: Math.max(0, limit - left), kind: 'rolling', resetsAt: null };
    },
  });
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value;
}
