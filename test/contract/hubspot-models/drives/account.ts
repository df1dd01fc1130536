/** The account, its owners, and what it is told over its limits. */
import { Stage } from '../stage';

export async function driveAccount(stage: Stage): Promise<void> {
  await stage.call(200, 'GET /account-info/v3/details');
  await stage.call(200, 'GET /account-info/v3/api-usage/daily/private-apps');
}

export async function driveOwners(stage: Stage): Promise<void> {
  const path = '/crm/v3/owners';
  const { results } = await stage.call(200, `GET ${path}/?limit=100&archived=false`);
  await stage.call(200, `GET ${path}`);
  await stage.call(200, `GET ${path}/?email=nobody@example.com`);
  await stage.call(200, `GET ${path}/${results[0]!.id}?idProperty=id&archived=false`);
  await stage.call(404, `GET ${path}/1`);
  await stage.ask(401, `GET ${path}/`, { token: null });
}

/** On a sandbox of its own: one whose limits are on. */
export async function driveLimits(stage: Stage): Promise<void> {
  const small = await Stage.open({ limits: 'free' });
  try {
    for (let calls = 0; calls < 5; calls++) await small.call(200, 'POST /crm/v3/objects/contacts/search', {});
    await small.call(429, 'POST /crm/v3/objects/contacts/search', {});
    for (let calls = 0; calls < 100; calls++) await small.exchange('GET /crm/v3/objects/contacts', {});
    await small.call(429, 'GET /crm/v3/objects/contacts');
    await small.control('POST', 'faults', { method: 'GET', path: '/crm/v3/owners/', kind: 'limit', policy: 'daily' });
    await small.control('POST', 'clock', { advanceMs: 10_000 });
    await small.call(429, 'GET /crm/v3/owners/');
    stage.exchanges.push(...small.exchanges);
  } finally {
    await small.close();
  }
}
