import type { AppSettings, OAuthApp } from '../token';

export function createSalesforceApp(_settings: AppSettings): OAuthApp {
  throw new Error('not yet');
}
