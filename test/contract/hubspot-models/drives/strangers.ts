/** Every route, asked by somebody who has no token. */
import type { Stage } from '../stage';
import { operations } from '../generated-api';
import { routeOf } from '../coverage';

export async function driveStrangers(stage: Stage): Promise<void> {
  const { routes } = stage.sandbox;
  const served = operations.filter(({ method, path }) => routeOf(routes, method, path) !== undefined);
  const targets = [...served, ...routes].map(({ method, path }) => `${method} ${path.replace(/\{\w+\}|:\w+/g, '1')}`);
  for (const target of new Set(targets)) await stage.exchange(target, { token: null });
}
