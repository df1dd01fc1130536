/** Tokens, and what is said of those that are no good. */
import { appFields, form, install } from '../drives/oauth';
import type { Exchange } from '../exchange';
import type { Stage } from '../stage';
import type { Samples } from './sample';
import { refusal } from './sample';

const path = '/oauth/2026-09/token';

const refreshed =
  (more: Readonly<Record<string, string>>) =>
  async (stage: Stage): Promise<Exchange> => {
    const { refreshToken } = await install(stage, ['oauth', 'crm.objects.contacts.read']);
    const fields = { grant_type: 'refresh_token', ...appFields(stage), refresh_token: refreshToken };
    return stage.exchange(`POST ${path}`, form({ ...fields, ...more }));
  };
const refused = (error: string, status: string, message: string): unknown => ({
  error,
  error_description: message,
  status,
  message,
});

export const oauthSamples: Samples = {
  'a token that was refreshed': {
    source: 'HubSpot docs 2026-03',
    ask: refreshed({}),
    status: 200,
    body: {
      token_type: 'bearer',
      refresh_token: 'na1-aaaa-1234',
      access_token: 'CIrToaiiMhIH',
      expires_in: 1800,
      hub_id: 1234567,
      scopes: ['oauth', 'crm.objects.contacts.read'],
      user_id: 70913,
      token_use: 'access_token',
    },
    free: ['refresh_token', 'access_token'],
  },
  'a refresh token that nobody has': {
    source: 'HubSpot docs 2026-03',
    ask: refreshed({ refresh_token: 'na1-nobody' }),
    status: 400,
    body: refused('invalid_grant', 'BAD_REFRESH_TOKEN', 'refresh token is invalid, expired or revoked'),
  },
  'an account that is gone': {
    source: 'seen by others 2026',
    ask: async (stage) => {
      await stage.control('POST', 'token', { hubGone: true });
      return refreshed({})(stage);
    },
    status: 400,
    body: refused('access_denied', 'BAD_HUB', 'missing or unknown hub id'),
  },
  'an app with another secret': {
    source: 'seen by others 2026',
    ask: refreshed({ client_secret: 'x' }),
    status: 400,
    body: refused('invalid_client', 'BAD_CLIENT_SECRET', 'missing or invalid client secret'),
    free: ['message', 'error_description'],
  },
  'an app that nobody knows': {
    source: 'seen by others 2026',
    ask: refreshed({ client_id: 'x' }),
    status: 400,
    body: refused('invalid_client', 'BAD_CLIENT_ID', 'missing or unknown client id'),
    free: ['message', 'error_description'],
  },
  'a code that nobody has': {
    source: 'seen by others 2026',
    ask: refreshed({ grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://app.example.com' }),
    status: 400,
    body: refused('invalid_grant', 'BAD_AUTH_CODE', 'missing or unknown auth code'),
    free: ['message', 'error_description'],
  },
  'what is known of an access token': {
    source: 'HubSpot docs 2026-03',
    ask: async (stage) => {
      const { accessToken } = await install(stage, ['oauth']);
      return stage.exchange(`POST ${path}/introspect`, form({ ...appFields(stage), token: accessToken }));
    },
    status: 200,
    body: {
      active: true,
      token: 'CIrToaiiMhIH',
      hub_id: 1234567,
      user_id: 70913,
      client_id: 'e3a0b3c1-3f6a-4d8d-9f0b-1c2d3e4f5a6b',
      app_id: 3496476,
      user: 'owner@example.com',
      hub_domain: 'example.com',
      scopes: ['oauth'],
      expires_in: 1800,
      token_use: 'access_token',
      token_type: 'bearer',
    },
    free: ['token', 'client_id', 'user', 'hub_domain'],
  },
  'what is known of a token that nobody has': {
    source: 'seen by others 2026',
    ask: (stage) => stage.exchange(`POST ${path}/introspect`, form({ ...appFields(stage), token: 'nobody' })),
    status: 200,
    body: { active: false },
  },
  'a scope that is missing': {
    source: 'recorded 2025-11',
    ask: async (stage) => {
      const { accessToken } = await install(stage, ['oauth']);
      return stage.exchange('GET /crm/v3/objects/contacts', { token: accessToken });
    },
    status: 403,
    body: refusal('One or more of the following scopes are required.', {
      context: { requiredGranularScopes: ['crm.objects.contacts.read'] },
      links: { scopes: 'https://developers.hubspot.com/scopes' },
      category: 'MISSING_SCOPES',
    }),
  },
};
