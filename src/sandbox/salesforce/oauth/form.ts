/** What OAuth's endpoints are given: form fields, in the body or in the address. */
import { sameSecret } from '../../common/same-secret';
import type { Call } from '../http/route';
import type { ConnectedApp } from './connected-app';
import { OAuthRefused } from './oauth-problems';

export type Form = URLSearchParams;

/** A body of another kind, JSON among them, has no fields; that the address may have some as well is unverified. */
export function formOf({ headers, body, query }: Call): Form {
  const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
  return new URLSearchParams([...query, ...(isForm ? new URLSearchParams(body) : [])].reverse());
}

/** By fields or by `Authorization: Basic`. A secret that is given must be right, also where none is asked for. */
export function requireClient(app: ConnectedApp, call: Call, form: Form): void {
  const { id, secret } = credentialsOf(call, form);
  if (id !== app.clientId) throw new OAuthRefused('unknownClient');
  if (secret === null && !app.requireSecret) return;
  if (!sameSecret(secret ?? '', app.clientSecret)) throw new OAuthRefused('wrongSecret');
}

function credentialsOf(call: Call, form: Form): { readonly id: string | null; readonly secret: string | null } {
  const [, basic] = /^Basic\s+(\S+)$/i.exec(call.headers.authorization ?? '') ?? [];
  if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const [id = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id, secret: rest.join(':') };
}
