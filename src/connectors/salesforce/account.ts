/** Who the token belongs to: the organization, and the user in it. */
import { CallFailure, type Account } from '../connector';
import { asJson, asList, asText } from '../json';
import type { Request, Send } from './call';
import { toLongId } from './ids';

/** One row; every user may read it (Salesforce docs 2026-03). */
const soql = 'SELECT Id, IsSandbox, OrganizationType, TimeZoneSidKey FROM Organization';

/** Without the features, which others find out. Throws `CallFailure`. */
export async function readAccount(send: Send): Promise<Account> {
  return answered(send, {
    path: `query?q=${encodeURIComponent(soql)}`,
    endpoint: '/services/data/query',
    read: (body) => {
      const organization = asJson(asList(asJson(body)?.['records'])[0]);
      const id = asText(organization?.['Id']);
      const timeZone = asText(organization?.['TimeZoneSidKey']);
      if (id === null || timeZone === null) return null;
      const type = asText(organization?.['OrganizationType']);
      // Every other is a production org, trials and what Salesforce may add alike.
      const isTest = organization?.['IsSandbox'] === true || type === 'Developer Edition';
      // An org of one currency says it nowhere in the API; one of many has it on each record.
      return { accountId: toLongId(id), kind: isTest ? 'test' : 'production', timeZone, currency: null };
    },
  });
}

/** The id of the user whose token it is, of 18 characters. Throws `CallFailure`. */
export async function readUserId(send: Send): Promise<string> {
  return answered(send, {
    path: '/services/oauth2/userinfo',
    endpoint: '/services/oauth2/userinfo',
    read: (body) => {
      const id = asText(asJson(body)?.['user_id']);
      return id === null ? null : toLongId(id);
    },
  });
}

async function answered<T>(send: Send, request: Pick<Request<T>, 'path' | 'endpoint' | 'read'>): Promise<T> {
  const answer = await send<T>({ method: 'GET', object: 'Organization', rows: 0, writes: false, ...request });
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value;
}
