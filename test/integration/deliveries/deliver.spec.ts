import { Webhook } from 'standardwebhooks';
import { toView } from '../../../src/http/changes.controller';
import { claimDelivery, deliver } from '../../../src/jobs/deliver';
import { removeDestination, resumeDestination } from '../../../src/operate/destination';
import { findPersonal, linesOfLog } from '../../support/personal-values';
import { personal, Stage } from './stage';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('the changes of a tenant are delivered', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.start();
  });
  afterEach(() => stage.close());

  const eventsOf = (): readonly unknown[] => linesOfLog(stage.log).map(({ event }) => event);

  it('in order, each by itself, as the feed tells them, signed as Standard Webhooks are', async () => {
    const secret = await stage.say();
    const seqs = await stage.offer(3);
    await stage.run();
    expect(stage.receiver.seqs).toEqual(seqs);
    const webhook = new Webhook(secret);
    for (const { headers, body, payload } of stage.receiver.received) {
      expect(webhook.verify(body, headers as Record<string, string>)).toEqual(payload); // within its five minutes
      expect(() => webhook.verify(`${body} `, headers as Record<string, string>)).toThrow();
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Tandem' });
    }
    const told = (await stage.changes()).map((change) => JSON.parse(JSON.stringify(toView(change))) as unknown);
    expect(stage.receiver.received.map(({ payload }) => payload)).toEqual(
      told.map((data) => ({ type: 'change.offered', timestamp: (data as { at: string }).at, data })),
    );
    expect(new Set(stage.receiver.ids).size).toBe(3);
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 3, trouble: null, error: null, parkedAt: null });
    expect(await stage.run()).toBe(0);
  });

  it('to each tenant by itself, in turns', async () => {
    await stage.say({}, 'one');
    await stage.say({}, 'two');
    await stage.offer(45, 'one');
    await stage.offer(2, 'two');
    expect(await stage.run()).toBe(4); // three of 20, 20 and 5, and one of 2
    const tenants = stage.receiver.ids.map((id) => id.split('_')[1]);
    expect(tenants.lastIndexOf('two')).toBeLessThan(40);
    expect(stage.receiver.seqs.filter((_, n) => tenants[n] === 'one')).toEqual(
      Array.from({ length: 45 }, (_, n) => n + 1),
    );
  });

  it('from where they were, and none twice, whatever is said of the url meanwhile', async () => {
    await stage.say();
    await stage.offer(2);
    await stage.run();
    await removeDestination(stage.parts(), 'one');
    await stage.offer(1);
    expect(await stage.run()).toBe(0);
    await stage.say({ url: `${stage.receiver.origin}/other` });
    await stage.run();
    expect(stage.receiver.seqs).toEqual([1, 2, 3]);
    await stage.say({ after: 1 });
    await stage.run();
    expect(stage.receiver.seqs).toEqual([1, 2, 3, 2, 3]);
  });

  it('and one that is not taken is not overtaken: it is tried again, later each time', async () => {
    await stage.say();
    await stage.offer(3);
    const begun = stage.nowMs;
    stage.receiver.answer = ({ payload }) => (payload.data.seq === 2 && stage.nowMs - begun < 20_000 ? 503 : 200);
    const waits: number[] = [];
    for (;;) {
      await stage.run();
      const { trouble, dueAt, error } = await stage.destination();
      if (trouble === null) break;
      expect(error).toEqual({ code: 'HTTP_503', message: 'The receiver answered 503.' });
      waits.push(dueAt.getTime() - stage.nowMs);
      stage.nowMs = dueAt.getTime() - 1;
      expect(await stage.run()).toBe(0);
      stage.nowMs += 1;
    }
    expect(waits).toEqual([750, 1_500, 3_000, 6_000, 12_000]);
    expect(stage.receiver.seqs).toEqual([1, 2, 2, 2, 2, 2, 2, 3]);
    expect(new Set(stage.receiver.ids).size).toBe(3); // the same whenever the same change is sent
    expect(eventsOf().filter((event) => event === 'delivery.recovered')).toHaveLength(1);
  });

  it('and the trouble of one is not the next one’s', async () => {
    await stage.say();
    await stage.offer(2);
    stage.receiver.answer = () => 500;
    await stage.run();
    stage.nowMs += dayMs - 1;
    stage.receiver.answer = ({ payload }) => (payload.data.seq === 1 ? 200 : 500);
    await stage.run();
    expect(await stage.destination()).toMatchObject({
      deliveredSeq: 1,
      trouble: { attempts: 1, since: stage.now() },
      parkedAt: null,
    });
  });

  it('for a day; then the destination is parked, and goes on where it stopped once a person says so', async () => {
    await stage.say();
    await stage.offer(2);
    const begun = stage.nowMs;
    stage.receiver.answer = () => 500;
    let tries = 0;
    for (; (await stage.destination()).parkedAt === null; tries += 1) {
      stage.nowMs = Math.max(stage.nowMs, (await stage.destination()).dueAt.getTime());
      await stage.run();
    }
    expect(stage.nowMs - begun).toBe(dayMs);
    expect(tries).toBeGreaterThan(24);
    expect(await stage.destination()).toMatchObject({
      deliveredSeq: 0,
      parkedAt: stage.now(),
      error: { code: 'HTTP_500' },
    });
    expect(eventsOf().filter((event) => event === 'destination.parked')).toHaveLength(1);

    stage.nowMs += 30 * dayMs;
    stage.receiver.answer = () => 200;
    expect(await stage.run()).toBe(0);
    await stage.offer(1);
    await resumeDestination(stage.parts(), 'one');
    await stage.run();
    expect(stage.receiver.seqs).toEqual([...Array<number>(tries).fill(1), 1, 2, 3]);
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 3, parkedAt: null, error: null });
  });

  it('until the receiver wants no more', async () => {
    await stage.say();
    await stage.offer(1);
    stage.receiver.answer = () => 410;
    await stage.run();
    expect(await stage.destination()).toMatchObject({ parkedAt: stage.now(), error: { code: 'HTTP_410' } });
  });

  it('when the receiver asks to be called again', async () => {
    await stage.say();
    await stage.offer(1);
    stage.receiver.answer = () => ({ status: 429, headers: { 'retry-after': '90' } });
    await stage.run();
    expect((await stage.destination()).dueAt.getTime()).toBe(stage.nowMs + 90_000);
  });

  it('not to whom a redirect names', async () => {
    const target = await stage.offer(1).then(() => stage.receiver.origin.replace('127.0.0.1', 'localhost'));
    await stage.say();
    stage.receiver.answer = () => ({ status: 302, headers: { location: `${target}/secret` } });
    await stage.run({ allowedOrigins: [stage.receiver.origin, target] });
    expect(stage.receiver.received).toHaveLength(1);
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 0, error: { code: 'HTTP_302' } });
  });

  it.each([
    ['an address that is allowed no more', (origin: string) => origin.replace('http:', 'https:'), 'ADDRESS_REFUSED'],
    [
      'a name that means one',
      (origin: string) => origin.replace('http://127.0.0.1', 'https://localhost'),
      'ADDRESS_REFUSED',
    ],
    ['a place without TLS', (origin: string) => origin.replace('127.0.0.1', 'localhost'), 'INSECURE'],
  ])('not to a private address: %s', async (_, urlOf, code) => {
    await stage.say({ url: urlOf(stage.receiver.origin) });
    await stage.offer(1);
    await stage.run();
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 0, error: { code } });
    expect(stage.receiver.received).toEqual([]);
  });

  it('again, under the same id, when another has taken over between the answer and its being noted', async () => {
    await stage.say();
    await stage.offer(2);
    let deliveries = 0;
    stage.receiver.answer = async () => {
      deliveries += 1;
      if (deliveries === 1) {
        stage.nowMs += 60_001; // the lease is over, and the next owner does it all
        await stage.run();
      }
      return 200;
    };
    await stage.run();
    expect(stage.receiver.seqs).toEqual([1, 1, 2]); // the first owner moved nothing, and went on with nothing
    expect(new Set(stage.receiver.ids).size).toBe(2);
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 2 });
  });

  it('no more by whoever has lost the time to hear an answer', async () => {
    await stage.say();
    await stage.offer(2);
    const parts = stage.parts();
    const claimed = await claimDelivery(parts);
    let asked = 0;
    const clock = { now: () => new Date(stage.nowMs + (asked++ > 0 ? 50_000 : 0)), stop: () => undefined };
    await deliver({ ...parts, clock }, claimed!, () => false); // it stalls between reading and sending
    expect(stage.receiver.received).toEqual([]);
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 0, trouble: null });
  });

  it('with what a person has said meanwhile, and not with what failed before that', async () => {
    await stage.say({ url: `${stage.receiver.origin}/old` });
    await stage.offer(1);
    stage.receiver.answer = async () => {
      stage.receiver.answer = () => 200;
      await stage.say({ url: `${stage.receiver.origin}/new` });
      return 410;
    };
    await stage.run();
    expect(await stage.destination()).toMatchObject({ deliveredSeq: 1, parkedAt: null });
    expect(stage.receiver.seqs).toEqual([1, 1]);
  });

  it('under both secrets for a day after a rotation, then under the new one', async () => {
    const old = await stage.say();
    const renewed = await stage.say({ rotateSecret: true });
    expect(renewed).not.toBe(old);
    const takenBy = async (): Promise<readonly boolean[]> => {
      await stage.offer(1);
      await stage.run();
      const { headers, body } = stage.receiver.received.at(-1)!;
      const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
      expect(at).toEqual(stage.now());
      const signatures = String(headers['webhook-signature']).split(' ');
      return [old, renewed].map((secret) =>
        signatures.includes(new Webhook(secret).sign(String(headers['webhook-id']), at, body)),
      );
    };
    expect(await takenBy()).toEqual([true, true]);
    stage.nowMs += dayMs - 1_000;
    expect(await takenBy()).toEqual([true, true]);
    stage.nowMs += 1_000;
    expect(await takenBy()).toEqual([false, true]);
  });

  it('and are accepted by that, where the tenant says so', async () => {
    await stage.say({ acceptance: 'on-delivery' });
    await stage.offer(3);
    stage.receiver.answer = ({ payload }) => (payload.data.seq < 3 ? 200 : 500);
    await stage.run();
    const statuses = (await stage.changes()).map((change) => toView(change).status);
    expect(statuses).toEqual(['accepted', 'accepted', 'open']);
    const marks = await stage.database.query<{ source_id: string }>('select source_id from dirty order by 1');
    expect(marks.map(({ source_id }) => source_id)).toEqual(['c0', 'c1']);
  });

  it('and are accepted by that no more once the tenant says otherwise, also while one is on its way', async () => {
    await stage.say({ acceptance: 'on-delivery' });
    await stage.offer(3);
    stage.receiver.answer = async ({ payload }) => {
      if (payload.data.seq === 2) await stage.say({ acceptance: 'explicit' });
      return 200;
    };
    await stage.run();
    expect(stage.receiver.seqs).toEqual([1, 2, 3]);
    const statuses = (await stage.changes()).map((change) => toView(change).status);
    expect(statuses).toEqual(['accepted', 'open', 'open']);
  });

  it('and are accepted by that only where they go now', async () => {
    await stage.say({ acceptance: 'on-delivery' });
    await stage.offer(1);
    stage.receiver.answer = async () => {
      stage.receiver.answer = () => 500;
      await stage.say({ url: `${stage.receiver.origin}/new` });
      return 200;
    };
    await stage.run();
    expect((await stage.changes()).map((change) => toView(change).status)).toEqual(['open']);
    stage.receiver.answer = () => 200;
    await stage.say({ after: 0, url: `${stage.receiver.origin}/newer` });
    await stage.run();
    expect((await stage.changes()).map((change) => toView(change).status)).toEqual(['accepted']);
  });

  it('and otherwise wait for the answer of the order system', async () => {
    await stage.say();
    await stage.offer(1);
    await stage.run();
    expect((await stage.changes()).map(({ closedAt }) => closedAt)).toEqual([null]);
  });

  it('without a word of them, of the url or of the secret in the log', async () => {
    const secret = await stage.say({ acceptance: 'on-delivery' });
    await stage.offer(3);
    stage.receiver.answer = ({ payload }) => (payload.data.seq === 2 ? 410 : 200);
    await stage.run();
    await stage.say({ url: 'https://localhost/personal-in-the-url' });
    await stage.run();
    const lines = linesOfLog(stage.log);
    expect(lines.map(({ event }) => event)).toEqual(['delivery.done', 'destination.parked', 'delivery.failed']);
    const texts = [...Object.values(personal), 'personal-in-the-url', secret, secret.slice(6), stage.receiver.origin];
    expect(findPersonal(lines, { texts, words: [], phones: [] })).toEqual([]);
    const [kept] = await stage.database.query<{ text: string }>(
      'select row_to_json(d)::text as text from destination d',
    );
    expect(kept?.text).not.toContain(secret.slice(6)); // sealed
  });
});
