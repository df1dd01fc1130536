/** From a request of the connections API to values: checked once, here; every wrong field is named. */
import type { z } from 'zod';
import { accountUrls, crmUrls, isOfCrm } from '../core/crm';
import { connectionBody, connectionIdPattern, connectionIdRule, pauseBody, resumeBody } from './connection-bodies';
import { messageUrlBody } from './message-url-bodies';
import { parseBody } from './parse-body';
import { Problem } from './problem';

export type SaidConnection = z.output<typeof connectionBody>;

export function parseConnectionId(id: string): string {
  if (connectionIdPattern.test(id)) return id;
  throw new Problem('invalid-request', `The id in the path ${connectionIdRule}.`, [
    { field: 'id', reason: connectionIdRule },
  ]);
}

export const noConnection = (id: string): Problem =>
  new Problem('not-found', `There is no connection ${id}; make it with PUT /v1/connections/${id}.`);

/** @param allowed origins that `url` may be, besides the CRM's own; a request of ours must not be sent into the operator's network by a tenant */
export function parseConnection(body: unknown, allowed: readonly string[]): SaidConnection {
  const said = parseBody(connectionBody, body, 'Nothing was connected');
  if (said.url === undefined) return said;
  const { origin } = new URL(said.url);
  if (isOfCrm(said.crm, origin) || allowed.includes(origin)) return { ...said, url: origin };
  const own = accountUrls[said.crm];
  const reason = `must be ${[own ? `an address like ${own.example}` : crmUrls[said.crm], ...allowed].join(' or ')}; the operator allows others with CRM_URLS`;
  throw new Problem('invalid-request', `Nothing was connected: url ${reason}.`, [{ field: 'url', reason }]);
}

export const parsePause = (body: unknown): z.output<typeof pauseBody> =>
  parseBody(pauseBody, body ?? {}, 'Nothing was paused');

export function parseResume(body: unknown): void {
  parseBody(resumeBody, body ?? {}, 'Nothing was resumed');
}

export function parseMessageUrl(body: unknown): void {
  parseBody(messageUrlBody, body ?? {}, 'No URL was made');
}

/** The name of a connection in a cursor. */
export const readConnectionName = ([id]: readonly unknown[]): string | null =>
  typeof id === 'string' && connectionIdPattern.test(id) ? id : null;
