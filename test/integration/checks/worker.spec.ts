/** The loops of one process: when they look for work, told by the question that each look asks of the database. */
import { Worker } from '../../../src/jobs/worker';
import { heldMs, TurnGround } from '../../support/turn-ground';
import { until } from '../../support/until';

const loops = 4;
/** Nothing is found by a poll. */
const longPollMs = 600_000;

describe('the loops of a worker', () => {
  let ground: TurnGround;
  let worker: Worker;
  let looks: number;
  let answered: number;
  /** Whoever looks waits for it. */
  let gate: Promise<void>;
  beforeAll(async () => {
    ground = await TurnGround.lay();
  });
  beforeEach(async () => {
    await ground.clear();
    looks = 0;
    answered = 0;
    gate = Promise.resolve();
    const { database } = ground.engine;
    const query = database.query.bind(database);
    jest.spyOn(database, 'query').mockImplementation(async (...asked: Parameters<typeof query>): Promise<unknown> => {
      if (!asked[0].includes('claim_stream')) return query(...asked);
      looks += 1;
      await gate;
      return query(...asked).finally(() => (answered += 1));
    });
    worker = new Worker({ ...ground.engine, connectorFor: () => ground.hubspot }, longPollMs);
  });
  afterEach(async () => {
    await ground.crm.clearFaults();
    await worker.stop();
    jest.restoreAllMocks();
  });
  afterAll(() => ground.close());

  /** All have looked, and found nothing. */
  const rest = async (): Promise<void> => {
    await until(() => answered === looks);
    await new Promise(setImmediate);
  };

  it('look once when they begin, and one of them at a wake', async () => {
    worker.start();
    await rest();
    expect(looks).toBe(loops);
    worker.wake();
    await new Promise(setImmediate);
    expect(looks).toBe(loops + 1);
    await rest();
    expect(looks).toBe(loops + 1);
  });

  it('take side by side what has become due in several streams at one wake', async () => {
    for (const objects of ['contacts', 'companies']) {
      await ground.crm.addFault({ path: `/crm/v3/objects/${objects}/batch/upsert`, delayMs: heldMs, times: 1 });
    }
    worker.start();
    await rest();
    await ground.put('migration', 'company', { one: { name: 'One' } });
    await ground.put('migration', 'customer', { two: {} });
    worker.wake();
    await until(async () => (await ground.crm.faultsLeft()).length === 0);
    await ground.crm.clearFaults();
    await until(async () => (await ground.states()).length === 2);
  });

  it('look once more when a wake comes while they look', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    worker.start();
    await until(() => looks === loops);
    worker.wake();
    open();
    await until(() => looks === 2 * loops);
  });
});
