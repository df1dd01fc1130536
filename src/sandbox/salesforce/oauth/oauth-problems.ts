/** How the token endpoints say no (contract 9, the table). All with 400; texts marked there as unverified are so here. */
import type { Answer } from '../http/route';

/** `[error, error_description]`. */
const problems = {
  /** A refresh token that was revoked, rotated away, left idle or never given out. */
  deadToken: ['invalid_grant', 'expired access/refresh token'],
  /** A code that was used or is too old, and also an assertion that is (simple-salesforce issues 371, 491). */
  deadCode: ['invalid_grant', 'expired authorization code'],
  unknownClient: ['invalid_client_id', 'client identifier invalid'],
  /** unverified */
  wrongSecret: ['invalid_client', 'invalid client credentials'],
  /** Salesforce docs; several clients were also told `audience is invalid`. */
  wrongAudience: ['invalid_grant', 'Audience validation failed'],
  /** Not signed by a key of the app, or no JWT at all (frankkessler/salesforce-laravel-oauth2-rest issue 68). */
  badAssertion: ['invalid_grant', 'invalid assertion'],
  /** unverified */
  inactiveUser: ['invalid_grant', 'inactive user'],
  notApproved: ['invalid_grant', "user hasn't approved this consumer"],
  /** sf-jwt-token issue 1 (2021). */
  unknownGrantType: ['unsupported_grant_type', 'grant type not supported'],
  /** petewarden/salesforce_restphp_example issue 1, at the page. */
  wrongRedirect: ['redirect_uri_mismatch', 'redirect_uri must match configuration'],
  /** unverified */
  wrongVerifier: ['invalid_grant', 'invalid code verifier'],
  /** A verifier where the page was given no challenge (sfdx-core issue 166). */
  strayVerifier: ['invalid_grant', 'unexpected code verifier'],
  /** activepieces issue 15615 (2026-09). */
  missingChallenge: ['invalid_request', 'missing required code challenge'],
  /** unverified */
  unknownChallenge: ['invalid_request', 'code_challenge_method must be S256 or plain'],
  /** unverified */
  unknownResponseType: ['unsupported_response_type', 'response type not supported'],
  /** unverified */
  wrongScope: ['invalid_scope', 'the requested scope is not allowed'],
  denied: ['access_denied', 'end-user denied authorization'],
  unreadableToken: ['unsupported_token_type', 'this token type is not supported'],
  /** The code is documented, the text is unverified. */
  unknownToken: ['invalid_token', 'invalid token'],
} as const;

export type OAuthProblem = keyof typeof problems;

export class OAuthRefused extends Error {
  constructor(readonly problem: OAuthProblem) {
    super(problems[problem][1]);
    this.name = 'OAuthRefused';
  }
}

export function problemFields(problem: OAuthProblem): { readonly error: string; readonly error_description: string } {
  const [error, description] = problems[problem];
  return { error, error_description: description };
}

/** As the pages and the revocation say it (omniphx/forrest issue 213): a form, with `%20` for a space. */
export function problemText(problem: OAuthProblem): string {
  return Object.entries(problemFields(problem))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Runs the work; what it throws as refused is answered as JSON. */
export function answerOAuth(work: () => Answer): Answer {
  try {
    return { ...work(), headers: { 'Cache-Control': 'no-store' } };
  } catch (error) {
    if (!(error instanceof OAuthRefused)) throw error;
    return {
      status: 400,
      body: problemFields(error.problem),
      headers: { 'Cache-Control': 'no-store' },
      tally: { failed: 1 },
    };
  }
}
