/** All that OAuth serves. */
import type { Route } from '../http/route';
import { authorizeRoutes } from './authorize-routes';
import { identityRoutes } from './identity-routes';
import type { OAuth } from './oauth';
import { tokenLifeRoutes } from './token-life-routes';
import { tokenRoutes } from './token-routes';

export function oauthRoutes(oauth: OAuth): Route[] {
  return [...authorizeRoutes(oauth), ...tokenRoutes(oauth), ...tokenLifeRoutes(oauth), ...identityRoutes(oauth)];
}
