import type { Stage } from '../stage';

/** Settings and subscriptions of the app, by its developer key: under the old paths, and the same again under the new. */
export async function driveWebhooks(stage: Stage): Promise<void> {
  for (const base of ['/webhooks/v3', '/app-webhooks/2026-09']) await driveUnder(stage, base);
}

async function driveUnder(stage: Stage, base: string): Promise<void> {
  const { app, developerKey } = stage.sandbox;
  const at = (rest: string): string => `${base}/${app.id}${rest}?hapikey=${developerKey}`;
  const targetUrl = 'https://sync.example.com/hook';
  await stage.call(404, `GET ${at('/settings')}`);
  await stage.call(200, `PUT ${at('/settings')}`, { targetUrl, throttling: { maxConcurrentRequests: 10 } });
  await stage.call(200, `GET ${at('/settings')}`);
  const subject = { eventType: 'contact.propertyChange', propertyName: 'email', active: true };
  const { id } = await stage.call(201, `POST ${at('/subscriptions')}`, subject);
  await stage.call(400, `POST ${at('/subscriptions')}`, { eventType: 'nonsense' });
  await stage.call(200, `GET ${at('/subscriptions')}`);
  await stage.call(200, `GET ${at(`/subscriptions/${id}`)}`);
  await stage.call(404, `GET ${at('/subscriptions/1')}`);
  await stage.call(200, `PATCH ${at(`/subscriptions/${id}`)}`, { active: false });
  const one = { id: Number(id), active: true };
  await stage.call(200, `POST ${at('/subscriptions/batch/update')}`, { inputs: [one] });
  await stage.call(207, `POST ${at('/subscriptions/batch/update')}`, { inputs: [one, { id: 1, active: true }] });
  await stage.call(204, `DELETE ${at(`/subscriptions/${id}`)}`);
  await stage.call(204, `DELETE ${at('/settings')}`);
}
