/** How the token endpoints say no: RFC 6749's `error` beside HubSpot's `status` (contract tests of several vendors, 2026). */
import type { Answer } from './route';

/** HubSpot's name of what is wrong, and RFC 6749's. Those of the last three are unverified. */
const errors = {
  BAD_REFRESH_TOKEN: 'invalid_grant',
  BAD_AUTH_CODE: 'invalid_grant',
  EXPIRED_AUTH_CODE: 'invalid_grant',
  BAD_CODE_VERIFIER: 'invalid_grant',
  BAD_HUB: 'access_denied',
  BAD_CLIENT_ID: 'invalid_client',
  BAD_CLIENT_SECRET: 'invalid_client',
  BAD_GRANT_TYPE: 'unsupported_grant_type',
  BAD_REDIRECT_URI: 'invalid_request',
  BAD_REQUEST: 'invalid_request',
} as const;

export type OAuthStatus = keyof typeof errors;

export class OAuthRefused extends Error {
  constructor(
    readonly status: OAuthStatus,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'OAuthRefused';
  }
}

/** Runs an OAuth route; what it throws as refused is answered. */
export function answerOAuth(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OAuthRefused)) throw error;
    const { status, detail } = error;
    return {
      status: 400,
      body: { error: errors[status], error_description: detail, status, message: detail },
    };
  }
}
