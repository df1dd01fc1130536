/**
 * How many calls the private apps of the account have made since its midnight. OAuth apps have no day, and are not told:
 * theirs stands in HubSpot's pages alone (HubSpot docs 2026-03).
 */
import { CallFailure, type Usage } from '../connector';
import { asDate, asJson, asList, asWhole } from '../json';
import type { Send } from './client';
import { get } from './get';

const path = '/account-info/v3/api-usage/daily/private-apps';

/** Null when HubSpot has no figure at the moment: it says so in `fetchStatus`. Throws `CallFailure`. */
export async function readUsage(send: Send, baseUrl: string): Promise<Usage | null> {
  const answer = await send<{ readonly usage: Usage | null }>({
    method: 'GET',
    endpoint: path,
    object: 'account',
    rows: 0,
    writes: false,
    send: (_client, perCall, token) => get({ url: `${baseUrl}${path}`, token }, perCall),
    read: (body) => {
      const json = asJson(body);
      if (json === null || !Array.isArray(json['results'])) return null;
      return { usage: usageIn(asJson(asList(json['results'])[0])) };
    },
  });
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value.usage;
}

function usageIn(result: ReturnType<typeof asJson>): Usage | null {
  const limit = asWhole(result?.['usageLimit']);
  const used = asWhole(result?.['currentUsage']);
  if (result?.['fetchStatus'] !== 'SUCCESS' || limit === null || used === null) return null;
  return { limit, used, kind: 'midnight', resetsAt: asDate(result['resetsAt']) };
}
