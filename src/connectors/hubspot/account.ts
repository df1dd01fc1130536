/** Who the token belongs to. */
import { CallFailure, type Account } from '../connector';
import { asJson, asText } from '../json';
import type { Send } from './client';
import { get } from './get';

const path = '/account-info/v3/details';

/** Every other is a production account, STANDARD and what HubSpot may add alike — HubSpot docs, 2026-03. */
const testTypes: readonly (string | null)[] = ['DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER'];

/** Throws `CallFailure`. */
export async function readAccount(send: Send, baseUrl: string): Promise<Account> {
  const answer = await send<Account>({
    method: 'GET',
    endpoint: path,
    object: 'account',
    rows: 0,
    writes: false,
    send: (_client, perCall, token) => get({ url: `${baseUrl}${path}`, token }, perCall),
    read: (body) => {
      const json = asJson(body);
      const accountId = asText(json?.['portalId']);
      const timeZone = asText(json?.['timeZone']);
      if (accountId === null || timeZone === null) return null;
      const isTest = testTypes.includes(asText(json?.['accountType']));
      return {
        accountId,
        kind: isTest ? 'test' : 'production',
        timeZone,
        currency: asText(json?.['companyCurrency']),
      };
    },
  });
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value;
}
