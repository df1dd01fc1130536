/** Why an account was not connected, in the words of the API: a stable code, what the CRM said, what to do next. */
import type { FastifyReply } from 'fastify';
import { capitalised } from '../core/capitalised';
import { appSettingsOf, exampleUrlOf, type Crm } from '../core/crm';
import type { Failure } from '../core/failure';
import { ConnectRefused } from '../operate/connect-refused';
import { Problem } from './problem';

interface Asked {
  readonly crm: Crm;
  readonly reply: FastifyReply;
  readonly now: Date;
}

/** What to throw for an error of `connect`; sets Retry-After where waiting helps. Any other error stays what it is. */
export function connectProblem(error: unknown, { crm, reply, now }: Asked): unknown {
  if (!(error instanceof ConnectRefused)) return error;
  const { refusal } = error;
  switch (refusal.code) {
    case 'crm':
      return crmProblem(refusal.failure, capitalised(error.message), { crm, reply, now });
    case 'app':
      return new Problem(
        'connection-refused',
        `${capitalised(error.message)} Ask the operator to set ${appSettingsOf(refusal.crm)} to the app ` +
          `that "refreshToken" was given to, or send a "token".`,
      );
    case 'said-in-mapping':
      return new Problem(
        'conflict',
        `${capitalised(error.message)} Say it in PUT /v1/connections/{id}/mapping, and leave it out here.`,
      );
    case 'first-load-said':
      return new Problem('conflict', `${capitalised(error.message)} Leave "firstLoad" out.`);
    case 'no-url':
      return new Problem(
        'connection-refused',
        `${capitalised(error.message)} Send its address as "url", like ${exampleUrlOf(refusal.crm)}.`,
      );
    case 'account-taken':
      return new Problem(
        'conflict',
        `${capitalised(error.message)} Renew it with PUT /v1/connections/${refusal.takenBy}.`,
      );
    case 'other-account':
      return new Problem('connection-refused', `${capitalised(error.message)} Choose another name in the path.`);
    case 'unconfirmed-account':
      return new Problem('connection-refused', `${capitalised(error.message)} Check "token" and "confirmAccount".`);
    case 'production-account': {
      const ways =
        'Send "environment": "production", or, to use exactly this production account for tests, ' +
        `"confirmAccount": "${refusal.accountId}".`;
      return new Problem('connection-refused', `${capitalised(error.message)} ${ways}`);
    }
  }
}

/** A CRM that has trouble of its own is asked again by then, when it does not say itself. */
const retryAfterSeconds = 10;

function crmProblem(failure: Failure, said: string, { crm, reply, now }: Asked): Problem {
  switch (failure.kind) {
    case 'retry':
    case 'stale':
    case 'unknown':
      void reply.header('retry-after', retryAfterSeconds);
      return new Problem('crm-unavailable', `${said} Nothing was changed here; send it again after Retry-After.`);
    case 'throttled':
      void reply.header('retry-after', Math.max(1, Math.ceil((failure.until.getTime() - now.getTime()) / 1000)));
      return new Problem('crm-unavailable', `${said} Nothing was changed here; send it again after Retry-After.`);
    case 'reauth':
      return new Problem(
        'connection-refused',
        `${said} Make a token with the scopes of docs/how-to/connect-${crm}.md.`,
      );
    case 'rejected':
    case 'gone':
    case 'duplicate':
      return new Problem('connection-refused', `${said} Correct it in the CRM, then send it again.`);
  }
}
