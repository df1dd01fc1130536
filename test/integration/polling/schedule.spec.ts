import type { INestApplicationContext } from '@nestjs/common';
import { startScheduler } from '../../../src/app.module';
import type { Polling } from '../../../src/intake/poll';
import { until as waitUntil } from '../../support/until';
import { Stage } from './stage';

describe('the scheduler', () => {
  let stage: Stage;
  let running: INestApplicationContext[];
  let release: () => void;
  beforeEach(async () => {
    stage = await Stage.start();
    running = [];
    release = () => undefined;
  });
  afterEach(async () => {
    release();
    for (const one of running) await one.close();
    await stage.close();
  });

  const start = async (over: Partial<Polling> = {}): Promise<INestApplicationContext> => {
    const scheduler = await startScheduler(stage.polling(over));
    running.push(scheduler);
    return scheduler;
  };
  const until = (holds: () => boolean | Promise<boolean>): Promise<void> => waitUntil(holds, { told: () => stage.log });

  it('polls whatever is due, one of a connection after the other, as the clock goes', async () => {
    await start();
    for (let polls = 1; polls <= 9; polls += 1) {
      await until(() => stage.told.length === polls);
      await stage.advance(250);
    }
    expect(stage.told.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 9 }, () => 'finished'));
    const due = await stage.database.query('select from cursor where due_at <= $1', [stage.now()]);
    expect(due).toEqual([]);
  });

  it('polls connections side by side, however slow one is', async () => {
    await stage.only('changes', 'customer');
    await stage.database.query(
      `insert into connection (tenant_id, id, crm, environment, account_id, base_url, settings, created_at)
       select tenant_id, 'slow', crm, environment, 'another', base_url, settings, created_at from connection`,
    );
    await stage.database.query(
      `insert into cursor (tenant_id, connection_id, object, kind, seen_until, due_at)
       select tenant_id, 'slow', object, kind, seen_until, due_at - interval '1 hour' from cursor`,
    );
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = Object.assign(Object.create(stage.connector) as typeof stage.connector, {
      changedSince: async (...asked: Parameters<typeof stage.connector.changedSince>) => {
        await held;
        return stage.connector.changedSince(...asked);
      },
    });
    await start({ connectorFor: ({ id }) => (id === 'slow' ? slow : stage.connector) });
    await until(() => stage.told.length === 1);
    release();
    await until(() => stage.told.length === 2);
  });

  it('waits at its stop for the poll that is under way, gives its cursor back, and begins no other', async () => {
    await stage.link(500);
    await stage.only('changes', 'customer');
    await stage.control('faults', { path: '/crm/v3/objects/contacts/search', delayMs: 300 });
    const scheduler = await start();
    await until(
      async () => (await stage.database.query('select from cursor where lease_until > $1', [stage.now()])).length > 0,
    );
    await scheduler.close();
    running = [];
    expect(stage.told).toMatchObject([{ outcome: 'unfinished', found: 200 }]);
    const [cursor] = await stage.database.query<{ lease_until: Date }>('select lease_until from cursor');
    expect(cursor!.lease_until.getTime()).toBeLessThan(stage.nowMs + 1_000);
  });

  it('goes on after an error of its own or of a poll, and says so', async () => {
    await stage.only('changes', 'customer');
    let asked = 0;
    const broken = Object.assign(Object.create(stage.connector) as typeof stage.connector, {
      changedSince: () => {
        asked += 1;
        return Promise.reject(new Error('a bug'));
      },
    });
    await start({ connectorFor: () => broken });
    await until(() => stage.log.includes('"event":"poll.failed"'));
    expect(asked).toBe(1);
    await stage.advance(60_001);
    await until(() => asked === 2);
  });
});
