import { Deliveries } from '../../../src/jobs/deliveries';
import type { Delivering } from '../../../src/jobs/deliver';
import { createDataSource } from '../../../src/store/data-source';
import { Waker } from '../../../src/store/wake';
import { linesOfLog } from '../../support/personal-values';
import { until as waitUntil } from '../../support/until';
import { Stage } from './stage';

const never = 3_600_000;

describe('the loop that delivers', () => {
  let stage: Stage;
  let closers: (() => Promise<unknown>)[];
  beforeEach(async () => {
    closers = [];
    stage = await Stage.start();
  });
  afterEach(async () => {
    for (const close of closers.reverse()) await close();
    await stage.close();
  });

  /** As in a process of its own: with connections of its own, and wakes that come through the database. */
  const start = async (
    over: Partial<Delivering> = {},
    pollMs = 100,
  ): Promise<{ deliveries: Deliveries; waker: Waker }> => {
    const database = await createDataSource(stage.database.app, 5).initialize();
    const waker = new Waker(stage.database.app);
    await waker.start();
    const deliveries = new Deliveries(stage.parts({ database, waker, ...over }), pollMs);
    deliveries.start();
    closers.push(
      () => database.destroy(),
      () => waker.stop(),
      () => deliveries.stop(),
    );
    return { deliveries, waker };
  };
  const until = (holds: () => boolean | Promise<boolean>): Promise<void> => waitUntil(holds, { told: () => stage.log });
  const events = (): readonly unknown[] => linesOfLog(stage.log).map(({ event }) => event);

  it('is told by whatever process has put something into a feed', async () => {
    await stage.say();
    await start({}, never);
    const elsewhere = await start({}, never);
    await stage.offer(1);
    elsewhere.waker.tellOfChanges('one');
    await until(() => stage.receiver.received.length === 1);
  });

  it('finds by itself what nobody told of, and what is due later', async () => {
    await stage.say();
    await start();
    let tries = 0;
    stage.receiver.answer = () => (tries++ === 0 ? 500 : 200);
    await stage.offer(1);
    await until(() => events().includes('delivery.failed'));
    stage.nowMs += 1_000;
    await until(() => events().includes('delivery.recovered'));
    expect(stage.receiver.seqs).toEqual([1, 1]);
  });

  it('delivers each change once and in order, in however many processes it runs', async () => {
    const [one, two] = await Promise.all([start(), start(), start()]);
    const tenants = ['one', 'two'];
    for (const tenant of tenants) await stage.say({}, tenant);
    for (let n = 0; n < 10; n += 1) {
      for (const tenant of tenants) await stage.offer(9, tenant);
      one.waker.tellOfChanges('one');
      two.waker.tellOfChanges('two');
    }
    await until(async () =>
      (await Promise.all(tenants.map((tenant) => stage.destination(tenant)))).every((one) => one.deliveredSeq === 90),
    );
    const wanted = Array.from({ length: 90 }, (_, n) => n + 1);
    for (const tenant of tenants) {
      const seqs = stage.receiver.seqs.filter((_, n) => stage.receiver.ids[n]?.startsWith(`change_${tenant}_`));
      expect(seqs).toEqual(wanted);
    }
    expect(events().filter((event) => event !== 'delivery.done')).toEqual([]);
  });

  it('lets none wait for another whose receiver is silent', async () => {
    await stage.say({}, 'one');
    await stage.say({}, 'two');
    stage.receiver.answer = ({ headers }) => (String(headers['webhook-id']).includes('_one_') ? null : 200);
    await start({ deadlineMs: 2_000 });
    await stage.offer(1, 'one');
    await stage.offer(3, 'two');
    await until(async () => (await stage.destination('two')).deliveredSeq === 3);
    expect((await stage.destination('one')).trouble).toBeNull(); // it is still waited for
    await until(() => events().includes('delivery.failed'));
    expect((await stage.destination('one')).error).toMatchObject({ code: 'DEADLINE' });
  });

  it('ends with the delivery that is under way, and gives the rest back at once', async () => {
    await stage.say();
    const { deliveries } = await start();
    let stopped: Promise<void> | null = null;
    stage.receiver.answer = () => {
      stopped ??= deliveries.stop();
      return 200;
    };
    await stage.offer(3);
    await until(() => stopped !== null);
    await stopped!;
    expect(stage.receiver.seqs).toEqual([1]);
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 1 });
    await stage.run();
    expect(stage.receiver.seqs).toEqual([1, 2, 3]);
  });

  it('outlives a database that is away for a while', async () => {
    await stage.say();
    await start();
    await stage.database.query('alter function claim_destination rename to away');
    await until(() => events().includes('deliveries.failed'));
    await stage.database.query('alter function away rename to claim_destination');
    await stage.offer(1);
    await until(() => stage.receiver.received.length === 1);
  });
});
