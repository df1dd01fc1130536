/** One turn at a stream in which something urgent comes beside what may wait: a real database, and a CRM that holds calls. */
import type { CallQuota } from '../../../src/connectors/call-quota';
import type { CallContext, Connector } from '../../../src/connectors/connector';
import type { Outcome } from '../../../src/core/failure';
import { lanes } from '../../../src/core/lane';
import { releaseStream } from '../../../src/store/streams';
import { inTenant } from '../../../src/store/transaction';
import type { Engine } from '../../../src/sync/engine';
import { matchFirstContacts } from '../../../src/sync/first-contact';
import { Halt } from '../../../src/sync/halt';
import { Hand } from '../../../src/sync/hand';
import { Lease } from '../../../src/sync/lease';
import { readTaken, take } from '../../../src/sync/read-batch';
import type { TurnWatch } from '../../../src/sync/turn';
import type { Crm } from '../../support/crm';
import type { TestDatabase } from '../../support/database';
import { now } from '../../support/engine-parts';
import { anyCalls } from '../../support/quota';
import { heldMs, TurnGround } from '../../support/turn-ground';

const upsert = '/crm/v3/objects/contacts/batch/upsert';
const lookup = '/crm/v3/objects/contacts/batch/read';

describe('a turn at a stream', () => {
  let ground: TurnGround;
  let database: TestDatabase;
  let engine: Omit<Engine, 'connectorFor'>;
  let crm: Crm;
  let hubspot: Connector;
  beforeAll(async () => {
    ground = await TurnGround.lay();
    ({ database, engine, crm, hubspot } = ground);
  });
  beforeEach(() => ground.clear());
  afterAll(() => ground.close());

  const put = (lane: 'live' | 'migration', records: Readonly<Record<string, object>>): Promise<void> =>
    ground.put(lane, 'customer', records);
  const claim = (at?: Date) => ground.claim(at);
  const turn = (connector?: Connector, over?: Partial<Engine>, watch?: Partial<TurnWatch>): Promise<void> =>
    ground.turn(connector, over, watch);
  /** Asks until it is so; each question is answered by somebody else. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo()));
  }
  const struck = (): Promise<void> => until(async () => (await crm.faultsLeft()).length === 0);
  const contact = async (email: string) =>
    (await crm.live('contacts')).find(({ properties }) => properties['email'] === email);
  const dirty = () =>
    database.query<object>('select source_id, lane, attempts, due_at <= $1 as due from dirty order by source_id', [
      now,
    ]);
  const states = () => ground.states();

  it('has a live change in the CRM while a batch of a migration is held there', async () => {
    await crm.addFault({ path: upsert, delayMs: heldMs, times: 1 });
    await put('migration', { slow1: {}, slow2: {} });
    const served = turn();
    await struck();
    await put('live', { quick: { firstName: 'Ada' } });
    await until(async () => (await contact('quick@example.com')) !== undefined);
    expect(await contact('slow1@example.com')).toBeUndefined();
    await crm.clearFaults();
    await served;
    expect(await dirty()).toEqual([]);
    expect((await states()).length).toBe(3);
    expect(await crm.calls()).toMatchObject({ [`POST ${upsert}`]: 2 });
  });

  it('writes a record that changes in hand of the slow track once more when it is settled, and never twice at a time', async () => {
    await crm.addFault({ path: upsert, delayMs: heldMs, times: 1 });
    await put('migration', { moved: { firstName: 'Before' } });
    const served = turn();
    await struck();
    await put('live', { moved: { firstName: 'After' }, beside: {} });
    await until(async () => (await contact('beside@example.com')) !== undefined);
    expect(await contact('moved@example.com')).toBeUndefined();
    await crm.clearFaults();
    await served;
    expect((await contact('moved@example.com'))?.properties).toMatchObject({ firstname: 'After' });
    expect(await dirty()).toEqual([]);
    const calls = await crm.calls();
    expect([calls[`POST ${upsert}`], calls['POST /crm/v3/objects/contacts/batch/update']]).toEqual([2, 1]);
  });

  it('lets one of two tracks adopt a record that both have found', async () => {
    const email = 'shared@example.com';
    const [id] = await crm.seed('contacts', [{ email, firstname: 'unknown' }]);
    const held = { path: lookup, delayMs: heldMs, times: 1, when: 'after' } as const;
    await crm.addFault(held);
    await put('migration', { first: { email } });
    const served = turn();
    await struck();
    await crm.addFault(held);
    await put('live', { second: { email } });
    await struck(); // both have found it, and neither knows
    await crm.clearFaults();
    await served;
    const linked = await database.query<{ source_id: string; external_id: string | null; state: string }>(
      'select source_id, external_id, state from link order by external_id',
    );
    expect(linked.map(({ external_id, state }) => [external_id, state])).toEqual([
      [id, 'offered'],
      [null, 'conflict'],
    ]);
    expect((await contact(email))?.properties['tandem_id']).toBe(linked[0]?.source_id);
  });

  it.each<[string, Partial<TurnWatch>, number]>([
    ['gives way after ten batches when another stream may wait', { isWaitedFor: () => true }, 2],
    ['goes on while no other stream waits', { isWaitedFor: () => false }, 0],
    ['ends after ten batches when the process stops', { isWaitedFor: () => false, isStopping: () => true }, 2],
  ])('%s', async (_, watch, left) => {
    const names = Array.from({ length: 12 }, (_unused, n) => [`turn-${n}`, {}] as const);
    await put('live', Object.fromEntries(names));
    await turn({ ...hubspot, batches: { rows: 1, bulk: null } }, {}, watch);
    expect(await dirty()).toHaveLength(left);
  });

  it('decides about a record that two batches have found as if one had come after the other', async () => {
    const email = 'twins@example.com';
    await crm.seed('contacts', [{ email }]);
    await put('live', { one: { email }, other: { email } });
    const stream = (await claim())!;
    const hand = new Hand();
    const here = { ...engine, connectorFor: () => hubspot };
    const lease = new Lease({ ...here, stream });
    const watch = { isStopping: () => false, isWaitedFor: () => false };
    const turnOf = { engine: here, stream, lease, hand, halt: Halt.ofTurn(), watch };
    const taken = await take(turnOf, { lanes: ['live'] }, 2);
    const matches = await Promise.all(
      taken.map(async (row) => {
        const { batch, loaded } = (await readTaken(turnOf, { jobs: true }, [row]))!;
        return (await matchFirstContacts(here, batch, loaded, hand))[0]?.look.match?.kind;
      }),
    );
    expect(matches.toSorted()).toEqual(['adopt', 'ask']);
    await inTenant(engine.database, 'one', (tx) => releaseStream(tx, stream));
  });

  it('serves only what is urgent while what may wait is held, and nobody takes the stream for that', async () => {
    const later = new Date(now.getTime() + 3_600_000);
    await database.query('update connection set bulk_after = $1', [later]);
    await put('migration', { waits: {} });
    expect(await claim()).toBeNull();
    await put('live', { goes: {} });
    await turn();
    expect(await dirty()).toEqual([{ source_id: 'waits', lane: lanes.migration, attempts: 0, due: true }]);
    expect(await claim()).toBeNull();
    expect(await claim(later)).toMatchObject({ object: 'customer' });
    await database.query(`update stream set lease_until = '-infinity', owner = null, in_hand = '{}'`);
  });

  const later = new Date(now.getTime() + 60_000);
  it.each([
    ['nothing of what may wait, and holds it, when the account has no room', 0, 0],
    ['as many rows of what may wait as the account has room for', 4, 100],
  ])('begins %s', async (_what, roomFor, begun) => {
    await put('migration', Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`room${n}`, {}])));
    let left = roomFor;
    const room: CallQuota['room'] = (_connection, _lane, calls) => {
      const at = left;
      if (calls <= left) left = 0;
      return Promise.resolve({ now: at, today: at, again: later });
    };
    await turn(hubspot, { quota: { ...anyCalls, room } });
    expect((await states()).length).toBe(begun);
    expect((await dirty()).length).toBe(120 - begun);
    const [connection] = await database.query<object>('select bulk_after, throttled_until from connection');
    expect(connection).toEqual({ bulk_after: later, throttled_until: null });
  });

  it('leaves what may wait as it was, and due, when the account has no call for it alone', async () => {
    const failure = { kind: 'throttled', code: 'NO_ROOM', message: 'No.', until: later, bulkOnly: true } as const;
    const refusing: Connector = {
      ...hubspot,
      upsert: (call, object, rows) =>
        call.mayWait
          ? Promise.resolve(rows.map(() => ({ ok: false as const, failure })))
          : hubspot.upsert(call, object, rows),
    };
    await put('migration', { refused: {} });
    await put('live', { taken: {} });
    await turn(refusing);
    expect(await dirty()).toEqual([{ source_id: 'refused', lane: lanes.migration, attempts: 0, due: true }]);
    const [connection] = await database.query<object>('select bulk_after, throttled_until from connection');
    expect(connection).toEqual({ bulk_after: later, throttled_until: null });
    expect(await contact('taken@example.com')).toBeDefined();
  });

  it('has a live change in the CRM while a long job is under way, and begins no other beside it', async () => {
    let finish: () => void = () => undefined;
    const job = new Promise<void>((resolve) => (finish = resolve));
    let begin: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (begin = resolve));
    const beside: boolean[] = [];
    const upserting = async (call: CallContext, object: string, rows: Parameters<Connector['upsert']>[2]) => {
      if (call.mayWait) begin();
      else beside.push(call.checkpoint === undefined);
      if (call.mayWait) await job;
      return hubspot.upsert(call, object, rows);
    };
    const withJobs: Connector = { ...hubspot, batches: { rows: 2, bulk: { from: 3, rows: 10 } }, upsert: upserting };
    await put('migration', Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`job-${name}`, {}])));
    const served = turn(withJobs);
    await underWay;
    await put('live', { 'job-beside': {} });
    await until(async () => (await contact('job-beside@example.com')) !== undefined);
    expect(await contact('job-a@example.com')).toBeUndefined();
    finish();
    await served;
    expect(beside).toEqual([true]);
    expect(await dirty()).toEqual([]);
    expect((await states()).length).toBe(5);
  });

  it('begins nothing more in either track after an error of ours in one', async () => {
    const outcomes: Promise<readonly Outcome<never>[]> = Promise.reject(new Error('a mistake of ours'));
    outcomes.catch(() => undefined);
    let asked = 0;
    const failing: Connector = {
      ...hubspot,
      upsert: (call, object, rows) => {
        asked += 1;
        return call.mayWait ? outcomes : hubspot.upsert(call, object, rows);
      },
    };
    await put('migration', { broken: {} });
    await turn(failing);
    expect(asked).toBe(1);
    expect(await dirty()).toEqual([{ source_id: 'broken', lane: lanes.retry, attempts: 1, due: false }]);
    expect(await database.query('select from batch_intents')).toHaveLength(1); // the next turn finds it
  });
});
